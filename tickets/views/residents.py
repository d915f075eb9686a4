"""业户: the list of residents, one resident's page, one unit's page, and the QR codes for the walls (R1, R2)."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from servicedesk.estates.models import Estate, Occupant
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import NotFound
from servicedesk.timers.now import now
from servicedesk.web import links
from servicedesk.web.estate import current_estate
from servicedesk.web.htmx import render_part
from tickets import rules
from tickets.callbacks.terms.forms import WishForm
from tickets.models import CallWish, Ticket
from tickets.panels import home_links
from tickets.places import AREA, BUILDING, ESTATE, UNIT
from tickets.queries.lookup import Within, with_homes
from tickets.queries.residents import areas_of, buildings_of, reported, residents, seen_residents, seen_units
from tickets.rows import short
from tickets.views.papers import qr

MOST_WORDS = 40


def estate_of(request: HttpRequest) -> Estate:
    estate = current_estate(request)
    if estate is None:
        raise NotFound("", rule="R2")
    return estate


@requires(rules.view_residents)
@require_GET
def residents_page(request: HttpRequest) -> HttpResponse:
    """The residents of the estate, a page at a time; to htmx the rows alone."""
    within = Within(estate_of(request), actor_of(request).estate_ids, now())
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    rows, more = residents(words, within, request.GET.get("after", ""))
    context = {"rows": rows, "more": more, "q": words, "reveal": rules.reveal_phone(actor_of(request))}
    part = "estates/_rows.html" if request.GET.get("after") else "estates/_residents.html"
    return render_part(request, "estates/residents.html", part, context)


@requires(rules.view_residents)
@require_GET
def resident(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: phones, homes, and what was reported by him and about his homes."""
    actor = actor_of(request)
    within = Within(estate_of(request), actor.estate_ids, now())
    person = get_object_or_404(with_homes(seen_residents(actor), within), pk=pk)
    homes = [home.unit_id for home in person.homes]
    tickets = reported(actor, Q(reporter=person) | Q(unit__in=homes))
    wish = CallWish.objects.filter(resident=person).first()
    asked = {"hours": wish.hours, "note": wish.note} if wish else None
    form = WishForm(initial=asked) if rules.call_back(actor) else None
    for home in person.homes:
        home.links = home_links(actor, home.unit)
    context = {"person": person, "reveal": rules.reveal_phone(actor), "wish": wish, "wish_form": form}
    return render(request, "estates/resident.html", context | history(tickets, within))


@requires(rules.view_residents)
@require_GET
def unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One home: facts, its people, and what was reported about it."""
    actor = actor_of(request)
    people = Occupant.objects.select_related("resident").prefetch_related("resident__phones").order_by("relation", "pk")
    found = get_object_or_404(seen_units(actor).prefetch_related(Prefetch("occupants", people)), pk=pk)
    within = Within(found.estate, actor.estate_ids, now())
    context = {"unit": found, "reveal": rules.reveal_phone(actor), "links": home_links(actor, found)}
    return render(request, "estates/unit.html", context | history(reported(actor, Q(unit=found)), within))


def history(tickets: list[Ticket], within: Within) -> dict[str, Any]:
    """The tickets with their numbers as said over the phone."""
    present = timezone.localtime(within.now)
    return {"lines": [(one, short(one.number, present)) for one in tickets], "now": present}


@requires(rules.view_residents)
@require_GET
def codes(request: HttpRequest) -> HttpResponse:
    """The QR codes by which residents report (R1) and staff say that they are there (R18): the estate's, one for each
    building and each public area; to print.
    """
    estate = estate_of(request)
    places = [
        (estate.name, ESTATE, estate.pk),
        *((str(building), BUILDING, building.pk) for building in buildings_of(estate)),
        *((area.name, AREA, area.pk) for area in areas_of(estate)),
    ]
    return cards_page(request, estate, places)


@requires(rules.view_residents)
@require_GET
def unit_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The QR code of one home, for its door (R1, R18); to print."""
    found = get_object_or_404(seen_units(actor_of(request)).select_related("estate__tenant"), pk=pk)
    return cards_page(request, found.estate, [(found.code, UNIT, found.pk)])


def cards_page(request: HttpRequest, estate: Estate, places: list[tuple[str, str, UUID]]) -> HttpResponse:
    """Codes to be cut out: (name, purpose, id) of each place."""
    cards = [(name, code(request, estate, purpose, pk)) for name, purpose, pk in places]
    context = {"estate": estate, "company": estate.tenant.name, "cards": cards}
    return render(request, "estates/codes.html", context)


def code(request: HttpRequest, estate: Estate, purpose: str, pk: UUID) -> SafeString:
    """One code, as an SVG."""
    path = reverse("public-report", args=[links.sign(estate.tenant_id, purpose, pk)])
    return qr(request.build_absolute_uri(path))

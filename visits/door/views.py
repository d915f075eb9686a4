"""The phone page behind the QR code of a place: "I am here" in one tap (R18)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from dispatch.rules import work_phone
from servicedesk.people.principal import Principal
from servicedesk.people.rules import View, requires
from servicedesk.timers.now import now
from servicedesk.web import links
from servicedesk.web.happened import happened_at
from servicedesk.web.htmx import go
from servicedesk.web.idempotency import once
from tickets.places import Place, place_of
from visits import actions
from visits.door.queries import held_at, jobs_at
from visits.enums import Told
from visits.phone_queries import his_offers


def scanned(actor: Principal, token: str) -> Place:
    """The place of the code. Raises Http404 for a forged one, another company's, and an estate he does not see."""
    parts = links.read(token)
    place = place_of(parts[1], parts[2]) if parts is not None else None
    if place is None or not actor.sees_estate(place.estate.pk):
        raise Http404
    return place


@requires(work_phone)
@require_GET
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Where he is and what he has to do there; nothing: report something, or go to his jobs."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    place = scanned(actor, token)
    jobs = jobs_at(actor, place)
    # One job: the big button is under his thumb.
    only = jobs.coming[0] if len(jobs.coming) == 1 else None
    context = {"place": place, "token": token, "jobs": jobs, "only": only, "now": now(), "offers": his_offers(actor)}
    return render(request, "visits/phone_door.html", context)


def arrive_here(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """He is there, and the code proves the place; the time of the tap counts (R18)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket = get_object_or_404(held_at(actor, scanned(actor, token)), number=number)
    at = happened_at(request, since=ticket.accepted_at or ticket.dispatched_at)
    actions.arrive(ticket_id=ticket.pk, actor=actor, at=at, means=Told.DOOR)
    return go(request, "phone-job", number)


arrive: View = requires(work_phone)(require_POST(once(arrive_here)))

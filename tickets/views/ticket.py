"""The page of one ticket (design/ticket.html)."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.timers.explain import explain
from servicedesk.timers.now import now
from servicedesk.web.context import open_url
from servicedesk.web.htmx import render_part
from tickets import rules
from tickets.actions_menu import possible, prompted
from tickets.enums import OPEN, PhotoKind
from tickets.models import Ticket
from tickets.next_step import button, next_step
from tickets.panels import panels, papers
from tickets.timeline import GROUPS, dated, entries, steps, why
from tickets.views.transition import ticket_or_404

MOST_RELATED = 6


@requires(rules.view_ticket)
@require_GET
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page; to htmx its live parts alone, each swapped in its place. `?show=` filters the timeline."""
    found = ticket_or_404(request, number)
    actor: Principal = request.actor  # type: ignore[attr-defined]
    rules.view_ticket.demand(actor, found)
    show = request.GET.get("show", "")
    context = page(request, actor, found, show if show in GROUPS else "")
    return render_part(request, "tickets/ticket.html", "tickets/_live.html", context)


def page(request: HttpRequest, actor: Principal, found: Ticket, show: str) -> dict[str, Any]:
    """Everything the page shows."""
    at = now()
    clocks = explain(found)
    verbs = possible(actor, found)
    offered = {verb.name: verb.url(found) for verb in verbs}
    lines, counts = entries(found, clocks, show)
    return {
        "now": at,
        "ticket": found,
        "steps": steps(found, at),
        "head_clock": next((clock for clock in clocks if clock.running), None),
        "next": next_step(found, actor, verbs),
        "bar": [button(found, verb) for verb in verbs if verb.place == "bar"],
        "menu": [button(found, verb) for verb in verbs if verb.place == "menu" and verb not in prompted(verbs, found)],
        "can": offered,
        "reveal_url": offered.get("reveal-phone", ""),
        "whys": [why(found, clock, at) for clock in clocks],
        "entries": dated(lines, at),
        "filters": filters(found, counts, show),
        "show": show,
        "photos": list(found.photos.exclude(kind=PhotoKind.SIGNATURE).order_by("taken_at")),
        "also_reported": list(found.further_reporters()),
        "related": related(found),
        "left": panels(actor, found, "left"),
        "right": panels(actor, found, "right"),
        "papers": papers(found),
        "settings_url": open_url(request, "settings"),
    }


def filters(found: Ticket, counts: dict[str, int], show: str) -> list[dict[str, Any]]:
    """All 14, dispatch, calls, changes."""
    everything = _("All {n}").format(n=counts[""])
    words = {"": everything, "dispatch": _("Dispatching"), "call": _("Phone calls"), "change": _("Changes")}
    url = reverse("ticket", args=[found.number])
    return [
        {"label": label, "url": f"{url}?show={name}" if name else url, "current": name == show}
        for name, label in words.items()
    ]


def related(found: Ticket) -> list[dict[str, Any]]:
    """What was merged with this one, the same unit's tickets, and what is open in the same building.

    A query each, so that each has its index however many tickets there are.
    """
    rows = Ticket.objects.filter(estate_id=found.estate_id).exclude(pk=found.pk).order_by("-registered_at")
    sources = [(_("merged"), rows.filter(Q(pk=found.merged_into_id) | Q(pk__in=merged_ids(found))))]
    if found.unit_id:
        sources.append((_("this unit"), rows.filter(unit_id=found.unit_id)))
    if found.building_id:
        sources.append((_("this building"), rows.filter(building_id=found.building_id, state__in=OPEN)))
    known: dict[Any, dict[str, Any]] = {}
    for relation, source in sources:
        for row in source[:MOST_RELATED]:
            known.setdefault(row.pk, {"ticket": row, "relation": relation})
    return list(known.values())[:MOST_RELATED]


def merged_ids(found: Ticket) -> list[Any]:
    return list(found.further_reporters().exclude(came_from=None).values_list("came_from_id", flat=True))

"""The daybook (台账): the list of an estate's tickets, its spreadsheet, and the paper register of a day (R10)."""

from datetime import date, datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.estates.models import Estate
from servicedesk.estates.phones import mask
from servicedesk.people.rules import requires
from servicedesk.refusals import NotFound
from servicedesk.sheets.writing import sheet
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate, estates_of
from servicedesk.web.htmx import render_part
from tickets import rules
from tickets.enums import Kind, State
from tickets.filters import RegisterFilter
from tickets.models import Ticket
from tickets.queries.daybook import end_of, for_export, page, register_of
from tickets.rows import brief


def here(request: HttpRequest) -> tuple[Estate, datetime]:
    """The estate worked in, or (?estate=) another one of theirs; and now. Raises NotFound."""
    wanted = request.GET.get("estate")
    estate = current_estate(request)
    if wanted:
        estate = next((one for one in estates_of(request) if str(one.pk) == wanted), None)
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R2")
    return estate, timezone.localtime(now())


@requires(rules.view_register)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """A page of the list; to htmx the next rows, or the rows for other filters."""
    estate, at = here(request)
    form = RegisterFilter(request.GET or None, auto_id="register-%s")
    wanted = RegisterFilter(request.GET).wanted(estate, at)
    found, after = page(wanted, request.GET.get("after", ""))
    context = {
        "form": form,
        "rows": [(ticket, brief(ticket)) for ticket in found],
        "more_url": address(request, "register", after=after) if after else "",
        "export_url": address(request, "register-export"),
        "day": wanted.since or at.date(),
        "now": at,
        "order": wanted.order,
        "elsewhere": estate if request.GET.get("estate") else None,
        "received_url": address(request, "register", order="received" if wanted.order == "-received" else "-received"),
        "due_url": address(request, "register", order="due"),
    }
    part = "tickets/_register_rows.html" if request.GET.get("after") else "tickets/_register.html"
    return render_part(request, "tickets/register.html", part, context)


def address(request: HttpRequest, name: str, **changed: str) -> str:
    """The same filters at another address."""
    query = request.GET.copy()
    query.pop("after", None)
    for key, value in changed.items():
        query[key] = value
    return f"{reverse(name)}?{query.urlencode()}"


@requires(rules.view_register)
@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The filtered list as .xlsx; phones stay masked."""
    estate, at = here(request)
    rows = (cells(ticket) for ticket in for_export(RegisterFilter(request.GET).wanted(estate, at)))
    heads = [
        (_("Number"), 20), (_("Received"), 17), (_("Kind"), 10), (_("Urgent"), 6), (_("Channel"), 10), (_("Place"), 20),
        (_("What is the matter"), 40), (_("Contact"), 10), (_("Phone"), 14), (_("Taken by"), 10), (_("Owner"), 10),
        (_("Sent to"), 12), (_("State"), 8), (_("Arrival"), 17), (_("Signed off"), 17), (_("Closed"), 17),
        (_("Result"), 12), (_("Grade"), 10),
    ]  # fmt: skip
    name = f"{estate.code}-{at:%Y%m%d-%H%M}.xlsx"
    return FileResponse(sheet(_("Daybook"), heads, rows), as_attachment=True, filename=name)


def cells(ticket: Ticket) -> list[Any]:
    """One ticket as a row of the spreadsheet."""
    to = ticket.assignee or ticket.department
    return [
        ticket.number, ticket.received_at, ticket.get_kind_display(), _("Urgent") if ticket.urgent else "",
        ticket.get_channel_display(), ticket.place, ticket.description, ticket.contact_name,
        mask(ticket.contact_phone) if ticket.contact_phone else "", ticket.received_by,
        ticket.owner.name if ticket.owner else "", to.name if to else "", ticket.get_state_display(), ticket.arrived_at,
        ticket.signed_off_at, ticket.closed_at, ticket.get_resolution_display(), ticket.get_grade_display(),
    ]  # fmt: skip


@requires(rules.view_register)
@require_GET
def day(request: HttpRequest, day: str) -> HttpResponse:
    """报事报修登记表 of one day as it stood when the day ended, or stands now: A4 landscape, with lines to sign."""
    estate, at = here(request)
    try:
        wanted = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    if wanted > at.date():
        raise Http404
    as_of = min(end_of(wanted, estate), at)
    lines = register_of(estate, wanted, as_of)
    context = {
        "company": estate.tenant.name, "estate": estate.name, "day": wanted, "as_of": as_of, "now": at,
        "printer": request.actor.name,  # type: ignore[attr-defined]
        "lines": [(line, Kind(line.registered["kind"]).label, State(line.state).label) for line in lines],
        "totals": totals([line.state for line in lines]),
    }  # fmt: skip
    return render(request, "print/register.html", context)


def totals(states: list[State]) -> list[tuple[Any, int]]:
    """How many stood in which state."""
    return [(state.label, states.count(state)) for state in State if state in states]

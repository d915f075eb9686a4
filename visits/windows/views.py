"""Where a resident chooses, confirms or moves the time of a visit by his signed link; how long windows are (R16)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings, public, requires, view_settings
from servicedesk.refusals import Refusal
from servicedesk.timers.now import now
from servicedesk.web.estate import estates_of
from tickets.drafts import key
from tickets.models import Ticket
from tickets.views.public import few, his_ticket
from visits.windows import actions
from visits.windows.lengths import MEASURES, lengths, set_windows
from visits.windows.queries import agreed, may_choose, slots_of


@requires(view_settings)
@require_GET
def window_lengths(request: HttpRequest) -> HttpResponse:
    """Settings: how long windows are and the notice before one, for the company and for each estate (R16)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    context = {"lengths": lengths(estates_of(request)), "may_edit": edit_settings(actor), "section": "windows"}
    return render(request, "visits/windows.html", context)


@requires(edit_settings)
@require_POST
def save_length(request: HttpRequest) -> HttpResponse:
    """What one of them says; the empty choice gives the own word up."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    words = {one.name: request.POST[one.name][:40] for one in MEASURES if one.name in request.POST}
    set_windows(actor=actor, estate_id=key(request.POST.get("estate", "")), **words)
    messages.success(request, _("Saved"))
    return redirect("settings-windows")


@public
@never_cache
@require_http_methods(["GET", "POST"])
@few
def choose_time(request: HttpRequest, token: str) -> HttpResponse:
    """What is agreed, with a button to confirm it; the windows of the next days, to choose one or another."""
    ticket, actor = his_ticket(token)
    error = ""
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                actions.confirm(ticket_id=ticket.pk, actor=actor)
            else:
                actions.agree(ticket_id=ticket.pk, actor=actor, starts_at=chosen(request))
            return redirect("public-time", token)
        except Refusal as refusal:
            error = str(refusal.message)
            ticket, actor = his_ticket(token)
    context = {**about(ticket), "token": token, "error": error}
    return render(request, "public/time.html", context, status=422 if error else 200)


def chosen(request: HttpRequest) -> Any:
    """The window of the form; what is none is an hour that nobody offers."""
    try:
        moment = parse_datetime(request.POST.get("starts_at", "")[:40])
    except ValueError:
        moment = None
    return moment if moment is not None and moment.tzinfo else now()


def about(ticket: Ticket) -> dict[str, Any]:
    """What the page says of the ticket."""
    present = now()
    open_now = may_choose(ticket, present)
    found = slots_of(ticket) if open_now else []
    days = [(day, list(group)) for day, group in groupby(found, key=lambda slot: slot.starts_at.date())]
    return {
        "ticket": ticket, "estate": ticket.estate, "now": present, "open": open_now, "days": days,
        "agreed": agreed(ticket), "heading": _("When may we come?"),
    }  # fmt: skip

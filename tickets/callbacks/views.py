"""The callback list, one panel for the call that is on, and its outcomes (R25–R27)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from servicedesk.journal.record import history
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.forms import beside
from servicedesk.web.htmx import go, is_part, render_part
from servicedesk.web.wording import said_time
from tickets import rows, rules
from tickets.actions_menu import VERBS
from tickets.callbacks.actions import DAYS, TRIES, attempt, close_unreachable, settle_on_the_spot
from tickets.callbacks.forms import BAD, FACES, NOT_REACHED, CallForm
from tickets.callbacks.queries import TABS, List, may_close, waiting
from tickets.enums import CallOutcome, State
from tickets.follow import follow_url
from tickets.models import Ticket
from tickets.timeline import dated, entry_of

UNREACHABLE = "unreachable"
LATEST = 8
# Keys of the outcomes without an answer; 1–5 are the grades.
KEYS = {CallOutcome.NO_ANSWER: "0", CallOutcome.ENGAGED: "9", CallOutcome.WRONG_NUMBER: "8"}


@requires(rules.call_back)
@require_GET
def callbacks(request: HttpRequest) -> HttpResponse:
    """The list with the first of it opened; to htmx the list alone, with `next` the whole of it anew."""
    return go(request, "callbacks") if is_part(request) and "next" in request.GET else page(request)


def page(request: HttpRequest, number: str = "", *, status: int = 200, form: CallForm | None = None) -> HttpResponse:
    """The whole page with one callback opened, or the list as a part."""
    estate = current_estate(request)
    if estate is None:
        raise Http404
    tab = request.GET.get("tab", "due")
    tab = tab if tab in TABS else "due"
    lists, present, here = List.of(estate), now(), reverse("callbacks")
    chosen = lists.chosen(tab, number or request.GET.get("chosen", ""))
    context = {
        "tab": tab, "now": present, "next_due": lists.next_due(),
        "tabs": [(name, words, f"{here}?tab={name}", lists.count(name)) for name, words in TABS.items()],
        "rows": [line(ticket, chosen, timezone.localtime(present)) for ticket in lists.tabs[tab]],
    }  # fmt: skip
    if chosen is not None:
        context |= panel(request, chosen, form)
    return render_part(request, "tickets/callbacks/page.html", "tickets/callbacks/_list.html", context, status=status)


def line(ticket: Any, chosen: Any, present: datetime) -> dict[str, Any]:
    """A row of the list: what servicedesk/web/rows.py takes, with who did the work and the tries under the subject."""
    tries = ""
    if ticket.missed:
        tries = _("{n} tries, last {time}").format(n=ticket.missed, time=said_time(ticket.tried_at, present))
    words = [ticket.assignee.name if ticket.assignee else "", ticket.get_grade_display() if ticket.grade else "", tries]
    return rows.row(ticket, present) | {
        "url": reverse("callback", args=[ticket.number]), "line": " · ".join(filter(None, words)), "action": None,
        "current": chosen is not None and ticket.pk == chosen.pk, "waits": ticket.contact_name or "–",
    }  # fmt: skip


def panel(request: HttpRequest, ticket: Any, form: CallForm | None = None) -> dict[str, Any]:
    """What stands beside the list: whom to call, what to say, what was said before, what to note down."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    reopen = VERBS.get("reopen")
    return {
        "ticket": ticket, "form": form or CallForm(), "faces": FACES, "bad": "|".join(BAD),
        "latest": dated([entry_of(event) for event in history(ticket).order_by("-id")[:LATEST]], now()),
        "attempts": list(ticket.call_attempts.order_by("-at")),
        "also": list(ticket.also_reported.order_by("received_at")),
        "outcomes": [{"value": one.value, "label": one.label, "key": KEYS[one]} for one in NOT_REACHED],
        "reopen_url": reopen.url(ticket) if reopen and reopen.possible(actor, ticket) else "",
        "may_close": may_close(ticket), "may_approve": rules.approve_unreachable(actor, ticket),
        "tries_wanted": TRIES, "days_wanted": DAYS, "follow_url": follow_url(ticket),
    }  # fmt: skip


@requires(rules.call_back)
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, number: str) -> HttpResponse:
    """GET: one callback, beside the list or alone. POST: how the call went; then the next one."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket = get_object_or_404(Ticket.objects.seen_by(actor), number=number)
    if request.method == "POST":
        return called(request, ticket)
    opened = opened_in_list(request, ticket)
    if opened is None:
        return go(request, "ticket", number)
    if not is_part(request):
        return page(request, number)
    context = panel(request, opened)
    return render_part(request, "tickets/callbacks/page.html", "tickets/callbacks/_panel.html", context)


def opened_in_list(request: HttpRequest, ticket: Ticket) -> Any:
    """The ticket with its tries, while it waits for its callback; None afterwards."""
    if ticket.state != State.CALLBACK:
        return None
    return next((one for one in waiting(ticket.estate) if one.pk == ticket.pk), None)


def called(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Record it and go on to the next; wrong input comes back in the panel."""
    outcome = request.POST.get("outcome", "")
    if outcome in (*NOT_REACHED, UNREACHABLE):
        return not_reached(request, ticket, outcome)
    form = CallForm(request.POST)
    if form.is_valid():
        with beside(form, Invalid):
            said = record(request, ticket, form)
            return onwards(request, said.format(place=ticket.place))
    opened = opened_in_list(request, ticket)
    if opened is None:
        return go(request, "ticket", ticket.number)
    context = panel(request, opened, form)
    if not is_part(request):
        return page(request, ticket.number, status=422, form=form)
    return render_part(request, "tickets/callbacks/page.html", "tickets/callbacks/_panel.html", context, status=422)


def record(request: HttpRequest, ticket: Ticket, form: CallForm) -> str:
    """Satisfied closes; dissatisfied is solved in the call, or stays open for what is done about it (R25, R26)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    if form.settles():
        settle_on_the_spot(ticket_id=ticket.pk, actor=actor, **form.values())
        return _("{place}: solved and closed")
    after = attempt(ticket_id=ticket.pk, actor=actor, **form.values())
    return _("{place}: satisfied, closed") if after.state == State.CLOSED else _("{place}: kept open, not satisfied")


def not_reached(request: HttpRequest, ticket: Ticket, outcome: str) -> HttpResponse:
    """One more try; or closed after enough of them, with the supervisor's approval (R27)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    if outcome == UNREACHABLE:
        close_unreachable(ticket_id=ticket.pk, actor=actor, reason=request.POST.get("remark", ""))
        return onwards(request, _("{place}: closed as unreachable").format(place=ticket.place))
    attempt(ticket_id=ticket.pk, actor=actor, outcome=outcome, remark=request.POST.get("remark", ""))
    return onwards(request, _("{place}: try recorded").format(place=ticket.place))


def onwards(request: HttpRequest, text: str) -> HttpResponse:
    """To the list, whose first one is opened."""
    messages.success(request, text)
    return go(request, "callbacks")

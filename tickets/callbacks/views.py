"""The callback desk: the list, one panel for the call that is on, and its outcomes (R25–R28)."""

from dataclasses import asdict
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
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.forms import beside
from servicedesk.web.htmx import go, is_part, render_part
from tickets import rows, rules
from tickets.actions_menu import VERBS
from tickets.callbacks.actions import attempt, close_unreachable, settle_on_the_spot
from tickets.callbacks.forms import BAD, FACES, NOT_REACHED, NOTICE, SETTLE, CallForm
from tickets.callbacks.menu import following
from tickets.callbacks.notices.actions import issue_notice
from tickets.callbacks.parties import Party, parties
from tickets.callbacks.queries import TABS, Line, List
from tickets.callbacks.terms.hours import permitted
from tickets.callbacks.words import about, stand_words, when_to_call
from tickets.drafts import key
from tickets.enums import SATISFIED, CallOutcome, State
from tickets.follow import follow_url
from tickets.models import OpinionNotice, Ticket
from tickets.timeline import dated, entry_of

UNREACHABLE = "unreachable"
LATEST = 8
PAGE, PANEL = "tickets/callbacks/page.html", "tickets/callbacks/_panel.html"
# Keys of the outcomes without an answer; 1–5 are the grades.
KEYS = {CallOutcome.NO_ANSWER: "0", CallOutcome.ENGAGED: "9", CallOutcome.WRONG_NUMBER: "8"}
# What the panel offers beside the call itself: (verb, its key).
BESIDE = (("reopen", "alt+r"), ("issue-notice", ""), ("callback-analysis", ""), ("further-call", "alt+c"))


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
        "tab": tab, "now": present, "next_due": lists.next_due(), "terms": lists.terms,
        "closed_until": lists.closed_until,
        "tabs": [(name, words, f"{here}?tab={name}", lists.count(name)) for name, words in TABS.items()],
        "rows": [row(line, chosen, timezone.localtime(present)) for line in lists.tabs[tab]],
    }  # fmt: skip
    if chosen is not None:
        context |= panel(request, lists, chosen, form)
    return render_part(request, PAGE, "tickets/callbacks/_list.html", context, status=status)


def row(line: Line, chosen: Line | None, present: datetime) -> dict[str, Any]:
    """A row of the list: what servicedesk/web/rows.py takes, with what is known of the callback under the subject."""
    ticket: Any = line.ticket
    return rows.row(ticket, present) | {
        "url": reverse("callback", args=[ticket.number]), "action": None,
        "line": " · ".join(filter(None, (when_to_call(line, present), about(line, present)))),
        "current": chosen is not None and ticket.pk == chosen.ticket.pk, "waits": ticket.contact_name or "–",
    }  # fmt: skip


def panel(request: HttpRequest, lists: List, line: Line, form: CallForm | None = None) -> dict[str, Any]:
    """What stands beside the list: whom to call and when, what to say, what was said before, what to note down."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket: Any = line.ticket
    present, zone, party = now(), ticket.estate.tz, whom(request, line)
    wish = line.wishes.get(party.resident_id, "")
    hours = (*lists.terms.hours, *([wish] if wish else []))
    return {
        "ticket": ticket, "line": line, "form": form or CallForm(ticket=ticket), "faces": FACES, "bad": "|".join(BAD),
        "party": party, "people": everybody(line, party), "lead_notice": notice_of(line, party),
        "party_words": stand_words(party), "wish": wish,
        "in_callback": ticket.state == State.CALLBACK,
        "latest": dated([entry_of(event) for event in history(ticket).order_by("-id")[:LATEST]], present),
        "attempts": list(reversed(line.attempts)),
        "panel": {**(following(actor, ticket) or {}), "step": "#callback-step"},
        "outcomes": [{"value": one.value, "label": one.label, "key": KEYS[one]} for one in NOT_REACHED],
        "offers": offers(actor, ticket), "terms": lists.terms,
        "due_words": KINDS[ticket.due_kind].label if ticket.due_kind in KINDS else "",
        "when": when_to_call(line, timezone.localtime(present), party),
        "out_of_hours": not any(permitted([one], zone, present) for one in hours),
        "may_close": bool(line.people) and not party.is_done and party.may_be_given_up(lists.terms),
        "may_approve": rules.approve_unreachable(actor, ticket),
        "follow_url": follow_url(party.report),
    }  # fmt: skip


def whom(request: HttpRequest, line: Line) -> Party:
    """The reporter who was chosen or has just been called, else who is to be called first (R7)."""
    chosen = request.POST.get("reporter") if request.method == "POST" else request.GET.get("reporter")
    found = next((one for one in line.people if one.key == chosen), None)
    return found or line.party


def everybody(line: Line, chosen: Party) -> list[dict[str, Any]]:
    """A line for each of several reporters: who, how his callback stands, and where it is opened."""
    here = reverse("callback", args=[line.ticket.number])
    return [
        {"party": one, "words": stand_words(one), "url": f"{here}?reporter={one.key}", "current": one is chosen}
        for one in (line.people if len(line.people) > 1 else ())
    ]


def notice_of(line: Line, party: Party) -> OpinionNotice | None:
    """The department's answer that is to be told to this very reporter (R26)."""
    found = line.notice
    mine = found is not None and found.answered_at is not None and found.reporter_id == party.reporter_id
    return found if mine else None


def offers(actor: Principal, ticket: Ticket) -> dict[str, str]:
    """Addresses of the other steps that are possible now, by their verb."""
    found = ((name, VERBS.get(name)) for name, _key in BESIDE)
    return {name.replace("-", "_"): verb.url(ticket) for name, verb in found if verb and verb.possible(actor, ticket)}


@requires(rules.call_back)
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, number: str) -> HttpResponse:
    """GET: one callback, beside the list or alone. POST: how the call went; then the next one."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket = get_object_or_404(Ticket.objects.seen_by(actor).select_related("estate"), number=number)
    if request.method == "POST":
        return called(request, ticket)
    lists = List.of(ticket.estate)
    opened = lists.named(number)
    if opened is None:
        return go(request, "ticket", number)
    if not is_part(request):
        return page(request, number)
    return render_part(request, PAGE, PANEL, panel(request, lists, opened))


def called(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Record it and go on to the next; wrong input comes back in the panel."""
    if request.POST.get("outcome") == UNREACHABLE:
        return unreachable(request, ticket)
    form = CallForm(request.POST, ticket=ticket)
    if form.is_valid():
        with beside(form, Invalid):
            said = record(request, ticket, form)
            return onwards(request, said.format(place=ticket.place), ticket)
    lists = List.of(ticket.estate)
    opened = lists.named(ticket.number)
    if opened is None:
        return go(request, "ticket", ticket.number)
    if not is_part(request):
        return page(request, ticket.number, status=422, form=form)
    return render_part(request, PAGE, PANEL, panel(request, lists, opened, form), status=422)


def record(request: HttpRequest, ticket: Ticket, form: CallForm) -> str:
    """Satisfied closes; dissatisfied is solved in the call, goes to a department, or stays open (R25, R26)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    said, then, data = form.said(), form.what_next(), form.cleaned_data
    if then == SETTLE:
        after = settle_on_the_spot(
            ticket_id=ticket.pk, actor=actor, grade=said.grade, reason=said.reason, solution=data["solution"],
            out_of_hours=said.out_of_hours, reporter_id=said.reporter_id,
        )  # fmt: skip
        return _("{place}: solved and closed") if after.state == State.CLOSED else _("{place}: solved in the call")
    if then == NOTICE:
        issue_notice(
            ticket_id=ticket.pk, actor=actor, department_id=data["department"].pk, demand=data["demand"], said=said
        )
        return _("{place}: opinion notice issued")
    after = attempt(ticket_id=ticket.pk, actor=actor, **asdict_of(said))
    if not form.reached():
        return _("{place}: try recorded")
    if said.grade in SATISFIED:
        return _("{place}: satisfied, closed") if after.state == State.CLOSED else _("{place}: satisfied")
    return _("{place}: kept open, not satisfied")


def asdict_of(said: Any) -> dict[str, Any]:
    """The keyword arguments of `attempt`."""
    return {name: value for name, value in asdict(said).items() if name not in ("any_hour", "settled")}


def unreachable(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Given up after enough tries, with the supervisor's approval (R27)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    after = close_unreachable(
        ticket_id=ticket.pk, actor=actor, reason=request.POST.get("remark", "")[:500],
        reporter_id=key(request.POST.get("reporter")),
    )  # fmt: skip
    closed = after.state == State.CLOSED
    said = _("{place}: closed as unreachable") if closed else _("{place}: unreachable, the others are to be called")
    return onwards(request, said.format(place=ticket.place), ticket)


def onwards(request: HttpRequest, text: str, ticket: Ticket) -> HttpResponse:
    """To the list, whose first one is opened; while somebody of the same fault has not been tried, to him (R7)."""
    messages.success(request, text)
    after = Ticket.objects.get(pk=ticket.pk)
    people = parties(after) if after.state == State.CALLBACK else []
    if len(people) > 1 and any(not one.is_done and not one.attempts for one in people):
        return go(request, "callback", ticket.number)
    return go(request, "callbacks")

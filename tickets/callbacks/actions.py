"""The callback: the desk asks the reporter whether it was done well; every signed-off ticket (R25–R27)."""

from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import rules, states
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.calling import Said, tried, who_was_first
from tickets.callbacks.schedules.actions import asked, is_asked
from tickets.callbacks.schedules.planning import at_closing, at_reopening
from tickets.callbacks.terms.actions import terms_of
from tickets.clock import CALLBACK, all_others, people
from tickets.enums import BY_PERSON, SATISFIED, CallMeans, CallOutcome, Resolution, State
from tickets.events import CallbackStarted, Closed
from tickets.follow import CODE, TICKET
from tickets.models import Ticket

# What a resident's token is for says how he came by it (R25).
MEANS_OF = {TICKET: CallMeans.LINK, CODE: CallMeans.QR}

texts.add({"callback.dissatisfied": gettext_lazy("Not satisfied: {place} {text}")})


@atomic
def start_callback(*, ticket_id: UUID, actor: Principal, automatic: bool = False) -> Ticket:
    """The review is passed: the callback's clock starts (R25)."""
    ticket = lock(ticket_id, actor, rules.start_callback)
    if ticket.state == State.SIGNED_OFF and ticket.reviewed_at is None:
        raise Conflict(_("It has not been reviewed yet."), rule="R24", field="state")
    states.start_callback(ticket)
    at = now()
    ticket.callback_at = at
    return finish(ticket, CallbackStarted(automatic), Arm(CALLBACK, at), actor=actor)


@atomic
def attempt(
    *,
    ticket_id: UUID,
    actor: Principal,
    outcome: str,
    grade: str = "",
    reason: str = "",
    remark: str = "",
    means: str = CallMeans.PHONE,
    out_of_hours: str = "",
    caller_id: UUID | None = None,
) -> Ticket:
    """Record one try. Satisfied closes the ticket; dissatisfied, so-so included, waits for what is done (R25).

    `caller_id`: who called, where a system tells of it. `out_of_hours`: why, outside the permitted hours (R27).
    """
    ticket = lock(ticket_id, actor, rules.call_back)
    tried(ticket, actor, Said(outcome, grade, reason, remark, means, out_of_hours, caller_id))
    if grade in SATISFIED:
        return close(ticket, actor, Resolution.DONE)
    return ticket


@atomic
def settle_on_the_spot(
    *,
    ticket_id: UUID,
    actor: Principal,
    grade: str,
    reason: str,
    solution: str,
    out_of_hours: str = "",
    caller_id: UUID | None = None,
) -> Ticket:
    """Dissatisfied, and solved during the call (R26): graded as said, closed with the solution."""
    ticket = lock(ticket_id, actor, rules.call_back)
    solution = need(solution, "solution", "R26")
    said = Said(CallOutcome.REACHED, grade, reason, solution, out_of_hours=out_of_hours, caller_id=caller_id)
    tried(ticket, actor, said)
    return close(ticket, actor, Resolution.DONE, solution)


@atomic
def close_unreachable(*, ticket_id: UUID, actor: Principal, reason: str = "") -> Ticket:
    """After the estate's tries and days, with the supervisor's approval; never counted as satisfied (R27)."""
    ticket = lock(ticket_id, actor, rules.approve_unreachable)
    if ticket.state != State.CALLBACK:
        raise Conflict(who_was_first(ticket), rule="R11", field="state")
    missed = list(ticket.call_attempts.filter(follow_up=None).exclude(outcome=CallOutcome.REACHED).order_by("at"))
    zone, terms = ticket.estate.tz, terms_of(ticket.estate)
    days = {call.at.astimezone(zone).date() for call in missed}
    if len(missed) < terms.tries or len(days) < terms.days:
        raise Conflict(
            _("{tries} tries on {days} days so far; {wanted} tries on {wanted_days} days are needed.").format(
                tries=len(missed), days=len(days), wanted=terms.tries, wanted_days=terms.days
            ),
            rule="R27",
        )
    return close(ticket, actor, Resolution.UNREACHABLE, reason)


def close(ticket: Ticket, actor: Principal, resolution: str, reason: str = "") -> Ticket:
    """Close a locked ticket after its callback: its timers end, an open notice loses its reason (R30), and whoever was
    reached is asked again later where the company has it so (R28).
    """
    states.close(ticket)
    at = now()
    ticket.resolution, ticket.closed_at = resolution, at
    ticket.opinion_notices.filter(ended_at=None).update(ended_at=at)
    later = at_closing(ticket, at) if resolution == Resolution.DONE else at_reopening(ticket, at)
    return finish(ticket, Closed(resolution, reason), Meet(CALLBACK, at), all_others(), *later, actor=actor)


@atomic
def grade_by_link(
    *, ticket_id: UUID, actor: Principal, grade: str, reason: str = "", remark: str = "", means: str = CallMeans.LINK
) -> Ticket:
    """The resident grades by the link he was sent or the code on his paper (R25), once per callback: satisfied closes
    the ticket; dissatisfied, so-so included, leaves it to the desk, which is told at once (R26).
    """
    ticket = lock(ticket_id, actor, rules.grade_by_link)
    if ticket.state == State.CLOSED and is_asked(ticket, now()):
        asked(ticket, actor, Said(CallOutcome.REACHED, grade, reason, remark, means))
        return told_of(ticket, grade, reason)
    if ticket.state == State.CALLBACK and graded_by_link(ticket):
        raise Conflict(_("You have told us already. Thank you."), rule="R25")
    tried(ticket, actor, Said(CallOutcome.REACHED, grade, reason, remark, means))
    if grade in SATISFIED:
        return close(ticket, actor, Resolution.DONE)
    return told_of(ticket, grade, reason)


def told_of(ticket: Ticket, grade: str, reason: str) -> Ticket:
    """The desk hears at once of a bad answer that it did not take itself (R26)."""
    for person in people(ticket, ["owner", "supervisor"]) if grade not in SATISFIED else ():
        key = f"dissatisfied:{ticket.pk}:{ticket.call_attempts.count()}"
        params = {"place": ticket.place, "text": reason}
        tell_staff(person, "callback.dissatisfied", subject=ticket, key=key, params=params)
    return ticket


def may_grade(ticket: Ticket) -> bool:
    """Whether the resident is asked now: in the callback once, and in each further one (R25, R28)."""
    if ticket.state == State.CLOSED:
        return is_asked(ticket, now())
    return ticket.state == State.CALLBACK and not graded_by_link(ticket)


def graded_by_link(ticket: Ticket) -> bool:
    """Whether the resident has graded this callback himself."""
    himself = ticket.call_attempts.exclude(means__in=BY_PERSON).filter(outcome=CallOutcome.REACHED)
    return himself.filter(at__gte=ticket.callback_at or ticket.registered_at).exists()

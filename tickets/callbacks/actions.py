"""The callback: the desk asks the reporter whether it was done well; every signed-off ticket (R25–R27)."""

from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import rules, states
from tickets.actions.steps import finish, lock, need
from tickets.clock import CALLBACK, OUR_OWN_ENDS, people
from tickets.enums import SATISFIED, CallMeans, CallOutcome, Grade, Resolution, State
from tickets.events import CallbackAttempted, CallbackStarted, Closed
from tickets.models import CallAttempt, Ticket

# R27: three tries over three days before a ticket may be closed as unreachable.
TRIES = 3
DAYS = 3

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
) -> Ticket:
    """Record one try. Satisfied closes the ticket; dissatisfied, so-so included, waits for what is done (R25)."""
    ticket = lock(ticket_id, actor, rules.call_back)
    tried(ticket, actor, outcome, grade, reason, remark, means)
    if grade in SATISFIED:
        return close(ticket, actor, Resolution.DONE)
    return ticket


@atomic
def settle_on_the_spot(*, ticket_id: UUID, actor: Principal, grade: str, reason: str, solution: str) -> Ticket:
    """Dissatisfied, and solved during the call (R26): graded as said, closed with the solution."""
    ticket = lock(ticket_id, actor, rules.call_back)
    solution = need(solution, "solution", "R26")
    tried(ticket, actor, CallOutcome.REACHED, grade, reason, solution, CallMeans.PHONE)
    return close(ticket, actor, Resolution.DONE, solution)


@atomic
def close_unreachable(*, ticket_id: UUID, actor: Principal, reason: str = "") -> Ticket:
    """After three tries over three days, with the supervisor's approval; never counted as satisfied (R27)."""
    ticket = lock(ticket_id, actor, rules.approve_unreachable)
    missed = list(ticket.call_attempts.exclude(outcome=CallOutcome.REACHED).order_by("at"))
    zone = ticket.estate.tz
    days = {call.at.astimezone(zone).date() for call in missed}
    if len(missed) < TRIES or len(days) < DAYS:
        raise Conflict(
            _("{tries} tries on {days} days so far; {wanted} tries on {wanted_days} days are needed.").format(
                tries=len(missed), days=len(days), wanted=TRIES, wanted_days=DAYS
            ),
            rule="R27",
        )
    return close(ticket, actor, Resolution.UNREACHABLE, reason)


def tried(ticket: Ticket, actor: Principal, outcome: str, grade: str, reason: str, remark: str, means: str) -> None:
    """Keep one attempt of a locked ticket that is in its callback; grade and true reason are checked (R25)."""
    if ticket.state != State.CALLBACK:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    check(outcome, grade, reason, means)
    if ticket.assignee_id is not None and ticket.assignee_id == actor.staff_id:
        raise Conflict(_("Who did the work does not make the callback."), rule="R25", field="caller")
    CallAttempt.objects.create(
        ticket=ticket, at=now(), caller_id=actor.staff_id, caller_name=actor.name, means=means, outcome=outcome,
        grade=grade, reason=reason.strip(), remark=remark.strip(),
    )  # fmt: skip
    ticket.grade = grade or ticket.grade
    count = ticket.call_attempts.count()
    finish(ticket, CallbackAttempted(outcome, count, grade, reason.strip(), remark.strip()), actor=actor)


def check(outcome: str, grade: str, reason: str, means: str) -> None:
    """Reached needs a grade, not reached has none; dissatisfied, so-so included, needs the true reason (R25)."""
    for name, value, choices in (("outcome", outcome, CallOutcome), ("means", means, CallMeans)):
        if value not in choices.values:
            raise Invalid(_("“{value}” is not known.").format(value=value), rule="R25", field=name)
    if (outcome == CallOutcome.REACHED) != (grade in Grade.values):
        raise Invalid(_("Reached needs one of the five grades; not reached has none."), rule="R25", field="grade")
    if grade in Grade.values and grade not in SATISFIED:
        need(reason, "reason", "R25")


def close(ticket: Ticket, actor: Principal, resolution: str, reason: str = "") -> Ticket:
    """Close a locked ticket after its callback; all timers end but an official deadline that is not replied to."""
    states.close(ticket)
    at = now()
    ticket.resolution, ticket.closed_at = resolution, at
    return finish(ticket, Closed(resolution, reason), Meet(CALLBACK, at), OUR_OWN_ENDS, actor=actor)


@atomic
def grade_by_link(*, ticket_id: UUID, actor: Principal, grade: str, reason: str = "", remark: str = "") -> Ticket:
    """The resident grades by the link he was sent (R25), once per callback: satisfied closes the ticket; dissatisfied,
    so-so included, leaves it to the desk, which is told at once (R26).
    """
    ticket = lock(ticket_id, actor, rules.grade_by_link)
    if ticket.state == State.CALLBACK and graded_by_link(ticket):
        raise Conflict(_("You have told us already. Thank you."), rule="R25")
    tried(ticket, actor, CallOutcome.REACHED, grade, reason, remark, CallMeans.LINK)
    if grade in SATISFIED:
        return close(ticket, actor, Resolution.DONE)
    for person in people(ticket, ["owner", "supervisor"]):
        key, params = f"dissatisfied:{ticket.pk}:{ticket.callback_at}", {"place": ticket.place, "text": reason}
        tell_staff(person, "callback.dissatisfied", subject=ticket, key=key, params=params)
    return ticket


def graded_by_link(ticket: Ticket) -> bool:
    """Whether the resident has graded this callback by his link."""
    return ticket.call_attempts.filter(
        means=CallMeans.LINK, outcome=CallOutcome.REACHED, at__gte=ticket.callback_at or ticket.registered_at
    ).exists()

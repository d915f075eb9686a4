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
from tickets.callbacks.calling import Said, no_longer_needed, refuse_second, tried, who_was_first
from tickets.callbacks.events import ReporterGivenUp
from tickets.callbacks.parties import Party, began, parties, party_of
from tickets.callbacks.schedules.actions import asked, is_asked
from tickets.callbacks.schedules.planning import at_closing, at_reopening
from tickets.callbacks.terms.actions import terms_of
from tickets.clock import CALLBACK, all_others, people
from tickets.enums import SATISFIED, CallMeans, CallOutcome, Resolution, State
from tickets.events import CallbackStarted, Closed
from tickets.follow import CODE, TICKET
from tickets.models import AlsoReported, GivenUp, Ticket

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
    reporter_id: UUID | None = None,
) -> Ticket:
    """Record one try. Satisfied, and the last to be called: the ticket closes; dissatisfied, so-so included, waits for
    what is done (R25).

    `caller_id`: who called, where a system tells of it. `out_of_hours`: why, outside the permitted hours (R27).
    `reporter_id`: which of those who reported the same fault, None the ticket's own (R7).
    """
    ticket = lock(ticket_id, actor, rules.call_back)
    said = Said(outcome, grade, reason, remark, means, out_of_hours, caller_id, reporter_id=reporter_id)
    return close_after_all(ticket, actor, tried(ticket, actor, said))


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
    reporter_id: UUID | None = None,
) -> Ticket:
    """Dissatisfied, and solved during the call (R26): graded as said, closed with the solution."""
    ticket = lock(ticket_id, actor, rules.call_back)
    solution = need(solution, "solution", "R26")
    said = Said(
        CallOutcome.REACHED, grade, reason, solution, out_of_hours=out_of_hours, caller_id=caller_id,
        reporter_id=reporter_id, settled=True,
    )  # fmt: skip
    return close_after_all(ticket, actor, tried(ticket, actor, said), solution)


def close_after_all(ticket: Ticket, actor: Principal, people: list[Party], reason: str = "") -> Ticket:
    """Closed when each of its reporters was reached, or given up with approval (R7, R27); until then it stays open.

    Unreachable: nobody could be asked, or whoever was asked last was not satisfied.
    """
    if not all(one.is_done for one in people):
        return ticket
    reached = any(one.is_satisfied for one in people)
    return close(ticket, actor, Resolution.DONE if reached else Resolution.UNREACHABLE, reason)


@atomic
def close_unreachable(
    *, ticket_id: UUID, actor: Principal, reason: str = "", reporter_id: UUID | None = None
) -> Ticket:  # fmt: skip
    """One reporter is given up after the estate's tries and days, with the supervisor's approval; never counted as
    satisfied (R27). The ticket closes with the last of them.
    """
    ticket = lock(ticket_id, actor, rules.approve_unreachable)
    if ticket.state != State.CALLBACK:
        raise Conflict(who_was_first(ticket), rule="R11", field="state")
    people = parties(ticket)
    party = party_of(people, reporter_id)
    refuse_second(ticket, actor, party)
    check_tries(party)
    at = now()
    party.given_up = GivenUp.objects.create(
        ticket=ticket, reporter=party.reporter, callback_at=began(ticket), at=at, approver_id=actor.staff_id,
        approver_name=actor.name, reason=reason.strip()[:500],
    )  # fmt: skip
    if len(people) > 1:
        changes = no_longer_needed(ticket, party, people, at)
        finish(ticket, ReporterGivenUp(party.name, len(party.missed), reason), *changes, actor=actor)
    return close_after_all(ticket, actor, people, reason)


def check_tries(party: Party) -> None:
    """Raises Conflict with how many tries are missing."""
    terms = terms_of(party.ticket.estate)
    if party.may_be_given_up(terms):
        return
    words = _("{tries} tries on {days} days so far; {wanted} tries on {wanted_days} days are needed.").format(
        tries=len(party.missed), days=party.days_missed(), wanted=terms.tries, wanted_days=terms.days
    )
    raise Conflict(words, rule="R27")


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
    *, ticket_id: UUID, actor: Principal, grade: str, reason: str = "", remark: str = "", means: str = CallMeans.LINK,
    reporter_id: UUID | None = None,
) -> Ticket:  # fmt: skip
    """The resident grades by the link he was sent or the code on his paper (R25), once per callback: satisfied, and the
    last who was asked, closes the ticket; dissatisfied, so-so included, leaves it to the desk, which is told at once
    (R26). `reporter_id`: whose link it is (R7).
    """
    ticket = lock(ticket_id, actor, rules.grade_by_link)
    said = Said(CallOutcome.REACHED, grade, reason, remark, means, reporter_id=reporter_id)
    if ticket.state == State.CLOSED and reporter_id is None and is_asked(ticket, now()):
        asked(ticket, actor, said)
        return told_of(ticket, grade, reason)
    if ticket.state == State.CALLBACK and party_of(parties(ticket), reporter_id).answered_himself:
        raise Conflict(_("You have told us already. Thank you."), rule="R25")
    return told_of(close_after_all(ticket, actor, tried(ticket, actor, said)), grade, reason)


def told_of(ticket: Ticket, grade: str, reason: str) -> Ticket:
    """The desk hears at once of a bad answer that it did not take itself (R26)."""
    for person in people(ticket, ["owner", "supervisor"]) if grade not in SATISFIED else ():
        key = f"dissatisfied:{ticket.pk}:{ticket.call_attempts.count()}"
        params = {"place": ticket.place, "text": reason}
        tell_staff(person, "callback.dissatisfied", subject=ticket, key=key, params=params)
    return ticket


def may_grade(ticket: Ticket, reporter: AlsoReported | None = None) -> bool:
    """Whether the resident is asked now: in the callback once, and the ticket's own in each further one (R25, R28)."""
    if ticket.state == State.CLOSED:
        return reporter is None and is_asked(ticket, now())
    if ticket.state != State.CALLBACK:
        return False
    himself = party_of(parties(ticket), reporter.pk if reporter else None)
    return not himself.is_satisfied and not himself.answered_himself

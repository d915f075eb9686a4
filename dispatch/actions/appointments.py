"""Rescheduling with consent, re-dispatch 30 minutes before, and the arrival check (R16–R18)."""

from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.actions.climbing import climb
from dispatch.actions.conciliating import open_conciliation
from dispatch.actions.offers import drop_live
from dispatch.actions.placing import (
    assignable,
    begin,
    close_offer,
    live_assignment,
    next_climb,
    place,
    said_of,
    second_dispatch,
)
from dispatch.clock import ACCEPT, ARRIVAL, AT_THE_TIME, CLAIM, REDISPATCH
from dispatch.enums import AssignmentState, Mode
from dispatch.events import ArrivalChecked, Expired, Reopened, Rescheduled
from dispatch.models import Assignment
from dispatch.queries import best_candidate
from servicedesk.journal.record import record
from servicedesk.messaging.notify import tell_reporter, tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop, Meet, Resume, replan
from tickets import states
from tickets.actions.steps import finish, follow, lock, need, write
from tickets.callbacks.calling import Said, tried, who_was_first
from tickets.clock import CALLBACK, DISPATCH, FIRST_REPLY, WAITING, people, scope_of
from tickets.enums import CallOutcome, State
from tickets.models import Ticket


@atomic
def reschedule(
    *,
    ticket_id: UUID,
    actor: Principal,
    appointment_at: datetime,
    resident_agreed: bool,
    reason: str = "",
    manager_agreed: bool = False,
    appointee_id: UUID | None = None,
    complaint: str = "",
    colleague_id: UUID | None = None,
) -> Ticket:
    """A new time (R16): the resident agreed; where everybody refused, the estate manager agreed that nobody can go.

    For the same day a technician is noted. A `complaint` of his about it opens a conciliation by a colleague.
    """
    ticket = lock(ticket_id, actor, rules.reschedule)
    at = now()
    manager_agreed = manager_agreed or manager_said_so(ticket)
    check_consent(ticket, appointment_at, at, resident_agreed, manager_agreed)
    appointee = noted(ticket, appointment_at, at, appointee_id, reason)
    states.reschedule(ticket)
    drop_live(ticket, actor)
    ticket.appointment_at, ticket.appointee, ticket.suspended = appointment_at, appointee, ""
    manager = people(ticket, ["estate_manager"]) if manager_agreed else []
    event = Rescheduled(
        appointment_at.isoformat(),
        reason.strip(),
        appointee.name if appointee else "",
        manager[0].name if manager else "",
    )
    # The resident agreed, so somebody spoke to him: that is the first reply.
    changes: list[Change] = [
        Resume(at),
        Meet(FIRST_REPLY, at),
        Drop((ACCEPT, ARRIVAL, CLAIM, DISPATCH, REDISPATCH, *WAITING)),
        second_dispatch(ticket, at),
    ]
    finish(ticket, event, *changes, actor=actor)
    tell_agreed(ticket, appointment_at)
    if complaint.strip():
        open_conciliation(ticket, actor, complaint, colleague_id)
    return ticket


def noted(
    ticket: Ticket, appointment_at: datetime, at: datetime, appointee_id: UUID | None, reason: str
) -> StaffMember | None:
    """The pre-agreed technician; for the same day the best one, if none was named (R16)."""
    if appointee_id:
        return assignable(ticket, appointee_id, reason or "-")
    tz = ticket.estate.tz
    return best_candidate(ticket) if appointment_at.astimezone(tz).date() == at.astimezone(tz).date() else None


def tell_agreed(ticket: Ticket, appointment_at: datetime) -> None:
    """The reporter, and the technician who is noted for it."""
    time = appointment_at.astimezone(ticket.estate.tz).strftime("%m-%d %H:%M")
    key = f"rescheduled:{ticket.pk}:{appointment_at.isoformat()}"
    tell_reporter(ticket, "reporter.rescheduled", key=key, params={"number": ticket.number, "time": time},
                  further=ticket.further_phones())  # fmt: skip
    if ticket.appointee:
        params = {"place": ticket.place, "time": time}
        tell_staff(ticket.appointee, "dispatch.appointed", subject=ticket, key=key, params=params)


def manager_said_so(ticket: Ticket) -> bool:
    """The estate manager's word that nobody can be sent is the last that was said (R16)."""
    last = ticket.assignments.order_by("-climb", "-level").first()
    return ticket.state == State.DISPATCHED and last is not None and last.nobody_can_go


def check_consent(ticket: Ticket, appointment_at: datetime, at: datetime, resident: bool, manager: bool) -> None:
    """Raises Invalid naming the consent or the time that is missing (R16)."""
    if appointment_at <= at:
        raise Invalid(_("This time has passed."), rule="R16", field="appointment_at")
    if not resident:
        raise Invalid(_("The resident must agree to the new time."), rule="R16", field="resident_agreed")
    if nobody_could_go(ticket) and not manager:
        raise Invalid(
            _("Everybody was asked: the estate manager must agree that nobody can be sent."),
            rule="R16",
            field="manager_agreed",
        )


def nobody_could_go(ticket: Ticket) -> bool:
    """Dispatched, and the climb found nobody."""
    return ticket.state == State.DISPATCHED and live_assignment(ticket) is None


@atomic
def redispatch(*, ticket_id: UUID, level: int) -> Assignment | None:
    """The second dispatch (R17): at T−30 to the pre-agreed technician or the best one free; not accepted by T−15 to the
    supervisor, by T to the estate manager, whose answer is the last: unanswered too, nobody can go (R16). Called by the
    clock; does nothing when its reason has gone.
    """
    ticket = lock(ticket_id, SYSTEM)
    live = live_assignment(ticket)
    if live is not None and live.state == AssignmentState.ACCEPTED:
        return None
    person = first_choice(ticket) if level == 1 else escalation(ticket, level)
    if live is not None and person is not None and live.staff_id == person.pk:
        # The climb has come to him already: he is not asked twice.
        return last_answer(ticket, live, level)
    if live is not None:
        close_offer(live, AssignmentState.EXPIRED, by=SYSTEM.name)
        record(ticket, Expired(str(live.pk), said_of(live)), actor=SYSTEM)
    if person is None:
        return climb(ticket, live) if live is not None and level == AT_THE_TIME else None
    begin(ticket)
    number = live.climb if live else next_climb(ticket)
    if ticket.assignments.filter(climb=number, staff=person).exists():
        number = next_climb(ticket)
    return place(ticket, actor=SYSTEM, mode=Mode.REDISPATCH, staff=person, climb=number, level=level - 1)


def last_answer(ticket: Ticket, live: Assignment, level: int) -> Assignment:
    """He was asked at T−15 and nobody comes after him: from T on his time to accept runs (R15, R17)."""
    if live.mode == Mode.REDISPATCH and level == AT_THE_TIME:
        follow(ticket, replan(ticket, Arm(ACCEPT, now()), scope=scope_of(ticket)))
        write(ticket)
    return live


def first_choice(ticket: Ticket) -> StaffMember | None:
    """The pre-agreed technician while he works here, else the best one free (R17)."""
    appointee = ticket.appointee
    if appointee is not None and appointee.active and appointee.sees_estate(ticket.estate_id):
        return appointee
    return best_candidate(ticket)


def escalation(ticket: Ticket, level: int) -> StaffMember | None:
    """T−15: the supervisor; T: the estate manager."""
    found = people(ticket, ["supervisor"] if level == 2 else ["estate_manager"])
    return found[0] if found else None


@atomic
def check_arrival(*, ticket_id: UUID, actor: Principal, remark: str = "", arrival_at: datetime | None = None) -> Ticket:
    """The reporter says: not there yet (R18). A newly promised time starts a new clock; the broken promise stays."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    live = live_assignment(ticket)
    if ticket.state != State.DISPATCHED or live is None or live.state != AssignmentState.ACCEPTED:
        raise Conflict(_("Nobody is on the way."), rule="R18", field="state")
    at = now()
    if arrival_at is not None and arrival_at <= at:
        raise Invalid(_("This time has passed."), rule="R18", field="arrival_at")
    changes: list[Change] = []
    if arrival_at is not None:
        changes = [Drop((ARRIVAL,)), Arm(ARRIVAL, at, arrival_at)]
    event = ArrivalChecked(remark.strip(), arrival_at.isoformat() if arrival_at else "")
    return finish(ticket, event, *changes, actor=actor)


@atomic
def reopen(
    *, ticket_id: UUID, actor: Principal, grade: str, reason: str, staff_id: UUID | None = None,
    caller_id: UUID | None = None, reporter_id: UUID | None = None,
) -> Assignment:  # fmt: skip
    """Dissatisfied, so-so included: the call is kept, and a new offer goes out (R25, R26). Counted as rework.

    At any hour: what is wrong again is told whenever he finds it. `reporter_id`: which of those who reported the fault
    says so, None the ticket's own (R7); all of them are called anew after it.
    """
    ticket = lock(ticket_id, actor, rules.reopen)
    reason = need(reason, "reason", "R25")
    if grade:
        said = Said(
            CallOutcome.REACHED, grade, reason, any_hour=True, caller_id=caller_id, reporter_id=reporter_id
        )  # fmt: skip
        tried(ticket, actor, said)
    elif ticket.state != State.CALLBACK:
        raise Conflict(who_was_first(ticket), rule="R11", field="state")
    person = assignable(ticket, staff_id, reason) if staff_id else who_did_it(ticket)
    states.reopen(ticket)
    ticket.rework_count += 1
    ticket.signed_off_at = ticket.reviewed_at = ticket.callback_at = None
    at = now()
    finish(ticket, Reopened(reason), Meet(CALLBACK, at), actor=actor)
    return place(ticket, actor=actor, mode=Mode.SYSTEM, staff=person, climb=next_climb(ticket), why=reason)


def who_did_it(ticket: Ticket) -> StaffMember:
    """Whoever worked last, else the best candidate. Raises Invalid when nobody can be found."""
    person = ticket.assignee or best_candidate(ticket)
    if person is None:
        raise Invalid(_("Say who is to be sent."), rule="R19", field="staff")
    return person

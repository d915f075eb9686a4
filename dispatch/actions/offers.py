"""Offering a ticket and taking the answer (R13–R15)."""

from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.actions.claims import claim
from dispatch.actions.climbing import climb
from dispatch.actions.placing import (
    assignable,
    begin,
    close_offer,
    live_assignment,
    name_of,
    next_climb,
    nobody_asked,
    one_of,
    place,
    refuse_second,
    said_of,
    second_dispatch,
)
from dispatch.actions.taking import take
from dispatch.clock import ACCEPT, ARRIVAL, CLAIM, REDISPATCH
from dispatch.enums import LIVE, AssignmentState, Mode
from dispatch.events import Recalled, Refused
from dispatch.models import Assignment
from servicedesk.journal.record import record
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Drop
from tickets import states
from tickets.actions.steps import finish, lock, need
from tickets.clock import DISPATCH
from tickets.models import Ticket


@atomic
def offer(*, ticket_id: UUID, actor: Principal, staff_id: UUID, reason: str = "") -> Assignment:
    """Send the ticket to a person's phone. Who lacks the skill may still be sent, with a reason (R19)."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    refuse_second(ticket)
    person = assignable(ticket, staff_id, reason)
    refuse_unmoved(ticket, person, reason)
    begin(ticket)
    return place(ticket, actor=actor, mode=Mode.SYSTEM, staff=person, climb=next_climb(ticket), why=reason)


def refuse_unmoved(ticket: Ticket, person: StaffMember, reason: str) -> None:
    """Who refused this ticket is asked again only with a reason (R19)."""
    refused = ticket.assignments.filter(staff=person, state=AssignmentState.REFUSED)
    if not reason.strip() and refused.exists():
        words = _("{name} refused this one: say why he is sent all the same.").format(name=person.name)
        raise Invalid(words, rule="R19", field="reason")


@atomic
def offer_department(*, ticket_id: UUID, actor: Principal, department_id: UUID) -> Assignment:
    """Give it to a department: complaints and work that is no repair (R13)."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    refuse_second(ticket)
    department = Department.objects.filter(pk=department_id, postings__estate_id=ticket.estate_id).first()
    if department is None:
        raise NotFound(_("There is no such department in this estate."), rule="R13", field="department")
    begin(ticket)
    ticket.department = department
    return place(ticket, actor=actor, mode=Mode.DEPARTMENT, department=department, climb=next_climb(ticket))


@atomic
def verbal(
    *,
    ticket_id: UUID,
    actor: Principal,
    staff_id: UUID,
    accepted_at: datetime | None = None,
    arrival_at: datetime | None = None,
    mode: str = Mode.VERBAL,
    reason: str = "",
) -> Assignment:
    """By phone or radio: the acceptor's name and the minute are recorded, and he is on his way (R13)."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    at = minute_of(accepted_at, ticket)
    live = live_assignment(ticket)
    if live is not None and live.staff_id not in (None, staff_id):
        refuse_second(ticket)
    if live is not None and live.staff_id is None:
        # Offered to a department or a group: whoever says yes on the phone has it.
        live.staff = assignable(ticket, staff_id, reason)
    if live is None:
        begin(ticket)
        person = assignable(ticket, staff_id, reason)
        live = place(ticket, actor=actor, mode=mode, staff=person, climb=next_climb(ticket), why=reason, silent=True)
    return take(ticket, live, actor=actor, at=at, arrival_at=arrival_at, mode=mode)


def minute_of(accepted_at: datetime | None, ticket: Ticket) -> datetime:
    """The minute it was accepted: not in the future, not before the ticket was (whose minute it may be)."""
    at = now()
    if accepted_at is None or accepted_at == at.replace(second=0, microsecond=0):
        return at
    if accepted_at > at or accepted_at < ticket.received_at.replace(second=0, microsecond=0):
        raise Invalid(_("The minute lies between the report and now."), rule="R13", field="accepted_at")
    return max(accepted_at, ticket.received_at)


@atomic
def accept(
    *, ticket_id: UUID, actor: Principal, arrival_at: datetime | None = None, staff_id: UUID | None = None
) -> Assignment:
    """The assignee goes, and promises when he will be there (R18). `staff_id` says who of a department goes."""
    ticket = lock(ticket_id, actor)
    live = live_assignment(ticket)
    if live is not None and live.mode == Mode.CLAIM and live.answered_at is None:
        return claim(ticket_id=ticket_id, actor=actor, staff_id=staff_id, arrival_at=arrival_at)
    assignment = offered(ticket, actor)
    if assignment.staff_id is None:
        assignment.staff = one_of(ticket, assignment, staff_id or actor.staff_id)
    elif staff_id not in (None, assignment.staff_id):
        raise Invalid(_("It is offered to {name}.").format(name=name_of(assignment)), rule="R15", field="staff")
    return take(ticket, assignment, actor=actor, at=now(), arrival_at=arrival_at, mode=assignment.mode)


@atomic
def refuse(*, ticket_id: UUID, actor: Principal, reason: str) -> Assignment | None:
    """The assignee cannot go: why is kept, and the offer climbs (R14, R15). Returns the next offer, or None."""
    ticket = lock(ticket_id, actor)
    assignment = live_assignment(ticket)
    if assignment is None:
        raise Conflict(nobody_asked(ticket), rule="R14")
    rules.answer_offer.demand(actor, assignment)
    reason = need(reason, "reason", "R14")
    close_offer(assignment, AssignmentState.REFUSED, by=actor.name, reason=reason)
    record(ticket, Refused(str(assignment.pk), said_of(assignment), reason), actor=actor)
    return climb(ticket, assignment)


@atomic
def recall(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """Take the assignment back; the ticket waits to be dispatched again (domain §3)."""
    ticket = lock(ticket_id, actor, rules.recall)
    reason = need(reason, "reason", "R10")
    states.recall(ticket)
    name, at = drop_live(ticket, actor), now()
    # An appointment that lies ahead stands: it is dispatched again before it (R17).
    agreed = ticket.appointment_at is not None and ticket.appointment_at > at
    following = second_dispatch(ticket, at) if agreed else Arm(DISPATCH, at)
    changes = (Drop((ACCEPT, ARRIVAL, CLAIM, REDISPATCH, DISPATCH)), following)
    return finish(ticket, Recalled(name, reason), *changes, actor=actor)


def drop_live(ticket: Ticket, actor: Principal) -> str:
    """Recall the live assignment, if there is one, and tell its holder. Returns his name, '' for a group's."""
    live = live_assignment(ticket)
    ticket.assignee, ticket.accepted_at, ticket.arrival_promised_at = None, None, None
    if live is None:
        return ""
    close_offer(live, AssignmentState.RECALLED, by=actor.name)
    if live.staff:
        params = {"place": ticket.place}
        tell_staff(live.staff, "dispatch.recalled", subject=ticket, key=f"recalled:{live.pk}", params=params)
    return said_of(live)


def offered(ticket: Ticket, actor: Principal) -> Assignment:
    """The open offer, if this person may answer it. Raises Conflict saying what became of it."""
    assignment = live_assignment(ticket)
    if assignment is None:
        raise Conflict(nobody_asked(ticket), rule="R15")
    if not rules.answer_offer(actor, assignment):
        refuse_latecomer(ticket, actor)
    rules.answer_offer.demand(actor, assignment)
    if assignment.state != AssignmentState.OFFERED:
        raise Conflict(_("{name} accepted it already.").format(name=name_of(assignment)), rule="R11")
    return assignment


def refuse_latecomer(ticket: Ticket, actor: Principal) -> None:
    """Who was asked before and answers too late reads what became of his offer (R15)."""
    past = ticket.assignments.filter(staff_id=actor.staff_id).exclude(state__in=LIVE).order_by("-offered_at").first()
    if actor.staff_id is not None and past is not None:
        raise Conflict(
            _("The offer to {name} is over: {state}.").format(name=actor.name, state=past.get_state_display()),
            rule="R15",
        )

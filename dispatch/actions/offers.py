"""Offering a ticket and taking the answer (R13–R15)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.clock import ACCEPT, ARRIVAL, REDISPATCH
from dispatch.enums import LIVE, AssignmentState, Mode
from dispatch.events import Accepted, Exhausted, Expired, Offered, Recalled, Refused
from dispatch.models import Assignment
from servicedesk.journal.record import record
from servicedesk.messaging.notify import queue, tell_staff, to_reporter, to_staff
from servicedesk.people.enums import ALL_ESTATES
from servicedesk.people.models import Department, Posting, StaffMember
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop, Meet
from tickets import states
from tickets.actions.steps import finish, lock, need
from tickets.clock import DISPATCH, FIRST_REPLY, RESUME, people
from tickets.enums import State
from tickets.models import Ticket


@atomic
def offer(*, ticket_id: UUID, actor: Principal, staff_id: UUID, reason: str = "") -> Assignment:
    """Send the ticket to a person's phone. Who lacks the skill may still be sent, with a reason (R19)."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    refuse_second(ticket)
    person = assignable(ticket, staff_id, reason)
    begin(ticket)
    return place(ticket, actor=actor, mode=Mode.SYSTEM, staff=person, climb=next_climb(ticket), why=reason)


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
    if live is not None and live.staff_id != staff_id:
        refuse_second(ticket)
    if live is None:
        begin(ticket)
        person = assignable(ticket, staff_id, reason)
        live = place(ticket, actor=actor, mode=mode, staff=person, climb=next_climb(ticket), why=reason, silent=True)
    return take(ticket, live, actor=actor, at=at, arrival_at=arrival_at, mode=mode)


def minute_of(accepted_at: datetime | None, ticket: Ticket) -> datetime:
    """The minute it was accepted: not in the future, not before the ticket was."""
    at = now()
    if accepted_at is None:
        return at
    if accepted_at > at or accepted_at < ticket.received_at:
        raise Invalid(_("The minute lies between the report and now."), rule="R13", field="accepted_at")
    return accepted_at


@atomic
def accept(
    *, ticket_id: UUID, actor: Principal, arrival_at: datetime | None = None, staff_id: UUID | None = None
) -> Assignment:
    """The assignee goes, and promises when he will be there (R18). `staff_id` says who of a department goes."""
    ticket = lock(ticket_id, actor)
    assignment = offered(ticket, actor)
    if assignment.staff_id is None:
        assignment.staff = who_goes(ticket, staff_id or actor.staff_id)
    elif staff_id not in (None, assignment.staff_id):
        raise Invalid(_("It is offered to {name}.").format(name=name_of(assignment)), rule="R15", field="staff")
    return take(ticket, assignment, actor=actor, at=now(), arrival_at=arrival_at, mode=assignment.mode)


def who_goes(ticket: Ticket, staff_id: UUID | None) -> StaffMember:
    """Who of a department takes it: another system, which goes nowhere itself, has to say so."""
    if staff_id is None:
        raise Invalid(_("Say who of the department goes."), rule="R13", field="staff")
    return assignable(ticket, staff_id, "-")


def take(
    ticket: Ticket, assignment: Assignment, *, actor: Principal, at: datetime, arrival_at: datetime | None, mode: str
) -> Assignment:
    """Mark a locked ticket's offer accepted; the arrival clock starts."""
    if arrival_at is not None and arrival_at <= at:
        raise Invalid(_("This time has passed."), rule="R18", field="arrival_at")
    if assignment.staff_id is None:
        assignment.staff_id = actor.staff_id
    assignment.state, assignment.mode = AssignmentState.ACCEPTED, mode
    assignment.answered_at, assignment.answered_by = at, actor.name
    assignment.arrival_promised_at = arrival_at
    assignment.save()
    ticket.assignee_id, ticket.accepted_at, ticket.arrival_promised_at = assignment.staff_id, at, arrival_at
    event = Accepted(str(assignment.pk), name_of(assignment), mode, arrival_at.isoformat() if arrival_at else "")
    finish(ticket, event, Meet(ACCEPT, at), Meet(REDISPATCH, at), Arm(ARRIVAL, at, arrival_at), actor=actor, at=at)
    return assignment


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
    record(ticket, Refused(str(assignment.pk), name_of(assignment), reason), actor=actor)
    return climb(ticket, assignment)


@atomic
def expire(*, ticket_id: UUID, timer_id: UUID, at: datetime) -> Assignment | None:
    """Nobody answered the offer by its deadline: it climbs (R15). Called by the clock; does nothing if answered."""
    ticket = lock(ticket_id, SYSTEM)
    assignment = live_assignment(ticket)
    if assignment is None or assignment.state != AssignmentState.OFFERED:
        return None
    close_offer(assignment, AssignmentState.EXPIRED, by=SYSTEM.name)
    record(ticket, Expired(str(assignment.pk), name_of(assignment)), actor=SYSTEM, at=at, timer_id=timer_id)
    return climb(ticket, assignment)


def climb(ticket: Ticket, after: Assignment) -> Assignment | None:
    """The next superior who was not asked in this climb, up to the estate manager (R15)."""
    states.climb(ticket)
    superior = next_superior(ticket, after)
    if superior is None:
        exhaust(ticket, after)
        return None
    return place(ticket, actor=SYSTEM, mode=Mode.SYSTEM, staff=superior, climb=after.climb, level=after.level + 1)


def next_superior(ticket: Ticket, after: Assignment) -> StaffMember | None:
    """Up the chain of `reports_to` from the last one asked; the estate manager ends it."""
    asked = set(ticket.assignments.filter(climb=after.climb).values_list("staff_id", flat=True))
    person = after.staff
    while person is not None and person.reports_to_id is not None:
        person = superior_of(person, ticket)
        if person.pk in asked:
            continue
        if person.active and person.works_here:
            return person
        asked.add(person.pk)
    managers = [manager for manager in people(ticket, ["estate_manager"]) if manager.pk not in asked]
    return managers[0] if managers else None


def superior_of(person: StaffMember, ticket: Ticket) -> Any:
    """Whom he reports to, and whether that person works in the ticket's estate: one query, as climbs are many."""
    here = Exists(Posting.objects.filter(staff=OuterRef("pk"), estate_id=ticket.estate_id))
    everywhere = Q(role__in=ALL_ESTATES)
    return StaffMember.objects.annotate(works_here=Q(here) | everywhere).get(pk=person.reports_to_id)


def exhaust(ticket: Ticket, after: Assignment) -> None:
    """Everybody was asked: desk and supervisor are told, and the dispatch clock runs anew (R16 comes next)."""
    ticket.assignee = None
    asked = ticket.assignments.filter(climb=after.climb).count()
    finish(ticket, Exhausted(asked), Drop((ACCEPT,)), Arm(DISPATCH, now()), actor=SYSTEM)
    for person in people(ticket, ["owner", "supervisor"]):
        tell_staff(
            person, "dispatch.exhausted", subject=ticket, key=f"exhausted:{after.pk}", params={"place": ticket.place}
        )


@atomic
def recall(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """Take the assignment back; the ticket waits to be dispatched again (domain §3)."""
    ticket = lock(ticket_id, actor, rules.recall)
    reason = need(reason, "reason", "R10")
    states.recall(ticket)
    name = drop_live(ticket, actor)
    return finish(
        ticket, Recalled(name, reason), Drop((ACCEPT, ARRIVAL, REDISPATCH, DISPATCH)), Arm(DISPATCH, now()), actor=actor
    )


def drop_live(ticket: Ticket, actor: Principal) -> str:
    """Recall the live assignment, if there is one, and tell its holder. Returns his name."""
    live = live_assignment(ticket)
    ticket.assignee, ticket.accepted_at, ticket.arrival_promised_at = None, None, None
    if live is None:
        return ""
    close_offer(live, AssignmentState.RECALLED, by=actor.name)
    if live.staff:
        params = {"place": ticket.place}
        tell_staff(live.staff, "dispatch.recalled", subject=ticket, key=f"recalled:{live.pk}", params=params)
    return name_of(live)


def place(
    ticket: Ticket,
    *,
    actor: Principal,
    mode: str,
    climb: int,
    staff: StaffMember | None = None,
    department: Department | None = None,
    level: int = 0,
    why: str = "",
    silent: bool = False,
    extra: tuple[Change, ...] = (),
) -> Assignment:
    """Create the offer of a locked ticket whose state allows it; timers, event, messages with it."""
    at = now()
    assignment = Assignment.objects.create(
        ticket=ticket, mode=mode, staff=staff, department=department, climb=climb, level=level,
        offered_at=at, offered_by=actor.name, why=why.strip()[:300],
    )  # fmt: skip
    ticket.assignee, ticket.dispatched_at, ticket.suspended = staff, at, ""
    ticket.accepted_at = ticket.arrival_promised_at = None
    changes = [Meet(DISPATCH, at), Meet(FIRST_REPLY, at), Meet(RESUME, at), Drop((ACCEPT, ARRIVAL)), *extra]
    # A re-dispatch has its own ladder, T−15 and T (R17); every other offer expires by itself (R15).
    if mode != Mode.REDISPATCH:
        changes.append(Arm(ACCEPT, at))
    finish(ticket, Offered(str(assignment.pk), name_of(assignment), mode, level, why), *changes, actor=actor, at=at)
    if not silent:
        tell_offered(ticket, assignment)
    return assignment


def tell_offered(ticket: Ticket, assignment: Assignment) -> None:
    """The person offered to, or the department's head; the reporter once per climb."""
    to = [assignment.staff] if assignment.staff else people(ticket, ["department_head"])
    letters = [
        to_staff(
            person, "dispatch.offer", subject=ticket, urgent=ticket.urgent, key=f"offer:{assignment.pk}",
            params={"place": ticket.place, "text": ticket.description[:60]},
        )
        for person in to
    ]  # fmt: skip
    key = f"dispatched:{ticket.pk}:{assignment.climb}"
    queue([*letters, *to_reporter(ticket, "reporter.dispatched", key=key, params={"number": ticket.number})])


def begin(ticket: Ticket) -> None:
    """To dispatched; from dispatched itself only after a climb found nobody."""
    if ticket.state == State.DISPATCHED:
        states.climb(ticket)
    else:
        states.dispatch(ticket)


def refuse_second(ticket: Ticket) -> None:
    """Two people at once: the second reads who was first (R11)."""
    live = live_assignment(ticket)
    if live is None:
        return
    seconds = int((now() - live.offered_at).total_seconds())
    raise Conflict(
        _("Not sent: {by} sent it to {name} {n} s ago.").format(by=live.offered_by, name=name_of(live), n=seconds),
        rule="R11",
        field="state",
    )


def assignable(ticket: Ticket, staff_id: UUID, reason: str = "") -> StaffMember:
    """A member of staff of this estate; without the skill only with a reason (R19)."""
    person = StaffMember.objects.filter(pk=staff_id, active=True).first()
    if person is None or not person.sees_estate(ticket.estate_id):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R19", field="staff")
    if ticket.skill and ticket.skill not in person.skills and not reason.strip():
        raise Invalid(
            _("{name} does not have this skill: say why he is sent all the same.").format(name=person.name),
            rule="R19",
            field="reason",
        )
    return person


def live_assignment(ticket: Ticket) -> Assignment | None:
    """The offer or acceptance that holds the ticket now."""
    return ticket.assignments.filter(state__in=LIVE).select_related("staff", "department").first()


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


def nobody_asked(ticket: Ticket) -> str:
    """Why there is no open offer: the last one's fate."""
    last: Any = ticket.assignments.order_by("-offered_at", "-level").select_related("staff", "department").first()
    if last is None:
        return _("It is not offered to anybody.")
    return _("The offer to {name} is over: {state}.").format(name=name_of(last), state=last.get_state_display())


def close_offer(assignment: Assignment, state: AssignmentState, *, by: str, reason: str = "") -> None:
    assignment.state, assignment.reason = state, reason[:500]
    assignment.answered_at, assignment.answered_by = now(), by
    assignment.save()


def next_climb(ticket: Ticket) -> int:
    """Each deliberate dispatch begins a climb of its own."""
    return (ticket.assignments.aggregate(last=Max("climb"))["last"] or 0) + 1


def name_of(assignment: Assignment) -> str:
    """The person's name, or the department's."""
    return assignment.staff.name if assignment.staff else assignment.department.name if assignment.department else ""

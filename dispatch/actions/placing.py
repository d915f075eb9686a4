"""An offer comes into being: the assignment, and with it timers, event and messages (R13, R15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from dispatch.clock import ACCEPT, ARRIVAL, AT_THE_TIME, CLAIM, REDISPATCH
from dispatch.enums import LIVE, AssignmentState, Mode, Pool
from dispatch.events import HeldOut, Offered, group_words
from dispatch.models import Assignment
from dispatch.pools import Group, group_of, members, to_be_told
from servicedesk.journal.payloads import Payload
from servicedesk.messaging.notify import Letter, queue, to_reporter, to_staff
from servicedesk.people.models import Department, Posting, StaffMember
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop, Meet, Resume
from servicedesk.timers.policies import choose
from tickets import states
from tickets.actions.steps import Step, finish, finish_all
from tickets.callbacks.schedules.planning import at_dispatch
from tickets.clock import DISPATCH, FIRST_REPLY, WAITING, people, scope_of
from tickets.enums import State
from tickets.models import Ticket

# What an offer changes in its ticket.
OFFERED = ("assignee", "dispatched_at", "suspended", "accepted_at", "arrival_promised_at")


def place(
    ticket: Ticket,
    *,
    actor: Principal,
    mode: str,
    climb: int,
    staff: StaffMember | None = None,
    department: Department | None = None,
    group: Group | None = None,
    level: int = 0,
    why: str = "",
    silent: bool = False,
    extra: tuple[Change, ...] = (),
) -> Assignment:
    """Create the offer of a locked ticket whose state allows it; timers, event, messages with it."""
    at = now()
    assignment = Assignment.objects.create(
        ticket=ticket, mode=mode, staff=staff, department=department, climb=climb, level=level,
        offered_at=at, offered_by=actor.name, why=why.strip()[:300], pool=group.kind if group else "",
        pool_skill=group.skill if group else "", pool_department=group.department if group else None,
    )  # fmt: skip
    step = give(ticket, assignment, (*extra, *at_dispatch(ticket, at)))
    finish(ticket, step.payload, *step.changes, actor=actor, at=at)
    if not silent:
        queue(letters_of(ticket, assignment))
    return assignment


@dataclass(frozen=True)
class Rung:
    """A locked ticket, the offer that came to nothing, and the superior who is asked next."""

    ticket: Ticket
    after: Assignment
    superior: StaffMember


def place_above(rungs: Sequence[Rung]) -> list[Assignment]:
    """The next offers of many climbs, with as many statements as for one."""
    at = now()
    made = Assignment.objects.bulk_create(
        Assignment(
            ticket=rung.ticket, mode=Mode.SYSTEM, staff=rung.superior, climb=rung.after.climb,
            level=rung.after.level + 1, offered_at=at, offered_by=SYSTEM.name,
        )
        for rung in rungs
    )  # fmt: skip
    steps = [give(rung.ticket, assignment, unheld(rung)) for rung, assignment in zip(rungs, made, strict=True)]
    finish_all(steps, *OFFERED, actor=SYSTEM, at=at)
    queue(letter for rung, one in zip(rungs, made, strict=True) for letter in letters_of(rung.ticket, one))
    return made


def unheld(rung: Rung) -> tuple[Change, ...]:
    """The desk itself said that nobody of the group goes: its clock need not say so any more (R13)."""
    said_so = rung.after.mode == Mode.CLAIM and rung.after.state == AssignmentState.REFUSED
    return (Drop((CLAIM,)),) if said_so else ()


def give(ticket: Ticket, assignment: Assignment, extra: tuple[Change, ...] = ()) -> Step:
    """The ticket now waits for this answer: its columns; the event and what becomes of its timers."""
    at = assignment.offered_at
    ticket.assignee, ticket.dispatched_at, ticket.suspended = assignment.staff, at, ""
    ticket.accepted_at = ticket.arrival_promised_at = None
    met = [Meet(kind, at) for kind in (DISPATCH, FIRST_REPLY, *WAITING)]
    # Unclaimed, it stays on the desk while the offer climbs; a dispatch of its own begins anew (R13).
    # Whoever waited is waited for no longer: what stood still goes on (R31).
    changes = [Resume(at), *met, Drop((ACCEPT, ARRIVAL) if assignment.level else (ACCEPT, ARRIVAL, CLAIM)), *extra]
    if kind := answered_by(assignment):
        changes.append(Arm(kind, at))
    return Step(ticket, offered_event(assignment), changes)


def answered_by(assignment: Assignment) -> str:
    """The clock by which an offer expires (R13, R15); '' for a re-dispatch, whose ladder goes on by itself: T−15, T.

    At T nobody comes after the estate manager, so his time to accept runs like any other's (R17).
    """
    if assignment.mode == Mode.CLAIM:
        return CLAIM
    goes_on = assignment.mode == Mode.REDISPATCH and assignment.level < AT_THE_TIME - 1
    return "" if goes_on else ACCEPT


def offered_event(assignment: Assignment) -> Payload:
    """To somebody, or held out to a group."""
    key, why = str(assignment.pk), assignment.why
    if assignment.mode == Mode.CLAIM:
        department = assignment.pool_department.name if assignment.pool_department else ""
        return HeldOut(key, department, assignment.pool, assignment.pool_skill, why)
    return Offered(key, name_of(assignment), assignment.mode, assignment.level, why)


def letters_of(ticket: Ticket, assignment: Assignment) -> list[Letter]:
    """To whoever may answer; to the reporter once per climb, and of a group only when somebody has taken it."""
    what = "dispatch.pool" if assignment.is_open_pool else "dispatch.offer"
    letters = [
        to_staff(
            person, what, subject=ticket, urgent=ticket.urgent, key=f"offer:{assignment.pk}",
            params={"place": ticket.place, "text": ticket.description[:60]},
        )
        for person in asked_of(ticket, assignment)
    ]  # fmt: skip
    if assignment.is_open_pool:
        return letters
    key = f"dispatched:{ticket.pk}:{assignment.climb}"
    # Whoever climbs has been announced already.
    further = ticket.further_phones() if assignment.level == 0 else []
    params = {"number": ticket.number}
    return [*letters, *to_reporter(ticket, "reporter.dispatched", key=key, params=params, further=further)]


def asked_of(ticket: Ticket, assignment: Assignment) -> list[StaffMember]:
    """Who hears of an offer: a department's head, and those of it who go out and are on shift (R13)."""
    if assignment.staff:
        return [assignment.staff]
    if assignment.is_open_pool:
        return to_be_told(ticket, group_of(assignment), assignment.offered_at)
    heads = people(ticket, ["department_head"])
    crew = to_be_told(ticket, Group(Pool.DEPARTMENT, department=assignment.department), assignment.offered_at)
    return [*heads, *(person for person in crew if person not in heads)]


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
    found: Assignment | None = HELD_BY.first(ticket.pk)
    if found is not None:
        found.ticket = ticket
    return found


def held_by(ticket_id: UUID) -> QuerySet[Assignment]:
    live = Assignment.objects.filter(ticket_id=ticket_id, state__in=LIVE).order_by("pk")
    return live.select_related("staff", "department", "pool_department")


# Every page and every action of a ticket asks it.
HELD_BY = Prepared(held_by, UUID)


def close_offer(assignment: Assignment, state: AssignmentState, *, by: str, reason: str = "") -> None:
    end(assignment, state, at=now(), by=by, reason=reason)
    assignment.save()


def end(assignment: Assignment, state: AssignmentState, *, at: datetime, by: str, reason: str = "") -> None:
    """The offer is over; not saved."""
    assignment.state, assignment.reason = state, reason[:500]
    assignment.answered_at, assignment.answered_by = at, by


def next_climb(ticket: Ticket) -> int:
    """Each deliberate dispatch begins a climb of its own."""
    return (ticket.assignments.aggregate(last=Max("climb"))["last"] or 0) + 1


def name_of(assignment: Assignment) -> str:
    """The person's name, or the department's, or the group's in the reader's language."""
    return said_of(assignment) or group_words(assignment.pool, assignment.pool_skill)


def said_of(assignment: Assignment) -> str:
    """The same for the journal, which keeps names, and the words of no language: '' for a group without a name."""
    holder = assignment.staff or assignment.department or assignment.pool_department
    return holder.name if holder else ""


def one_of(ticket: Ticket, assignment: Assignment, staff_id: UUID | None) -> StaffMember:
    """Who of a department or a group goes. Raises Invalid for nobody, and for somebody of another."""
    if staff_id is None:
        raise Invalid(_("Say who goes."), rule="R13", field="staff")
    person = who_may_take(ticket, assignment).filter(pk=staff_id).first()
    if person is None:
        words = _("This person does not belong to {name}.").format(name=name_of(assignment))
        raise Invalid(words, rule="R13", field="staff")
    return person


def who_may_take(ticket: Ticket, assignment: Assignment) -> QuerySet[StaffMember]:
    """The group's members, or everybody whom the department has in this estate."""
    if assignment.is_open_pool:
        return members(ticket, group_of(assignment), now())
    posted = Posting.objects.filter(
        staff=OuterRef("pk"), estate_id=ticket.estate_id, department_id=assignment.department_id
    )
    return StaffMember.objects.filter(Exists(posted), active=True).order_by("employee_no")


def nobody_asked(ticket: Ticket) -> str:
    """Why there is no open offer: the last one's fate."""
    last: Any = (
        ticket.assignments.order_by("-offered_at", "-level")
        .select_related("staff", "department", "pool_department")
        .first()
    )
    if last is None:
        return _("It is not offered to anybody.")
    return _("The offer to {name} is over: {state}.").format(name=name_of(last), state=last.get_state_display())


def second_dispatch(ticket: Ticket, at: datetime) -> Arm:
    """The clock of the second dispatch, its lead before the appointment (R17)."""
    lead = parse(choose(REDISPATCH, scope_of(ticket)).terms.duration).delta
    assert ticket.appointment_at is not None
    return Arm(REDISPATCH, at, max(ticket.appointment_at - lead, at))

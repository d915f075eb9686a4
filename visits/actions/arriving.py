"""At the door (R18, R20, R21): arrived, knocked, let in, or nobody there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.actions.offers import take
from dispatch.actions.placing import live_assignment, name_of
from dispatch.clock import ARRIVAL
from dispatch.enums import AssignmentState
from servicedesk.messaging.notify import tell_reporter, tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.pauses import stopping
from servicedesk.timers.plan import Arm, Meet
from tickets import states
from tickets.actions.steps import lock
from tickets.clock import NO_ACCESS_CALL, people
from tickets.enums import State, SuspendReason
from tickets.follow import follow_url
from tickets.models import Ticket
from visits import checklists, rules
from visits.actions.steps import end, happened, on_site, release, tell
from visits.clock import between_knocks
from visits.enums import OPEN_VISIT, Told, VisitState
from visits.events import Arrived, Knocked, LetIn, NoAccess
from visits.models import Visit


@atomic
def arrive(
    *, ticket_id: UUID, actor: Principal, at: datetime | None = None, contractor: str = "", means: str = ""
) -> Visit:
    """Somebody is there: told by himself or through the desk, with the minute; on time or late is kept (R18).

    `contractor`: who came with the paper order instead of an account. `means`: how it was told (Told), by default what
    follows from who tells it.
    """
    ticket = lock(ticket_id, actor, rules.arrive)
    assignment = live_assignment(ticket)
    arrived_at = check_arrival_time(ticket, at)
    if ticket.state != State.DISPATCHED or assignment is None:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    if assignment.state == AssignmentState.OFFERED:
        take(ticket, assignment, actor=actor, at=arrived_at, arrival_at=None, mode=assignment.mode)
    states.arrive(ticket)
    ticket.visits.filter(state__in=OPEN_VISIT).update(state=VisitState.LEFT, ended_at=arrived_at)
    visit = Visit.objects.create(
        ticket=ticket, assignment=assignment, staff_id=assignment.staff_id, arrived_at=arrived_at,
        promised_at=assignment.arrival_promised_at, arrival_told_by=actor.name, contractor=contractor[:80],
    )  # fmt: skip
    ticket.arrived_at = arrived_at
    name, means = contractor or name_of(assignment), means or told(actor, ticket)
    event = Arrived(name=name, minutes_late=visit.minutes_late, means=means)
    tell(ticket, event, Meet(ARRIVAL, arrived_at), actor=actor, at=arrived_at)
    return visit


def told(actor: Principal, ticket: Ticket) -> str:
    """His own page, the paper in his hand, another system; else the desk told it for him (R18)."""
    by_kind = {"client": Told.SYSTEM, "contractor": Told.PAPER}
    himself = actor.staff_id is not None and actor.staff_id == ticket.assignee_id
    return by_kind.get(actor.kind, Told.PAGE if himself else Told.DESK)


def check_arrival_time(ticket: Ticket, at: datetime | None) -> datetime:
    """Now, or an earlier minute since it was sent."""
    present = now()
    if at is None:
        return present
    if at > present or (ticket.dispatched_at and at < ticket.dispatched_at):
        raise Invalid(_("The time lies between the dispatch and now."), rule="R18", field="at")
    return at


def at_the_door(ticket_id: UUID, actor: Principal) -> tuple[Ticket, Visit]:
    """The locked ticket and its visit. Raises Conflict once he was let in: then somebody is at home (R20, R21)."""
    ticket, visit = on_site(ticket_id, actor)
    if visit.let_in_at is not None:
        raise Conflict(_("Work has begun already."), rule="R21")
    return ticket, visit


@atomic
def knock(*, ticket_id: UUID, actor: Principal, at: datetime | None = None) -> Visit:
    """Knock in threes or ring once; the second knock counts only five minutes after the first (R20)."""
    ticket, visit = at_the_door(ticket_id, actor)
    at = happened(at, visit.arrived_at)
    if visit.first_knock_at is None:
        visit.first_knock_at = at
    elif visit.second_knock_at is not None:
        raise Conflict(_("Both knocks are recorded."), rule="R20")
    elif at < (ready := visit.first_knock_at + between_knocks(ticket)):
        words = _("The second knock counts from {time}.").format(time=f"{ready.astimezone(ticket.estate.tz):%H:%M:%S}")
        raise Invalid(words, rule="R20", field="second_knock_at")
    else:
        visit.second_knock_at = at
    visit.save()
    tell(ticket, Knocked(nth=2 if visit.second_knock_at else 1), actor=actor, at=at)
    return visit


@atomic
def let_in(
    *, ticket_id: UUID, actor: Principal, by: str = "", checks: Sequence[str] = (), checklist: Any = None,
    at: datetime | None = None,
) -> Visit:  # fmt: skip
    """Entered with permission; who gave it, and what of the checklist was done, is recorded (R21).

    `checklist`: the version that was ticked, where it is not the one that holds now. Raises Invalid for a needed line.
    """
    ticket, visit = at_the_door(ticket_id, actor)
    at = happened(at, visit.arrived_at)
    sheet = checklists.shown(ticket, visit, checklist)
    if sheet.version is not None:
        checklists.demand(sheet.entering, checks)
    visit.let_in_at, visit.let_in_by, visit.state = at, by.strip()[:60], VisitState.WORKING
    visit.checklist, visit.ticked = sheet.version, sheet.known(checks)
    visit.save()
    tell(ticket, LetIn(by=visit.let_in_by, checks=sheet.words(checks)), actor=actor, at=at)
    return visit


@atomic
def no_access(*, ticket_id: UUID, actor: Principal, at: datetime | None = None) -> Ticket:
    """Nobody opened after both knocks: supervisor and desk are told, the resident gets a text, the ticket waits for him
    and the desk has a time by which to call (R20).
    """
    ticket, visit = at_the_door(ticket_id, actor)
    if visit.second_knock_at is None:
        raise Invalid(_("Only after both knocks, in their time."), rule="R20")
    at = happened(at, visit.second_knock_at)
    states.no_access(ticket)
    end(visit, VisitState.NO_ACCESS, at)
    release(ticket)
    ticket.no_access_count += 1
    ticket.suspended, ticket.resume_at = SuspendReason.NO_ACCESS, None
    stopped = stopping(SuspendReason.NO_ACCESS, ticket.estate_id, at)
    tell(ticket, NoAccess(), *stopped, Arm(NO_ACCESS_CALL, at), actor=actor, at=at)
    for person in people(ticket, ["supervisor", "owner"]):
        tell_staff(
            person, "visit.no_access", subject=ticket, key=f"noaccess:{visit.pk}", params={"place": ticket.place}
        )
    tell_reporter(ticket, "reporter.no_access", key=f"noaccess:{visit.pk}", params=missed(ticket, at))
    return ticket


def missed(ticket: Ticket, at: datetime) -> dict[str, str]:
    """What the resident is told: which report, when we were there, where he chooses another time."""
    return {
        "number": ticket.number, "time": f"{at.astimezone(ticket.estate.tz):%m-%d %H:%M}",
        "link": f"{follow_url(ticket)}time",
    }  # fmt: skip

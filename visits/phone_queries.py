"""What a technician's phone shows: the offers that wait for him, his day, and one job (R13–R24)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dispatch.enums import AssignmentState, Mode
from dispatch.models import Assignment
from servicedesk.people.enums import Role
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from tickets.enums import PhotoKind, State
from tickets.models import Ticket
from visits.clock import between_knocks
from visits.enums import OPEN_VISIT, VisitState
from visits.models import Visit

# The stages of a job on the phone, in their order.
OFFER, GO, DOOR, WAIT, NOBODY, WORK, DONE = "offer", "go", "door", "wait", "nobody", "work", "done"
ORDER = (OFFER, GO, DOOR, WAIT, NOBODY, WORK, DONE)


def to_him(actor: Principal) -> Q:
    """Assignments to this person, or to a department that he works in there."""
    his_department = Q(
        staff=None,
        department__postings__staff_id=actor.staff_id,
        department__postings__estate_id=F("ticket__estate_id"),
    )
    return Q(staff_id=actor.staff_id) | his_department


def his_offers(actor: Principal) -> QuerySet[Assignment]:
    """Open offers to this person or to a department of his, the most pressing first: one query."""
    return (
        Assignment.objects.filter(to_him(actor), state=AssignmentState.OFFERED)
        .select_related("ticket__unit", "ticket__reporter", "staff__reports_to")
        .order_by("ticket__due_at", "pk")
        .distinct()
    )


def his_tickets(actor: Principal) -> QuerySet[Ticket]:
    """The tickets this person was ever asked to do: nothing else opens on his phone."""
    asked = Exists(Assignment.objects.filter(to_him(actor), ticket=OuterRef("pk")))
    return Ticket.objects.seen_by(actor).filter(asked | Q(assignee_id=actor.staff_id) | Q(appointee_id=actor.staff_id))


def his_day(actor: Principal, day_begins: datetime) -> list[Ticket]:
    """Today's jobs: on site, on the way by promised time, today's appointments, then what he finished today."""
    tomorrow = day_begins + timedelta(days=1)
    offered = Assignment.objects.filter(ticket=OuterRef("pk"), state=AssignmentState.OFFERED)
    going = Q(assignee_id=actor.staff_id, state__in=(State.DISPATCHED, State.ON_SITE)) & ~Exists(offered)
    agreed = Q(appointee_id=actor.staff_id, state=State.REGISTERED, appointment_at__lt=tomorrow)
    finished = Q(assignee_id=actor.staff_id, signed_off_at__gte=day_begins)
    found = Ticket.objects.seen_by(actor).filter(going | agreed | finished).select_related("unit")
    return numbered(sorted(found, key=place_in_day))


def place_in_day(ticket: Ticket) -> tuple[int, datetime, str, datetime]:
    """On site, then under way and agreed, then finished. What is promised within the same half hour is done building
    by building, so that nobody walks to and fro.
    """
    if ticket.state == State.ON_SITE:
        at = ticket.arrived_at or ticket.received_at
        return 0, at, "", at
    if ticket.state in (State.DISPATCHED, State.REGISTERED):
        at = ticket.arrival_promised_at or ticket.appointment_at or ticket.received_at
        return 1, at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0), building_of(ticket), at
    at = ticket.signed_off_at or ticket.received_at
    return 2, at, "", at


def building_of(ticket: Ticket) -> str:
    """The building that a place lies in: its first number, 3 of 3-2-1201."""
    code = ticket.unit.code if ticket.unit else ticket.place
    return code.split("-")[0].strip()


def numbered(tickets: list[Ticket]) -> list[Ticket]:
    """The legs of the way that is still to be gone: 1, 2, 3; and where the next one is in the building of the last."""
    leg, before = 0, ""
    for ticket in tickets:
        ahead = ticket.state in (State.DISPATCHED, State.REGISTERED)
        leg += ahead
        ticket.leg = leg if ahead else 0  # type: ignore[attr-defined]
        ticket.same_building = ahead and building_of(ticket) == before  # type: ignore[attr-defined]
        before = building_of(ticket)
    return tickets


@dataclass(frozen=True)
class Job:
    """One ticket as its technician's phone shows it. `guessed`: the page as it will be once what he did without network
    has been sent; the times in it are then put in by the phone.
    """

    ticket: Ticket
    stage: str
    assignment: Assignment | None = None
    visit: Visit | None = None
    photos: dict[str, list[Any]] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)
    guessed: bool = False

    @cached_property
    def knock_wait(self) -> timedelta:
        """How long he waits between the knocks (R20)."""
        return between_knocks(self.ticket)

    @property
    def knock_seconds(self) -> int:
        return int(self.knock_wait.total_seconds())

    @property
    def second_knock_from(self) -> datetime | None:
        """R20: so long after the first."""
        first = self.visit.first_knock_at if self.visit else None
        return first + self.knock_wait if first else None

    @property
    def knocking(self) -> bool:
        return self.stage in (DOOR, WAIT, NOBODY)

    @property
    def worked(self) -> bool:
        """Whether what was done is recorded: only then may it be signed (R22)."""
        return bool(self.visit and self.visit.work_done)

    @property
    def accepted(self) -> bool:
        return bool(self.assignment and self.assignment.state != AssignmentState.OFFERED)

    def passed(self, stage: str) -> bool:
        """Whether the job is beyond this stage."""
        return ORDER.index(self.stage) > ORDER.index(stage)

    def guesses(self) -> list["Job"]:
        """The stages ahead, for a phone that has no network on the way."""
        if self.stage not in (GO, DOOR, WAIT, NOBODY):
            return []
        visit = self.visit or Visit(ticket=self.ticket)
        return [replace(self, stage=stage, visit=visit, guessed=True) for stage in (DOOR, WAIT, NOBODY, WORK)
                if ORDER.index(stage) > ORDER.index(self.stage)]  # fmt: skip


def job_of(ticket: Ticket, actor: Principal) -> Job:
    """The job with its assignment, visit, photos and parts: four queries whatever the ticket."""
    his = Q(staff_id=actor.staff_id) | Q(staff=None)
    assignments = ticket.assignments.filter(his).select_related("staff__reports_to", "ticket")
    assignment = assignments.order_by("-offered_at", "-level").first()
    visits = ticket.visits.filter(staff_id=actor.staff_id).select_related("checklist")
    visit = visits.order_by("-arrived_at").first()
    photos: dict[str, list[Any]] = {kind: [] for kind in PhotoKind.values}
    for photo in ticket.photos.order_by("taken_at"):
        photos[photo.kind].append(photo)
    parts = list(visit.parts.order_by("pk")) if visit else []
    return Job(ticket, stage_of(ticket, assignment, visit, actor), assignment, visit, photos, parts)


def stage_of(ticket: Ticket, assignment: Assignment | None, visit: Visit | None, actor: Principal) -> str:
    """Where this person stands with the job."""
    if ticket.state == State.DISPATCHED and assignment is not None:
        if assignment.state == AssignmentState.OFFERED:
            return OFFER
        if assignment.state == AssignmentState.ACCEPTED and ticket.assignee_id == actor.staff_id:
            return GO
    if ticket.state != State.ON_SITE or visit is None or visit.state not in OPEN_VISIT:
        return DONE
    if visit.state == VisitState.WORKING:
        return WORK
    if visit.first_knock_at is None:
        return DOOR
    return WAIT if visit.second_knock_at is None else NOBODY


def who_is_next(assignment: Assignment) -> str:
    """Whom the offer climbs to when he does not answer (R15); nobody's name when it is the clock's own ladder (R17)."""
    if assignment.mode == Mode.REDISPATCH or assignment.staff is None:
        return ""
    superior = assignment.staff.reports_to
    return superior.name if superior else ""


def is_last(ticket: Ticket, actor: Principal) -> bool:
    """Whether this is the estate manager, above whom nobody is asked: he may say that nobody can be sent (R16)."""
    return actor.staff_id is not None and ticket.estate.manager_id == actor.staff_id


def colleagues(ticket: Ticket, visit: Visit | None) -> QuerySet[StaffMember]:
    """Who may have worked along: the estate's technicians but himself (R22)."""
    found = StaffMember.objects.filter(
        active=True, role=Role.TECHNICIAN, postings__estate_id=ticket.estate_id
    ).distinct()
    return found.exclude(pk=visit.staff_id if visit else None).order_by("employee_no")

"""The dispatch board as data: who does what now, what waits for somebody, who fits. The same number of queries
whatever the number of people and tickets.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.enums import LIVE, AssignmentState
from dispatch.models import Assignment
from dispatch.queries import Candidate
from servicedesk.estates.models import Estate
from servicedesk.people import duty
from servicedesk.people.enums import Role, ShiftKind, Skill
from servicedesk.people.models import StaffMember
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from servicedesk.web.wording import said_time
from tickets.enums import OPEN, State
from tickets.models import Ticket

# What one person is expected to have in hand at most: the meter is full there.
FULL = 4
MOST_UNASSIGNED = 100
SOON = timedelta(minutes=30)
FITS = {"possible": "good", "unskilled": "no", "refused": "refused", "off": "no"}


@dataclass(frozen=True)
class Card:
    """A ticket on the board. `clock`: due_at, started_at, kind, level, met_at for the tag {% clock %}."""

    number: str
    place: str
    subject: str
    state: str
    urgent: bool
    clock: dict[str, Any]
    fits: str = ""

    @property
    def url(self) -> str:
        return reverse("ticket", args=[self.number])

    @property
    def assign_url(self) -> str:
        return reverse("ticket-dispatch", args=[self.number])


@dataclass
class Lane:
    """One person: skills, load, end of shift, and the cards of each station."""

    staff: StaffMember
    ends_at: datetime | None
    on_site: list[Card] = field(default_factory=list)
    coming: list[Card] = field(default_factory=list)
    offered: list[Card] = field(default_factory=list)
    appointments: list[Card] = field(default_factory=list)
    buildings: set[Any] = field(default_factory=set)

    @property
    def load(self) -> int:
        return len(self.on_site) + len(self.coming) + len(self.offered)

    @property
    def full(self) -> int:
        return max(FULL, self.load)

    @property
    def skills(self) -> list[str]:
        return [str(Skill(skill).label) for skill in self.staff.skills if skill in Skill.values][:3]

    @property
    def slots(self) -> list[list[Card]]:
        return [self.on_site, self.coming, self.offered, self.appointments]


@dataclass(frozen=True)
class Board:
    lanes: list[Lane]
    unassigned: list[Card]
    day: str
    tomorrow: int
    week: int
    breached: int
    soon: int
    on_shift: int
    now: datetime


def board_of(estate: Estate, day: str = "") -> Board:
    """The board of one estate. `day`: '' today's appointments, 'tomorrow', 'week'."""
    at = now()
    lanes = {person.pk: Lane(person, person.shift_ends) for person in people_of(estate, at)}
    refusals: dict[Any, set[Any]] = defaultdict(set)
    fill(lanes, estate, at)
    begin, end = span_of(day, at)
    booked = booked_in(estate, begin, end)
    for ticket in booked:
        if ticket.appointee_id in lanes:
            lanes[ticket.appointee_id].appointments.append(appointed(ticket, at))
    waiting = list(unassigned(estate, at)[:MOST_UNASSIGNED])
    for ticket_id, staff_id in refused(waiting):
        refusals[ticket_id].add(staff_id)
    shown = [lane for lane in lanes.values() if lane.ends_at or any(lane.slots)]
    figures = figures_of(estate, at)
    return Board(
        lanes=shown, unassigned=[waiting_card(one, shown, refusals[one.pk]) for one in waiting],
        day=day if day in ("tomorrow", "week") else "", on_shift=sum(lane.ends_at is not None for lane in shown),
        now=at, **figures,
    )  # fmt: skip


def people_of(estate: Estate, at: datetime) -> QuerySet[Any]:
    """The estate's technicians and supervisors with the end of their shift."""
    shift = duty.running(at, [estate.pk]).filter(staff=OuterRef("pk"))
    here = Exists(StaffMember.objects.filter(pk=OuterRef("pk"), postings__estate=estate))
    ends = Subquery(shift.exclude(kind=ShiftKind.STANDBY).order_by("-ends_at").values("ends_at")[:1])
    people = StaffMember.objects.filter(here, active=True, role__in=(Role.TECHNICIAN, Role.SUPERVISOR))
    return people.annotate(shift_ends=ends).order_by(F("role").desc(), "employee_no")


def fill(lanes: dict[Any, Lane], estate: Estate, at: datetime) -> None:
    """Every live assignment into its person's station."""
    live = Assignment.objects.filter(state__in=LIVE, ticket__estate=estate, ticket__state__in=OPEN)
    for assignment in live.select_related("ticket").order_by("ticket__due_at", "offered_at"):
        lane = lanes.get(assignment.staff_id)
        if lane is None:
            continue
        ticket = assignment.ticket
        lane.buildings.add(ticket.building_id)
        if ticket.state == State.ON_SITE:
            lane.on_site.append(card(ticket, met_at=ticket.arrived_at))
        elif assignment.state == AssignmentState.ACCEPTED:
            lane.coming.append(card(ticket))
        else:
            lane.offered.append(card(ticket))


def span_of(day: str, at: datetime) -> tuple[datetime, datetime]:
    """Local days: today, tomorrow, or the seven from today on."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + timedelta(days=1) if day == "tomorrow" else midnight
    return first, first + timedelta(days=7 if day == "week" else 1)


def booked_in(estate: Estate, begin: datetime, end: datetime) -> QuerySet[Ticket]:
    """Appointments in that time, agreed with a technician."""
    rows = Ticket.objects.filter(estate=estate, state=State.REGISTERED, appointee__isnull=False)
    return rows.filter(appointment_at__gte=begin, appointment_at__lt=end).order_by("appointment_at")


def unassigned(estate: Estate, at: datetime) -> QuerySet[Ticket]:
    """What somebody must be found for: registered and not agreed for later, or dispatched with nobody left to ask."""
    _begin, end = span_of("", at)
    held = Exists(Assignment.objects.filter(ticket=OuterRef("pk"), state__in=LIVE))
    later = Q(appointment_at__gte=end) | Q(appointment_at__isnull=False, appointee__isnull=False)
    rows = Ticket.objects.filter(estate=estate, state__in=OPEN)
    rows = rows.filter((Q(state=State.REGISTERED) & ~later) | (Q(state=State.DISPATCHED) & ~held))
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def refused(tickets: list[Ticket]) -> Any:
    """(ticket, person) pairs: asked, and did not go."""
    gone = (AssignmentState.REFUSED, AssignmentState.EXPIRED)
    rows = Assignment.objects.filter(ticket__in=[one.pk for one in tickets], state__in=gone, staff__isnull=False)
    return rows.values_list("ticket_id", "staff_id")


def figures_of(estate: Estate, at: datetime) -> dict[str, int]:
    """The head's figures, in one query over the open tickets."""
    first, second = span_of("tomorrow", at)
    _today, week = span_of("week", at)
    running = Q(due_paused=False, due_at__isnull=False)
    return Ticket.objects.filter(estate=estate, state__in=OPEN).aggregate(
        breached=Count("pk", filter=running & Q(due_at__lte=at)),
        soon=Count("pk", filter=running & Q(due_at__gt=at, due_at__lte=at + SOON)),
        tomorrow=Count("pk", filter=Q(state=State.REGISTERED, appointment_at__gte=first, appointment_at__lt=second)),
        week=Count("pk", filter=Q(state=State.REGISTERED, appointment_at__gte=at, appointment_at__lt=week)),
    )


def card(ticket: Ticket, *, met_at: datetime | None = None, fits: str = "") -> Card:
    """A ticket as a card; on site its arrival, else the head of its clock."""
    kind = KINDS.get(ticket.due_kind)
    clock = {
        "due_at": ticket.due_at or met_at, "started_at": ticket.due_since, "kind": kind.label if kind else "",
        "level": "paused" if ticket.due_paused else "", "met_at": met_at,
    }  # fmt: skip
    if met_at is not None:
        clock |= {"started_at": None, "kind": _("arrived"), "due_at": met_at}
    return Card(
        ticket.number, ticket.place, ticket.description or str(ticket.get_kind_display()), ticket.state,
        ticket.urgent, clock, fits,
    )  # fmt: skip


def appointed(ticket: Ticket, at: datetime) -> Card:
    """An appointment says its time first, so that no long subject pushes it out."""
    plain = card(ticket)
    time = said_time(ticket.appointment_at, at) if ticket.appointment_at else ""
    return Card(**{**plain.__dict__, "subject": f"{time} {plain.subject}".strip()})


def waiting_card(ticket: Ticket, lanes: list[Lane], refusals: set[Any]) -> Card:
    """An unassigned ticket with what each row says while its card is lifted (design: 推荐, 可以, 不会电, 这单拒过)."""
    found = [as_candidate(ticket, lane, refusals) for lane in lanes]
    best = next((one for one in sorted(found, key=lambda one: one.rank) if one.fit == "possible"), None)
    fits = {
        str(one.staff.pk): {"fit": "best" if one is best else FITS[one.fit], "words": words(ticket, one, one is best)}
        for one in found
    }
    return card(ticket, fits=json.dumps(fits, ensure_ascii=False))


def as_candidate(ticket: Ticket, lane: Lane, refusals: set[Any]) -> Candidate:
    """The same facts as dispatch.queries.candidates, from what the board has read already."""
    return Candidate(
        staff=lane.staff, has_skill=not ticket.skill or ticket.skill in lane.staff.skills,
        on_shift=lane.ends_at is not None, standby=False, load=lane.load,
        same_building=ticket.building_id is not None and ticket.building_id in lane.buildings,
        refused=lane.staff.pk in refusals,
    )  # fmt: skip


def words(ticket: Ticket, one: Candidate, best: bool) -> str:
    """One line for a row."""
    if one.refused:
        return _("refused this one")
    if not one.has_skill:
        return _("cannot do {skill}").format(skill=ticket.get_skill_display())
    why = [reason for reason in one.reasons() if reason != _("has the skill")]
    return " · ".join([_("Recommended") if best else _("Possible"), *why])

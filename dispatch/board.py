"""The dispatch board as data: who does what now, what waits for somebody, who fits. The same number of queries
whatever the number of people and tickets.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dispatch.cards import COLUMNS, Artist, Card
from dispatch.enums import LIVE, AssignmentState
from dispatch.models import Assignment
from dispatch.queries import Candidate, candidates
from servicedesk.estates.models import Estate
from servicedesk.people import duty
from servicedesk.people.enums import Role, ShiftKind, Skill
from servicedesk.people.models import Posting, StaffMember
from servicedesk.timers.now import now
from tickets.drafts import key
from tickets.enums import OPEN, State
from tickets.models import Ticket

# What one person is expected to have in hand at most: the meter is full there.
FULL = 4
MOST_UNASSIGNED = 100
SOON = timedelta(minutes=30)
FITS = {"possible": "good", "unskilled": "no", "refused": "refused", "off": "no"}


@dataclass
class Lane:
    """One person: skills, load, end of shift, and the cards of each station."""

    staff: StaffMember
    ends_at: datetime | None
    on_site: list[Card] = field(default_factory=list)
    coming: list[Card] = field(default_factory=list)
    offered: list[Card] = field(default_factory=list)
    appointments: list[Card] = field(default_factory=list)

    @property
    def load(self) -> int:
        return len(self.on_site) + len(self.coming) + len(self.offered)

    @property
    def full(self) -> int:
        return max(FULL, self.load)

    @property
    def slots(self) -> list[list[Card]]:
        return [self.on_site, self.coming, self.offered, self.appointments]


@dataclass
class Board:
    lanes: list[Lane]
    unassigned: list[Card]
    pooled: list[Card]
    narrow: "Narrow"
    day: str
    tomorrow: int
    week: int
    breached: int
    soon: int
    on_shift: int
    people: list[tuple[str, str]]
    now: datetime

    @cached_property
    def artist(self) -> Artist:
        return Artist(self.now)

    @property
    def drawn(self) -> list[SafeString]:
        """The cards that wait, which can be lifted."""
        return self.artist.cards(self.unassigned, lift=True)

    @property
    def drawn_pool(self) -> list[SafeString]:
        return self.artist.cards(self.pooled)

    @property
    def rows(self) -> list[SafeString]:
        """Each person's row with the cards of his stations."""
        return [self.artist.lane(lane, nth) for nth, lane in enumerate(self.lanes, start=1)]

    @property
    def skill_choices(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Skill.choices]


@dataclass(frozen=True)
class Narrow:
    """What the board is narrowed to: a kind of work, urgent tickets, one person."""

    skill: str = ""
    urgent: bool = False
    staff: str = ""

    @classmethod
    def read(cls, query: Any) -> "Narrow":
        """From the address; what makes no sense narrows nothing."""
        skill, staff = query.get("skill", ""), query.get("staff", "")
        return cls(skill if skill in Skill.values else "", query.get("urgent") == "1", staff if key(staff) else "")

    def tickets(self, prefix: str = "") -> Q:
        found = Q(**{f"{prefix}skill": self.skill}) if self.skill else Q()
        return found & Q(**{f"{prefix}urgent": True}) if self.urgent else found

    def keeps(self, lane: Lane) -> bool:
        """Somebody without the skill and without such a job has no row; of one person only his."""
        if self.staff and str(lane.staff.pk) != self.staff:
            return False
        able = not self.skill or self.skill in lane.staff.skills
        return any(lane.slots) or (able and lane.ends_at is not None)

    @property
    def query(self) -> str:
        """For an address: '' or 'skill=plumbing&urgent=1'."""
        values = {"skill": self.skill, "urgent": "1" if self.urgent else "", "staff": self.staff}
        return urlencode({name: value for name, value in values.items() if value})

    def __bool__(self) -> bool:
        return bool(self.query)


def board_of(estate: Estate, day: str = "", narrow: Narrow | None = None) -> Board:
    """The board of one estate. `day`: '' today's appointments, 'tomorrow', 'week'."""
    at, narrow = now(), narrow or Narrow()
    lanes = {person.pk: Lane(person, person.shift_ends) for person in people_of(estate, at)}
    pooled = fill(lanes, estate, narrow)
    begin, end = span_of(day, at)
    booked = booked_in(estate, begin, end).filter(narrow.tickets())
    for appointee_id, *columns in booked.values_list("appointee_id", *COLUMNS):
        if appointee_id in lanes:
            lanes[appointee_id].appointments.append(Card(*columns))
    waiting: Any = [] if narrow.staff else unassigned(estate, at).filter(narrow.tickets()).values_list(*COLUMNS)
    shown = [lane for lane in lanes.values() if narrow.keeps(lane)]
    return Board(
        lanes=shown, unassigned=[Card(*one) for one in waiting[:MOST_UNASSIGNED]], narrow=narrow, now=at,
        pooled=[] if narrow.staff else pooled, day=day if day in ("tomorrow", "week") else "",
        on_shift=sum(lane.ends_at is not None for lane in shown),
        people=[(str(one.staff.pk), one.staff.name) for one in lanes.values()], **figures_of(estate, at),
    )  # fmt: skip


def people_of(estate: Estate, at: datetime) -> QuerySet[Any]:
    """The estate's technicians and supervisors with the end of their shift."""
    shift = duty.running(at, [estate.pk]).filter(staff=OuterRef("pk"))
    here = Exists(Posting.objects.filter(staff=OuterRef("pk"), estate=estate))
    ends = Subquery(shift.exclude(kind=ShiftKind.STANDBY).order_by("-ends_at").values("ends_at")[:1])
    people = StaffMember.objects.filter(here, active=True, role__in=(Role.TECHNICIAN, Role.SUPERVISOR))
    return people.annotate(shift_ends=ends).order_by(F("role").desc(), "employee_no")


def fill(lanes: dict[Any, Lane], estate: Estate, narrow: Narrow) -> list[Card]:
    """Every live assignment into its person's station. Returns what nobody has taken yet, of a group or department."""
    live = Assignment.objects.filter(narrow.tickets("ticket__"), state__in=LIVE, ticket__estate=estate)
    live = live.filter(ticket__state__in=OPEN).order_by("ticket__due_at", "offered_at")
    pooled = []
    for staff_id, state, *columns in live.values_list("staff_id", "state", *(f"ticket__{one}" for one in COLUMNS)):
        lane, card = lanes.get(staff_id), Card(*columns)
        if staff_id is None:
            pooled.append(card)
        elif lane is not None:
            slot_of(lane, state, card).append(card)
    return pooled


def slot_of(lane: Lane, state: str, card: Card) -> list[Card]:
    if card.on_site:
        return lane.on_site
    return lane.coming if state == AssignmentState.ACCEPTED else lane.offered


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


def fits_of(ticket: Ticket) -> dict[str, dict[str, str]]:
    """What each row says while this ticket's card is lifted (R19): 推荐, 可以, 不会电, 这单拒过."""
    found = candidates(ticket)
    best = next((one for one in found if one.fit == "possible"), None)
    return {
        str(one.staff.pk): {"fit": "best" if one is best else FITS[one.fit], "words": words(ticket, one, one is best)}
        for one in found
    }


def words(ticket: Ticket, one: Candidate, best: bool) -> str:
    """One line for a row."""
    if one.refused:
        return _("refused this one")
    if not one.has_skill:
        return _("cannot do {skill}").format(skill=ticket.get_skill_display())
    why = [reason for reason in one.reasons() if reason != _("has the skill")]
    return " · ".join([_("Recommended") if best else _("Possible"), *why])

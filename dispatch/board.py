"""The dispatch board as data: who does what now, what waits for somebody, who fits. The same number of queries
whatever the number of people and tickets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dispatch.board_rows import CREW, FIGURES, SOON, rows_of
from dispatch.cards import Artist, Card
from dispatch.enums import AssignmentState
from dispatch.queries import Candidate, candidates
from servicedesk.estates.models import Estate
from servicedesk.people.enums import Skill
from servicedesk.people.models import StaffMember
from servicedesk.timers.now import now
from tickets.drafts import key
from tickets.models import Ticket

# What one person is expected to have in hand at most: the meter is full there.
FULL = 4
MOST_UNASSIGNED = 100
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


def board_of(estate: Estate, day: str = "", narrow: Narrow | None = None, at: datetime | None = None) -> Board:
    """The board of one estate. `day`: '' today's appointments, 'tomorrow', 'week'. `at`: None is now."""
    at, narrow = at or now(), narrow or Narrow()
    live, booked, unassigned = rows_of(narrow.skill, narrow.urgent)
    lanes = {person.pk: Lane(person, person.shift_ends) for person in CREW(estate.pk, at)}
    pooled = fill(lanes, live(estate.pk))
    for appointee_id, *columns in booked(estate.pk, *span_of(day, at)):
        if appointee_id in lanes:
            lanes[appointee_id].appointments.append(Card(*columns))
    waiting = [] if narrow.staff else unassigned(estate.pk, span_of("", at)[1])
    shown = [lane for lane in lanes.values() if narrow.keeps(lane)]
    return Board(
        lanes=shown, unassigned=[Card(*one) for one in waiting[:MOST_UNASSIGNED]], narrow=narrow, now=at,
        pooled=[] if narrow.staff else pooled, day=day if day in ("tomorrow", "week") else "",
        on_shift=sum(lane.ends_at is not None for lane in shown),
        people=[(str(one.staff.pk), one.staff.name) for one in lanes.values()], **figures_of(estate, at),
    )  # fmt: skip


def fill(lanes: dict[Any, Lane], live: Iterable[Any]) -> list[Card]:
    """Every live assignment into its person's station. Returns what nobody has taken yet, of a group or department."""
    pooled = []
    for staff_id, state, *columns in live:
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


def figures_of(estate: Estate, at: datetime) -> dict[str, int]:
    """The head's figures: breached, soon, tomorrow, week."""
    first, second = span_of("tomorrow", at)
    _today, week = span_of("week", at)
    found = FIGURES(estate.pk, at, at + SOON, first, second, week)
    return dict(zip(("breached", "soon", "tomorrow", "week"), found[0] if found else (0, 0, 0, 0), strict=True))


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

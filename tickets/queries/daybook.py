"""The daybook (台账): an estate's tickets, newest first, by keyset on an index whatever the size of the table; and the
register of one day as it stood, read back from the journal (R10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from tickets.enums import Grade, State
from tickets.models import Ticket

PAGE = 50
MOST_EXPORTED = 50_000
# A list that is narrowed by anything but days looks back this far: without an index of its own it must end somewhere.
LOOK_BACK = timedelta(days=92)
MOST_OF_A_DAY = 2000

# Each order stands on an index that leads with tenant and estate.
ORDERS: dict[str, tuple[str, bool, Q]] = {
    "-received": ("registered_at", True, Q()),
    "received": ("registered_at", False, Q()),
    "due": ("due_at", False, Q(due_at__isnull=False) & ~Q(state=State.CLOSED)),
    "-closed": ("closed_at", True, Q(closed_at__isnull=False)),
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by, and its order."""

    estate: Estate
    now: datetime
    since: date | None = None
    until: date | None = None
    narrow: Q = field(default_factory=Q)
    order: str = "-received"
    # Behind a figure stand exactly the tickets it counted, however old: its own condition ends the list.
    bounded: bool = True

    def rows(self) -> QuerySet[Ticket]:
        """The tickets, unordered and unbounded."""
        rows = Ticket.objects.filter(self.days(), self.narrow, ORDERS[self.order][2], estate=self.estate)
        return rows.select_related("assignee", "owner", "department", "appointee")

    def days(self) -> Q:
        """Whole days of the estate's zone."""
        since = self.since
        if since is None and self.narrow and self.order != "due" and self.bounded:
            since = (self.now - LOOK_BACK).date()
        found = Q(registered_at__gte=midnight(since, self.estate)) if since else Q()
        if self.until:
            found &= Q(registered_at__lt=midnight(self.until + timedelta(days=1), self.estate))
        return found


def midnight(day: date, estate: Estate) -> datetime:
    """Where a day begins in the estate's zone."""
    return datetime.combine(day, time(), estate.tz)


def page(wanted: Wanted, after: str = "") -> tuple[list[Ticket], str]:
    """(the next rows, the cursor behind them or '')."""
    name, backwards, _only = ORDERS[wanted.order]
    sign = "-" if backwards else ""
    rows = wanted.rows().order_by(f"{sign}{name}", f"{sign}id")
    if cursor := read_cursor(after):
        rows = rows.filter(beyond(name, backwards, *cursor))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{getattr(last, name).isoformat()}~{last.pk}" if last else ""


def beyond(name: str, backwards: bool, at: datetime, key: UUID) -> Q:
    """Past a cursor; the plain bound first, for it is what the index is entered by."""
    ahead = "lt" if backwards else "gt"
    return Q(**{f"{name}__{ahead}e": at}) & (Q(**{f"{name}__{ahead}": at}) | Q(**{f"id__{ahead}": key}))


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """A cursor as it came back; nonsense starts from the beginning."""
    at, _tilde, key = text.rpartition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(key)) if moment.tzinfo else None
    except ValueError:
        return None


def for_export(wanted: Wanted) -> Iterator[Ticket]:
    """The same rows, all of them up to a limit, in their order, read in bunches."""
    name, backwards, _only = ORDERS[wanted.order]
    sign = "-" if backwards else ""
    return wanted.rows().order_by(f"{sign}{name}", f"{sign}id")[:MOST_EXPORTED].iterator(chunk_size=2000)


# What an event means for the ticket's state. Those of other apps are known here by name alone.
STATES: dict[str, State] = {
    "ticket.registered": State.REGISTERED,
    "ticket.answered": State.CLOSED,
    "ticket.cancelled": State.CLOSED,
    "ticket.closed": State.CLOSED,
    "ticket.reopened_in_warranty": State.REGISTERED,
    "dispatch.offered": State.DISPATCHED,
    "dispatch.recalled": State.REGISTERED,
    "dispatch.rescheduled": State.REGISTERED,
    "visit.arrived": State.ON_SITE,
    "visit.no_access": State.REGISTERED,
    "visit.suspended": State.REGISTERED,
    "visit.signed_off": State.SIGNED_OFF,
    "callback.started": State.CALLBACK,
}


@dataclass
class Line:
    """One ticket of the day as it stood: only what the journal knew by then."""

    number: str
    registered: dict[str, Any]
    at: datetime
    by: str
    state: State = State.REGISTERED
    place: str = ""
    description: str = ""
    assignee: str = ""
    dispatched_at: datetime | None = None
    arrived_at: datetime | None = None
    signed_at: datetime | None = None
    grade: str = ""
    closed_at: datetime | None = None

    @property
    def grade_words(self) -> str:
        """The callback's grade, in the reader's language."""
        return str(Grade(self.grade).label) if self.grade in Grade.values else ""

    def take(self, event: Event) -> None:
        """What one more event adds."""
        payload = event.payload
        self.state = STATES.get(event.type, self.state)
        match event.type:
            case "ticket.corrected":
                self.place = payload.get("after", {}).get("place", self.place)
                self.description = payload.get("after", {}).get("description", self.description)
            case "dispatch.offered":
                self.assignee, self.dispatched_at = payload.get("name", ""), event.at
            case "dispatch.accepted":
                self.assignee = payload.get("name", "")
            case "visit.arrived":
                self.arrived_at = event.at
            case "visit.signed_off":
                self.signed_at = event.at
            case "callback.attempted":
                self.grade = payload.get("grade", "") or self.grade
        if self.state == State.CLOSED:
            self.closed_at = self.closed_at or event.at
        else:
            self.closed_at = None


def end_of(day: date, estate: Estate) -> datetime:
    """The last moment of a day."""
    return midnight(day + timedelta(days=1), estate) - timedelta(microseconds=1)


def register_of(estate: Estate, day: date, as_of: datetime) -> list[Line]:
    """Every ticket registered on that day, in the order of their numbers, as it stood at `as_of`. Two queries."""
    rows = Ticket.objects.filter(estate=estate, registered_at__gte=midnight(day, estate), registered_at__lte=as_of)
    keys = list(rows.order_by("registered_at", "id").values_list("pk", flat=True)[:MOST_OF_A_DAY])
    events = Event.objects.filter(subject_id__in=keys, at__lte=as_of).order_by("id")
    lines: dict[UUID, Line] = {}
    for event in events:
        if event.type == "ticket.registered":
            lines[event.subject_id] = first_line(event)
        if event.subject_id in lines:
            lines[event.subject_id].take(event)
    return [lines[key] for key in keys if key in lines]


def first_line(event: Event) -> Line:
    payload = event.payload
    place, description = payload.get("place", ""), payload.get("description", "")
    return Line(payload.get("number", ""), payload, event.at, event.actor_name, place=place, description=description)

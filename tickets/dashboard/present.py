"""How things stand at this moment: open by state, what breaches now and next, who carries what, what just happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from tickets.enums import OPEN, State
from tickets.models import Ticket

AHEAD = timedelta(hours=2)
SLOT = timedelta(minutes=10)
SLOTS = AHEAD // SLOT
# More deadlines than this in two hours are drawn as this many; the figure beside the chart counts them all.
MOST_NEXT = 300
# Since when a ticket is in its state.
STATION = {
    State.REGISTERED: "registered_at",
    State.DISPATCHED: "dispatched_at",
    State.ON_SITE: "arrived_at",
    State.SIGNED_OFF: "signed_off_at",
    State.CALLBACK: "callback_at",
}
BUSY = (State.DISPATCHED, State.ON_SITE)
NOBODY = Q(assignee=None, department=None)


@dataclass(frozen=True)
class InState:
    """Open tickets of one state; `oldest`: since when the one is in it that waits longest."""

    state: State
    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Load:
    """What one person carries now."""

    staff_id: UUID
    name: str
    open: int
    on_site: int
    overdue: int


@dataclass(frozen=True)
class Present:
    """The moment `at`. `overdue` and `next` count deadlines of open tickets that are not paused."""

    at: datetime
    states: list[InState]
    open: int
    suspended: int
    overdue: int
    next: int
    next_nobody: int


def standing(estate: Estate, at: datetime) -> Present:
    """One query over the open tickets alone."""
    due = due_next(at)
    counted = Count("pk", filter=due), Count("pk", filter=due & NOBODY), Count("pk", filter=~Q(suspended=""))
    rows = opened(estate).values("state").annotate(
        n=Count("pk"), next=counted[0], nobody=counted[1], suspended=counted[2],
        overdue=Count("pk", filter=late(at)), **{name: Min(name) for name in STATION.values()},
    )  # fmt: skip
    found = dict[str, Any]({row["state"]: row for row in rows.order_by()})
    states = [
        InState(state, found[state]["n"], found[state][STATION[state]]) if state in found else InState(state, 0, None)
        for state in OPEN
    ]
    total = {name: sum(row[name] for row in found.values()) for name in ("n", "next", "nobody", "suspended", "overdue")}
    return Present(at, states, total["n"], total["suspended"], total["overdue"], total["next"], total["nobody"])


def opened(estate: Estate) -> QuerySet[Ticket]:
    return Ticket.objects.filter(estate=estate).exclude(state=State.CLOSED)


def late(at: datetime) -> Q:
    return Q(due_paused=False, due_at__lte=at)


def due_next(at: datetime) -> Q:
    return Q(due_paused=False, due_at__gt=at, due_at__lte=at + AHEAD)


def overdue(estate: Estate, at: datetime, most: int) -> list[Ticket]:
    """What breaches now, the longest overdue first."""
    return list(listed(estate).filter(late(at))[:most])


def coming(estate: Estate, at: datetime) -> list[Ticket]:
    """What breaches next, within two hours, the soonest first."""
    return list(listed(estate).filter(due_next(at))[:MOST_NEXT])


def listed(estate: Estate) -> QuerySet[Ticket]:
    return opened(estate).select_related("assignee", "department").order_by("due_at", "id")


def slots(tickets: list[Ticket], at: datetime) -> list[tuple[int, int]]:
    """(in hand, nobody) for each ten minutes of the next two hours."""
    counts = [[0, 0] for _ in range(SLOTS)]
    for ticket in tickets:
        if ticket.due_at is not None:
            slot = min(SLOTS - 1, int((ticket.due_at - at) / SLOT))
            counts[slot][ticket.assignee_id is None and ticket.department_id is None] += 1
    return [(in_hand, nobody) for in_hand, nobody in counts]


def loads(estate: Estate, at: datetime) -> list[Load]:
    """Everybody who has a ticket to go to or is at one, the busiest first."""
    rows = (
        Ticket.objects.filter(estate=estate, state__in=BUSY, assignee__isnull=False)
        .values("assignee_id", "assignee__name")
        .annotate(
            n=Count("pk"), site=Count("pk", filter=Q(state=State.ON_SITE)), late=Count("pk", filter=late(at))
        )
        .order_by("-n", "assignee__name")
    )  # fmt: skip
    return [Load(r["assignee_id"], r["assignee__name"], r["n"], r["site"], r["late"]) for r in rows]


def feed(estate: Estate, most: int) -> list[tuple[Event, Ticket]]:
    """The newest events of tickets, each with its ticket: two queries."""
    rows: Any = Event.objects.filter(estate=estate, subject_type="ticket").exclude(type__in=QUIET)
    events = list(rows.order_by("-at", "-id")[:most])
    tickets = {ticket.pk: ticket for ticket in Ticket.objects.filter(pk__in={event.subject_id for event in events})}
    return [(event, tickets[event.subject_id]) for event in events if event.subject_id in tickets]


# Of the timeline, but no news.
QUIET = ("ticket.phone_revealed", "ticket.photo_added", "timer.warned", "visit.knocked")

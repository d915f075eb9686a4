"""The desk's worklist: open tickets of one estate, first due on top (design: "the clock is the sort order").

Whatever the size of the table, a page is a bounded stretch of the partial index ticket_worklist.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from servicedesk.tenancy.prepared import Prepared
from tickets.enums import State
from tickets.models import Ticket
from tickets.turns import always_turns, due_turns, his_turn

PAGE = 60
# How far a count or a filtered tab looks: beyond this the figure says "and more".
WALK = 1000
MOST_SHOWN = 300
SHOWN_WITH = ("assignee", "appointee", "owner", "department")

TABS: dict[str, Any] = {
    "shift": _("This shift"),
    "mine": _("My turn"),
    "appointments": _("Appointments"),
    "all": _("All open"),
}
GROUPS: dict[str, Any] = {
    "overdue": _("Overdue"),
    "soon": _("Within 30 min"),
    "today": _("Today"),
    "later": _("Later"),
    "unclocked": _("No clock running"),
}
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Desk:
    """Whose worklist, and what "now", "this shift" and "today" mean for it."""

    estate_id: UUID
    staff_id: UUID | None
    now: datetime
    shift_ends_at: datetime
    day_ends_at: datetime

    def tickets(self) -> QuerySet[Ticket]:
        """Every open ticket of the estate, in the order of the index."""
        # Spelled as the index's own condition, so that the planner sees it is meant.
        return Ticket.objects.filter(estate_id=self.estate_id).exclude(state=State.CLOSED).order_by("due_at", "id")

    def near(self) -> QuerySet[Ticket]:
        """The first thousand: what counts and filtered tabs look at."""
        return self.tickets()[:WALK]

    def turn(self) -> Q:
        """The desk has to do something now: a prompt stands for it."""
        due = Q(due_kind__in=due_turns(), due_at__lte=self.now)
        return (Q(due_kind__in=always_turns()) | due) & Q(due_paused=False)

    def tab(self, name: str) -> Q:
        """What a tab holds."""
        if name == "mine":
            return self.turn() & his_turn(self.staff_id) & Q(due_at__lte=self.shift_ends_at)
        if name == "appointments":
            return Q(appointment_at__isnull=False, state=State.REGISTERED)
        if name == "shift":
            return Q(due_at__lte=self.shift_ends_at) | Q(due_at=None)
        return Q()

    def group(self, name: str) -> Q:
        """What a group of the list holds; a stopped clock is due later, wherever it stood."""
        running = Q(due_paused=False)
        if name == "overdue":
            return running & Q(due_at__lte=self.now)
        if name == "soon":
            return running & Q(due_at__gt=self.now, due_at__lte=self.now + SOON)
        if name == "today":
            return running & Q(due_at__gt=self.now + SOON, due_at__lt=self.day_ends_at)
        if name == "unclocked":
            return Q(due_at=None)
        later = Q(due_at__gte=max(self.day_ends_at, self.now + SOON), due_paused=False)
        return later | Q(due_paused=True, due_at__isnull=False)

    def group_of(self, ticket: Ticket) -> str:
        """The same, for a row at hand."""
        if ticket.due_at is None:
            return "unclocked"
        if ticket.due_paused:
            return "later"
        if ticket.due_at <= self.now:
            return "overdue"
        if ticket.due_at <= self.now + SOON:
            return "soon"
        return "today" if ticket.due_at < self.day_ends_at else "later"


def flagged(estate_id: UUID, staff_id: UUID, at: datetime, shift_ends_at: datetime) -> QuerySet[Any]:
    """Of each open ticket near: which tabs hold it, and whether it has no clock."""
    desk = Desk(estate_id, staff_id, at, shift_ends_at, at)
    conditions = {name: desk.tab(name) for name in COUNTED} | {"unclocked": desk.group("unclocked")}
    flags = {f"is_{name}": ExpressionWrapper(q, BooleanField()) for name, q in conditions.items()}
    return desk.near().annotate(**flags).values_list(*flags)


COUNTED = [name for name in TABS if name != "all"]
FLAGGED = Prepared(flagged, UUID, UUID, datetime, datetime)


def counts(desk: Desk) -> dict[str, int]:
    """Figures of the tabs by name, and `unclocked`: how many have no clock. One query over a bounded stretch."""
    rows = FLAGGED(desk.estate_id, desk.staff_id, desk.now, desk.shift_ends_at)
    figures = {name: sum(bool(row[nth]) for row in rows) for nth, name in enumerate((*COUNTED, "unclocked"))}
    return figures | {"all": len(rows)}


def group_counts(desk: Desk, tab: str, narrow: Q | None = None) -> dict[str, int]:
    """Figures of a tab's groups, for a page that does not hold them all."""
    mine = desk.tab(tab) & (narrow or Q())
    return desk.near().aggregate(**{name: Count("pk", filter=mine & desk.group(name)) for name in GROUPS})


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: keyset on (due_at, id), clocked rows first."""

    due_at: datetime | None
    id: str

    def __str__(self) -> str:
        return f"{self.due_at.isoformat() if self.due_at else ''}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """A cursor as it came back from the page; nonsense starts from the beginning."""
        due, _tilde, key = text.rpartition("~")
        try:
            return cls(datetime.fromisoformat(due) if due else None, str(UUID(key)))
        except ValueError:
            return None


def page(
    desk: Desk,
    tab: str,
    *,
    after: Cursor | None = None,
    size: int = PAGE,
    narrow: Q | None = None,
    unclocked: bool = True,
) -> tuple[list[Ticket], Cursor | None]:
    """The next rows of a tab, and the cursor of the page after it (None: that was all). Two queries at most, one when
    it is known that every ticket has a clock.
    """
    size = min(size, MOST_SHOWN)
    rows = desk.tickets().filter(desk.tab(tab), narrow or Q()).select_related(*SHOWN_WITH)
    if narrow or tab in ("mine", "appointments"):
        rows = rows.filter(pk__in=desk.near().values("pk"))
    found: list[Ticket] = []
    if after is None or after.due_at is not None:
        found = list(clocked(desk, tab, rows, after)[: size + 1])
    if unclocked and len(found) <= size:
        without = rows.filter(due_at=None)
        if after is not None and after.due_at is None:
            without = without.filter(pk__gt=after.id)
        found += list(without[: size + 1 - len(found)])
    last = found[size - 1] if len(found) > size else None
    return found[:size], Cursor(last.due_at, str(last.pk)) if last else None


def clocked(desk: Desk, tab: str, rows: QuerySet[Ticket], after: Cursor | None) -> QuerySet[Ticket]:
    """Rows with a clock. The bound of the shift is said once more plainly: it ends the walk along the index."""
    rows = rows.filter(due_at__lte=desk.shift_ends_at) if tab == "shift" else rows.filter(due_at__isnull=False)
    if after is None:
        return rows
    return rows.filter(Q(due_at__gt=after.due_at) | Q(pk__gt=after.id), due_at__gte=after.due_at)


def next_due(desk: Desk) -> datetime | None:
    """When the next clock of the estate strikes: what an empty desk says."""
    return desk.tickets().filter(due_at__gt=desk.now).values_list("due_at", flat=True).first()


def waiting(desk: Desk) -> int:
    """Prompts that wait for this person, for the figure in the rail: the same as the tab's."""
    return counts(desk)["mine"]

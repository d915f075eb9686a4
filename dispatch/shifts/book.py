"""What is on the roster already, and whether one more shift fits in: nobody twice at once, nobody on leave."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dispatch.shifts.gaps import overlap
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Leave, Shift

LONGEST = timedelta(hours=24)
MOST_STANDBY = 99


@dataclass(frozen=True)
class Wanted:
    """A shift as somebody wants it."""

    staff_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    standby_order: int = 0
    substitute_for_id: UUID | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal shifts, wanted or there."""
        return key_of(self)


def key_of(one: Any) -> tuple[Any, ...]:
    return one.staff_id, one.kind, one.starts_at, one.ends_at, one.standby_order, one.substitute_for_id


def said(one: Any, zone: Any) -> str:
    """'Day desk 12-31 20:00–08:00'."""
    begins, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    return f"{ShiftKind(one.kind).label} {begins:%m-%d %H:%M}–{ends:%H:%M}"


class Book:
    """Shifts and leaves of some people in a stretch of time, in whatever estate. Two queries."""

    def __init__(self, shifts: Iterable[Shift], leaves: Iterable[Leave], zone: Any) -> None:
        self.zone = zone
        self.shifts: dict[UUID, list[Any]] = defaultdict(list)
        self.leaves: dict[UUID, list[Leave]] = defaultdict(list)
        for shift in shifts:
            self.shifts[shift.staff_id].append(shift)
        for leave in leaves:
            self.leaves[leave.staff_id].append(leave)

    @classmethod
    def read(
        cls, zone: Any, staff_ids: Collection[UUID], first: datetime, last: datetime, *, but: Collection[Any] = ()
    ) -> "Book":
        """Of these people, between two moments; `but` are shifts that are about to go, `zone` that of the words."""
        here = {"staff_id__in": list(staff_ids), "starts_at__lt": last, "ends_at__gt": first}
        shifts = Shift.objects.filter(**here).exclude(pk__in=list(but)).order_by("starts_at")
        return cls(shifts, Leave.objects.filter(**here).order_by("starts_at"), zone)

    def clashes(self, wanted: Any) -> Iterator[Any]:
        """Shifts of the same person at the same time."""
        mine = (wanted.starts_at, wanted.ends_at)
        return (one for one in self.shifts[wanted.staff_id] if overlap(mine, (one.starts_at, one.ends_at)))

    def away(self, wanted: Any) -> Iterator[Leave]:
        mine = (wanted.starts_at, wanted.ends_at)
        return (one for one in self.leaves[wanted.staff_id] if overlap(mine, (one.starts_at, one.ends_at)))

    def problem(self, wanted: Wanted) -> str:
        """Why this shift cannot be, in words; '' when it can."""
        if wanted.ends_at - wanted.starts_at > LONGEST or wanted.ends_at <= wanted.starts_at:
            return _("A shift lasts at most 24 hours.")
        if not 0 <= wanted.standby_order <= MOST_STANDBY:
            return _("The stand-by order is a number up to {n}.").format(n=MOST_STANDBY)
        for clash in self.clashes(wanted):
            return _("is on already: {shift}").format(shift=said(clash, self.zone))
        for leave in self.away(wanted):
            return _("is on leave: {kind}").format(kind=leave.get_kind_display())
        return ""

    def add(self, wanted: Wanted) -> None:
        self.shifts[wanted.staff_id].append(wanted)

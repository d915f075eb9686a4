"""A deadline counted again by the calendar that holds now, on its own terms: an arrangement became known (R29)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from servicedesk.timers.business import calendar_for
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.levels import level_due
from servicedesk.timers.models import Timer
from servicedesk.timers.sums import facts_of

COPIED = (
    "clock_id", "kind", "level", "starts_at", "duration", "calendar", "policy_id", "policy_version", "targets",
    "promised_at", "after", "pauses",
)  # fmt: skip


def recounted(rows: Sequence[Timer], subject: Any, at: datetime, cycle: int) -> list[Timer]:
    """The waiting rows of one cycle as a new cycle; none where no time changes. Nothing becomes due before `at`."""
    calendar = calendar_for(rows[0].calendar, subject.estate)
    paused = rows[0].state == TimerState.PAUSED
    found = [Timer(**{name: getattr(row, name) for name in COPIED}) for row in rows]
    for row, old in zip(found, rows, strict=True):
        row.cycle, row.calendar_version, row.not_before = cycle, calendar.version, None if paused else at
        # What was armed before levels kept how they follow from the deadline stays where it is.
        row.due_at = level_due(calendar, facts_of(row), row.after) if row.after or row.level == BREACH else old.due_at
    breach_at = next(row.due_at for row in found if row.level == BREACH)
    for row in found:
        row.breach_at = breach_at
        if paused:
            row.state, stop = TimerState.PAUSED, facts_of(row).pauses[-1][0]
            row.paused_left = calendar.left(row.due_at, stop)
    left = [(row.due_at, row.paused_left) for row in found]
    return [] if left == [(row.due_at, row.paused_left) for row in rows] else found

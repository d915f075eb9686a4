"""Subjects' unfinished timers, read once, changed in memory, written once. Raw SQL: this is the engine's hot path.

Whoever calls holds the locks of the subjects' clocks, so nothing changes between the reading and the writing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.models import Timer

READ = """
SELECT clock_id, id, kind, level, cycle, state, starts_at, due_at, breach_at, calendar, paused_left, fired_at, met_at,
    pauses, coalesce(promised_at, CASE WHEN duration = '' THEN breach_at END)
FROM timers_timer
WHERE tenant_id = %s AND clock_id = ANY(%s::uuid[]) AND met_at IS NULL AND state IN ('pending', 'paused', 'fired')
ORDER BY due_at, id
"""
LAST_CYCLES = """
SELECT clock_id, kind, max(cycle) FROM timers_timer
WHERE tenant_id = %s AND clock_id = ANY(%s::uuid[]) AND kind = ANY(%s) GROUP BY clock_id, kind
"""
WRITE = """
UPDATE timers_timer t SET state = c.state, met_at = c.met_at, due_at = c.due_at, breach_at = c.breach_at,
    paused_left = c.paused_left, pauses = c.pauses::jsonb
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::interval[], %s::text[])
    AS c(id, state, met_at, due_at, breach_at, paused_left, pauses)
WHERE t.tenant_id = %s AND t.id = c.id
"""
COLUMNS = (
    "tenant_id", "clock_id", "kind", "level", "cycle", "state", "starts_at", "due_at", "breach_at", "duration",
    "calendar", "calendar_version", "policy_id", "policy_version", "targets", "promised_at", "after", "pauses",
    "not_before", "paused_left",
)  # fmt: skip
# Where READ has the pauses, the clock's key not counted.
PAUSES = 12
ONE = f"({', '.join(['%s'] * len(COLUMNS))})"
HEADS = """
UPDATE timers_clock t SET version = version + 1, next_due_at = c.next_due_at
FROM unnest(%s::uuid[], %s::timestamptz[]) AS c(id, next_due_at) WHERE t.tenant_id = %s AND t.id = c.id
"""


@dataclass(slots=True)
class Running:
    """One timer that has not come to its end: pending, paused, or fired and not met yet."""

    id: UUID | None
    kind: str
    level: int
    cycle: int
    state: str
    starts_at: datetime
    due_at: datetime
    breach_at: datetime
    calendar: str
    paused_left: timedelta | None = None
    fired_at: datetime | None = None
    met_at: datetime | None = None
    # [[stopped, went on or null], …], as text: read seldom, carried always.
    pauses: list[list[str | None]] = field(default_factory=list)
    promised_at: datetime | None = None
    changed: bool = False

    @property
    def waits(self) -> bool:
        return self.state in (TimerState.PENDING, TimerState.PAUSED)

    @property
    def open_breach(self) -> bool:
        return self.level == BREACH and self.met_at is None and self.state != TimerState.SUPERSEDED


def read(clock_ids: Iterable[UUID]) -> dict[UUID, list[Running]]:
    """Each clock's unfinished timers, earliest first."""
    found: dict[UUID, list[Running]] = {}
    with connection.cursor() as cursor:
        cursor.execute(READ, [require_tenant_id(), texts(clock_ids)])
        for clock_id, *row in cursor.fetchall():
            timer = Running(*row)
            timer.pauses = json.loads(row[PAUSES])
            found.setdefault(clock_id, []).append(timer)
    return found


def last_cycles(clock_ids: Iterable[UUID], kinds: Iterable[str]) -> dict[tuple[UUID, str], int]:
    """By clock and kind, the last cycle that ever ran."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_CYCLES, [require_tenant_id(), texts(clock_ids), list(kinds)])
        return {(clock_id, kind): cycle for clock_id, kind, cycle in cursor.fetchall()}


def texts(keys: Iterable[UUID]) -> list[str]:
    """For an array parameter."""
    return [str(key) for key in keys]


def write(timers: Sequence[Running]) -> None:
    """Keep those that changed: one statement."""
    changed = [timer for timer in timers if timer.changed]
    if not changed:
        return
    columns: list[list[Any]] = [
        texts(timer.id for timer in changed if timer.id),
        [str(timer.state) for timer in changed],
        [timer.met_at for timer in changed],
        [timer.due_at for timer in changed],
        [timer.breach_at for timer in changed],
        [timer.paused_left for timer in changed],
        [json.dumps(timer.pauses) for timer in changed],
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*columns, require_tenant_id()])


def insert(timers: Sequence[Timer]) -> None:
    """New rows: one statement for all levels of all cycles."""
    if not timers:
        return
    tenant_id = require_tenant_id()
    values: list[Any] = [
        value
        for timer in timers
        for value in (tenant_id, *(column(timer, name) for name in COLUMNS[1:]))
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO timers_timer ({', '.join(COLUMNS)}) VALUES {', '.join([ONE] * len(timers))}", values
        )


def column(timer: Timer, name: str) -> Any:
    return json.dumps(timer.pauses) if name == "pauses" else getattr(timer, name)


def set_heads(heads: Mapping[UUID, datetime | None]) -> None:
    """Each clock's head, and one change more."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [texts(heads), list(heads.values()), require_tenant_id()])

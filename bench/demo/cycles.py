"""Deadlines of the past: which levels had fired, which were met, as the clock would have left them (domain §7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bench.demo.ids import Ids
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.enums import BREACH, WARNING, TimerState
from servicedesk.timers.events import Breached, Escalated, TimerPayload, Warned
from servicedesk.timers.kinds import KINDS, Terms

NOTICED = timedelta(milliseconds=700)
Names = Callable[[tuple[str, ...]], list[str]]


@lru_cache(maxsize=256)
def length(iso: str) -> timedelta:
    """A plain duration, round the clock."""
    return parse(iso).delta


@dataclass
class Cycle:
    """One running of one kind. `due_at` was fixed by a promise, or follows from the terms."""

    kind: str
    starts_at: datetime
    nth: int
    urgent: bool
    fixed: datetime | None = None
    ended_at: datetime | None = None
    met: bool = False
    # Whoever held the ticket while it ran.
    assignee: str = ""

    @property
    def terms(self) -> Terms:
        return KINDS[self.kind].default(self.urgent)

    @property
    def due_at(self) -> datetime:
        return self.fixed or self.starts_at + length(self.terms.duration)

    def levels(self) -> Iterator[tuple[int, datetime, tuple[str, ...]]]:
        """(level, due, targets): the warning, the breach, the further steps."""
        terms, due_at = self.terms, self.due_at
        if terms.warn_percent:
            yield WARNING, self.starts_at + (due_at - self.starts_at) * terms.warn_percent / 100, terms.ladder[0].to
        for n, step in enumerate(terms.ladder):
            yield BREACH + n, due_at + length(step.after), step.to


@dataclass(frozen=True)
class Fired:
    """A level that fired: what the journal keeps of it."""

    at: datetime
    timer_id: str
    level: int
    payload: TimerPayload


def rows_of(cycle: Cycle, clock_id: str, ids: Ids, names: Names) -> Iterator[tuple[dict[str, Any], Fired | None]]:
    """The cycle's timers as rows, each with its firing if it fired."""
    for level, due_at, targets in cycle.levels():
        fired = cycle.ended_at is None or due_at <= cycle.ended_at
        fired_at = due_at + NOTICED if fired else None
        state = TimerState.FIRED if fired else TimerState.MET if cycle.met else TimerState.SUPERSEDED
        met_at = cycle.ended_at if cycle.met else fired_at
        timer_id = ids.text(cycle.starts_at)
        row = {
            "id": timer_id,
            "clock_id": clock_id,
            "kind": cycle.kind,
            "level": level,
            "cycle": cycle.nth,
            "state": state,
            "starts_at": cycle.starts_at,
            "due_at": due_at,
            "breach_at": cycle.due_at,
            "fired_at": fired_at,
            "met_at": met_at,
            "targets": list(targets),
            "duration": "" if cycle.fixed else cycle.terms.duration,
        }
        yield row, Fired(due_at, timer_id, level, payload(cycle.kind, level, names(targets))) if fired else None


def payload(kind: str, level: int, told: list[str]) -> TimerPayload:
    """The event of a level."""
    cls = Warned if level == WARNING else Breached if level == BREACH else Escalated
    return cls(kind, level, told)

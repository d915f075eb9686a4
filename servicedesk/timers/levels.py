"""When each level of a deadline is due, from the facts its timer keeps: one sum, that arms and explains.

start + duration (or the time promised) → pauses, in their order → not before a change of policy. Warnings lie part of
the way, the ladder's steps count from the deadline.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from servicedesk.timers.calendars.arithmetic import Calendar
from servicedesk.timers.calendars.durations import due, parse

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Facts:
    """What a due time follows from. `duration` is empty where the time was promised (`promised_at`)."""

    starts_at: datetime
    duration: str
    promised_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    not_before: datetime | None = None


def read_pauses(stored: list[list[str | None]]) -> tuple[Pause, ...]:
    """As a timer's row has them."""
    return tuple((datetime.fromisoformat(str(stop)), datetime.fromisoformat(go) if go else None) for stop, go in stored)


def first_due(calendar: Calendar, facts: Facts) -> datetime:
    """The deadline as it was before any pause or change."""
    if facts.promised_at is not None:
        return facts.promised_at
    return due(calendar, facts.starts_at, parse(facts.duration, working_days=calendar.counts_days))


def level_due(calendar: Calendar, facts: Facts, after: str = "") -> datetime:
    """When a level is due: `after` is "80%" (a warning), "" (the deadline), or how long after the deadline (PT5M).

    A pause that still goes on moves nothing yet. Raises ValueError for what cannot be read.
    """
    floor = facts.not_before
    early = [pause for pause in facts.pauses if floor is None or pause[0] < floor]
    at, missed = moved(calendar, base(calendar, facts, after), early), False
    if floor is not None:
        deadline = moved(calendar, first_due(calendar, facts), early)
        missed = deadline < floor
        at = base(calendar, replace(facts, promised_at=floor), after) if missed and is_step(after) else max(at, floor)
    return moved(calendar, at, list(facts.pauses[len(early) :]))


def base(calendar: Calendar, facts: Facts, after: str) -> datetime:
    """The level's time without pauses and changes."""
    deadline = first_due(calendar, facts)
    if after.endswith("%"):
        return calendar.part_way(facts.starts_at, deadline, int(after[:-1]) / 100)
    return due(calendar, deadline, parse(after, working_days=calendar.counts_days)) if after else deadline


def is_step(after: str) -> bool:
    return bool(after) and not after.endswith("%")


def moved(calendar: Calendar, at: datetime, pauses: list[Pause]) -> datetime:
    """`at` after these pauses: each goes on with what was left when it stopped (R31)."""
    for stop, go in pauses:
        if go is not None:
            at = calendar.resume(go, calendar.left(at, stop))
    return at

"""The sum behind a due time, line by line: what was armed, computed again from what the timer keeps (R29, R31).

"Why is this due at 14:10?": 11-21 19:30–20:00, 30 minutes · 11-22 08:00–09:30, 2 hours in all · stopped 09:00–11:00, …
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.arithmetic import Calendar, Step
from servicedesk.timers.calendars.durations import Duration, in_words, parse
from servicedesk.timers.levels import Facts, Pause, base, first_due, is_step, level_due, moved, read_pauses
from servicedesk.timers.models import Timer

MOST_LINES = 8


@dataclass(frozen=True)
class Line:
    """One line: in words, and where the sum stands after it."""

    words: str
    at: datetime


def facts_of(timer: Timer) -> Facts:
    """What the row keeps. Rows from before it was kept have the promised time in their deadline."""
    promised = timer.promised_at or (None if timer.duration else timer.breach_at)
    return Facts(timer.starts_at, timer.duration, promised, read_pauses(timer.pauses), timer.not_before)


def computed(timer: Timer, estate: Any) -> datetime:
    """When this level is due by its facts and the calendar of today."""
    return level_due(calendar_for(timer.calendar, estate), facts_of(timer), timer.after)


def lines_of(timer: Timer, estate: Any, calendar: Calendar | None = None) -> list[Line]:
    """The sum of one level, shortened in the middle; its last line is when the level is due."""
    calendar = calendar or calendar_for(timer.calendar, estate)
    found = list(whole_sum(calendar, facts_of(timer), timer.after, estate.tz))
    if found[-1].at != timer.due_at:
        words = _("as it was computed then; the calendar has changed since ({version})")
        found.append(Line(words.format(version=timer.calendar_version), timer.due_at))
    if len(found) > MOST_LINES:
        found = [*found[:3], Line("…", found[-4].at), *found[-4:]]
    return found


def whole_sum(calendar: Calendar, facts: Facts, after: str, zone: Any) -> Iterator[Line]:
    """As `level_due` adds up."""
    floor = facts.not_before
    early = [pause for pause in facts.pauses if floor is None or pause[0] < floor]
    deadline = first_due(calendar, facts)
    yield from to_the_deadline(calendar, facts, deadline, zone)
    late = floor is not None and moved(calendar, deadline, early) < floor
    at = deadline
    if after and not (late and is_step(after)):
        at = base(calendar, facts, after)
        yield Line(after_words(after, calendar), at)
    yield from stops(calendar, at, early, zone)
    at = moved(calendar, at, early)
    if floor is not None and (late or at < floor):
        at = floor
        yield Line(_("not before the time limit was changed"), floor)
        if late and is_step(after):
            at = base(calendar, Facts(facts.starts_at, "", floor), after)
            yield Line(after_words(after, calendar), at)
    yield from stops(calendar, at, list(facts.pauses[len(early) :]), zone)


def to_the_deadline(calendar: Calendar, facts: Facts, deadline: datetime, zone: Any) -> Iterator[Line]:
    """The open stretches that were counted; a promise, or a fixed time of day, stands for itself."""
    steps = [] if facts.promised_at is not None else calendar.steps(facts.starts_at, deadline)
    for step in steps:
        yield Line(step_words(step, zone), step.end)
    if facts.promised_at is not None:
        yield Line(_("promised"), deadline)
    elif not steps or steps[-1].end != deadline:
        yield Line(in_words(parse(facts.duration, working_days=calendar.counts_days)), deadline)


def step_words(step: Step, zone: Any) -> str:
    """11-20 19:30–20:00, 30 minutes in all (11-21, 11-22 closed)."""
    closed = ", ".join(f"{day:%m-%d}" for day in step.closed_before)
    words = _("{day} {start}–{end}, {total} in all").format(
        day=f"{step.day:%m-%d}", start=hm(step.start, zone), end=hm(step.end, zone), total=length(step.total)
    )
    return f"{words} " + _("({days} closed)").format(days=closed) if closed else words


def stops(calendar: Calendar, at: datetime, pauses: list[Pause], zone: Any) -> Iterator[Line]:
    """Each pause with what was left."""
    for stop, go in pauses:
        left = length(calendar.left(at, stop))
        if go is None:
            yield Line(_("stopped since {stop}, {left} left").format(stop=stamp(stop, zone), left=left), at)
            continue
        at = moved(calendar, at, [(stop, go)])
        words = _("stopped {stop} – {go}, then the {left} that were left")
        yield Line(words.format(stop=stamp(stop, zone), go=stamp(go, zone), left=left), at)


def after_words(after: str, calendar: Calendar) -> str:
    if after.endswith("%"):
        return _("{n} of the time").format(n=after)
    return _("{time} after the deadline").format(time=in_words(parse(after, working_days=calendar.counts_days)))


def length(span: timedelta) -> str:
    return in_words(Duration(timedelta(seconds=int(span.total_seconds()))))


def hm(at: datetime, zone: Any) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def stamp(at: datetime, zone: Any) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"

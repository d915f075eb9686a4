"""Why a clock is due just then: from when, on which calendar, by which rule, what stops it, who hears next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.arithmetic import Step
from servicedesk.timers.calendars.durations import in_words, parse
from servicedesk.timers.enums import BREACH, WARNING, CalendarName, TimerState
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.levels import Pause, read_pauses
from servicedesk.timers.models import Timer
from servicedesk.timers.sums import Line, lines_of

GONE = (TimerState.SUPERSEDED, TimerState.DEAD)


@dataclass(frozen=True)
class Level:
    """One step of the ladder, fired or still to come."""

    number: int
    due_at: datetime
    targets: tuple[str, ...]
    pending: bool


@dataclass(frozen=True)
class Explained:
    """One cycle of one deadline, with everything that a person may ask about it."""

    kind: str
    starts_at: datetime
    due_at: datetime
    state: str
    calendar: str
    duration: str
    policy_version: int
    policy_of: str
    levels: list[Level] = field(default_factory=list)
    met_at: datetime | None = None
    left: timedelta | None = None
    # The deadline's own row: the sum is made from what it keeps.
    row: Timer | None = None

    def sum(self, estate: Any) -> list[Line]:
        """Why it is due just then, line by line."""
        return lines_of(self.row, estate) if self.row is not None else []

    @property
    def stops(self) -> list[Pause]:
        """Each time it stood still."""
        return list(read_pauses(self.row.pauses)) if self.row is not None else []

    @property
    def label(self) -> Any:
        return KINDS[self.kind].label if self.kind in KINDS else self.kind

    @property
    def running(self) -> bool:
        return self.met_at is None

    @property
    def paused(self) -> bool:
        return self.running and self.left is not None

    @property
    def warn_at(self) -> datetime | None:
        return next((level.due_at for level in self.levels if level.number == WARNING), None)

    @property
    def to_come(self) -> list[Level]:
        """Levels that have not fired, earliest first."""
        return [level for level in self.levels if level.pending] if self.running else []

    def length(self) -> str:
        """How long it was given: 10 minutes; a promised time has no length of its own."""
        if not self.duration:
            return ""
        return in_words(parse(self.duration, working_days=self.calendar == CalendarName.WORKING_DAYS))

    def rule_words(self) -> str:
        """Which rule gave the length, and in which version."""
        if not self.duration:
            return _("a promised time")
        if not self.policy_version:
            return _("the trade's default, {length}").format(length=self.length())
        return _("{whose}, version {n}, {length}").format(
            whose=self.policy_of, n=self.policy_version, length=self.length()
        )


def explain(subject: Any) -> list[Explained]:
    """The latest cycle of each of the subject's clocks: running ones by due time, then those that are met."""
    cycles: dict[tuple[str, int], list[Timer]] = {}
    rows = Timer.objects.filter(clock_id=subject.pk).select_related("policy__estate").order_by("kind", "cycle", "level")
    for timer in rows:
        cycles.setdefault((timer.kind, timer.cycle), []).append(timer)
    latest = dict(cycles.keys())  # the rows come cycle by cycle, so the last one stays
    found = [one_cycle(timers) for key, timers in cycles.items() if latest[key[0]] == key[1] and shown(timers)]
    return sorted(found, key=lambda one: (not one.running, one.due_at))


def shown(timers: list[Timer]) -> bool:
    """A cycle whose reason has gone before it was met or broken says nothing to anybody."""
    breach = next((timer for timer in timers if timer.is_breach), None)
    return breach is not None and breach.state not in GONE


def one_cycle(timers: list[Timer]) -> Explained:
    breach = next(timer for timer in timers if timer.is_breach)
    return Explained(
        kind=breach.kind, starts_at=breach.starts_at, due_at=breach.due_at, state=breach.state,
        calendar=breach.calendar, duration=breach.duration, policy_version=breach.policy_version,
        policy_of=whose(breach), met_at=breach.met_at, left=breach.paused_left, row=breach,
        levels=[
            Level(one.level, one.due_at, tuple(one.targets), one.state in (TimerState.PENDING, TimerState.PAUSED))
            for one in timers
        ],
    )  # fmt: skip


def whose(timer: Timer) -> str:
    """For whom the policy was written: the company, one estate."""
    if timer.policy is None:
        return ""
    return timer.policy.estate.name if timer.policy.estate else _("the whole company")


def calendar_words(subject: Any, clock: Explained) -> str:
    """The calendar it counts on, and the sum where it is not simply the clock on the wall."""
    if clock.calendar == CalendarName.ROUND_THE_CLOCK:
        return _("round the clock, every day")
    label = str(CalendarName(clock.calendar).label)
    steps = calendar_for(clock.calendar, subject.estate).steps(clock.starts_at, clock.due_at)
    return f"{label}: {sum_words(steps, subject.estate.tz)}" if steps else label


def sum_words(steps: Iterable[Step], zone: Any) -> str:
    """11-20 19:30–20:00, 11-23 08:00–09:30 (11-21, 11-22 closed)."""
    parts = []
    for step in steps:
        start, end = step.start.astimezone(zone), step.end.astimezone(zone)
        closed = closed_words(step.closed_before)
        parts.append(f"{step.day:%m-%d} {start:%H:%M}–{end:%H:%M}{closed}")
    if len(parts) > 4:
        parts = [*parts[:2], "…", parts[-1]]
    return ", ".join(parts)


def closed_words(days: tuple[date, ...]) -> str:
    return " " + _("({days} closed)").format(days=", ".join(f"{day:%m-%d}" for day in days)) if days else ""


def next_levels(clocks: list[Explained]) -> list[tuple[Explained, Level]]:
    """What will happen, latest first: every breach and further step that has not fired."""
    running = [clock for clock in clocks if not clock.paused]
    coming = [(clock, level) for clock in running for level in clock.to_come if level.number >= BREACH]
    return sorted(coming, key=lambda pair: pair[1].due_at, reverse=True)

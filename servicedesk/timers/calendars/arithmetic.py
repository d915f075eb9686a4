"""Adding and measuring time on a business calendar: the sums behind every due time (R29, R31, R32).

All instants are aware; results are UTC. Adding finds the *earliest* instant by which the wanted calendar time has
passed: work that ends exactly at closing is due at closing, not at the next opening. That choice makes pauses exact:
what is left, added again at the same instant, gives the same due time.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .holidays import WorkingDays
from .hours import DAY, DayHours, first_instant
from .rules import WHOLE_DAY, DayRule, EveryDay, OnWorkingDays

ZERO = timedelta(0)
# Two years without an open minute is a mistake in the hours, not a long holiday.
LONGEST_CLOSURE = 2 * 366


class NeverOpen(ValueError):
    """The calendar has no open time within two years of where it was asked."""


@dataclass(frozen=True)
class Step:
    """One line of the sum behind a due time: an open stretch, what it gave, and the total so far.

    `closed_before` are the wholly closed days passed over since the step before.
    """

    day: date
    start: datetime
    end: datetime
    used: timedelta
    total: timedelta
    closed_before: tuple[date, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """Open hours per local day in one zone. `version` changes whenever any due time could.

    `counts_days` says that a policy's days are meant as working days (P3D: three of them), not as 24 hours each.
    """

    zone: ZoneInfo
    name: str
    version: str
    rule: DayRule
    counts_days: bool = False

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The earliest instant by which `duration` of open time has passed since `start`; zero gives `start` itself.

        Raises ValueError for a negative or unrepresentable duration or a naive `start`, NeverOpen without open time.
        """
        at = _utc(start)
        if duration < ZERO:
            raise ValueError(f"A duration cannot be negative: {duration}")
        if duration == ZERO:
            return at
        try:
            return at + duration if self.rule.always_open else self._consume(at, duration)
        except OverflowError:
            raise ValueError(f"A due time {duration} after {at} is out of range") from None

    def _consume(self, at: datetime, left: timedelta) -> datetime:
        stretches = self._open_from(at)
        while True:
            _, opens, closes = next(stretches)
            if closes - opens >= left:
                return opens + left
            left -= closes - opens

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from `a` to `b`; negative when `b` is earlier."""
        start, end = _utc(a), _utc(b)
        if end < start:
            return -self.between(end, start)
        if self.rule.always_open:
            return end - start
        return sum((closes - opens for _, opens, closes in self._open_until(start, end)), ZERO)

    def left(self, due: datetime, at: datetime) -> timedelta:
        """Open time left until `due` when the clock is stopped `at`; zero once it has passed (R31)."""
        return max(self.between(at, due), ZERO)

    def resume(self, at: datetime, left: timedelta) -> datetime:
        """The new due time when a stopped clock goes on `at` with what was left (R31)."""
        return self.add(at, left)

    def part_way(self, start: datetime, due: datetime, share: float) -> datetime:
        """The instant at which `share` (0 to 1) of the open time from `start` to `due` is used up: warnings (R32)."""
        if not 0 <= share <= 1:
            raise ValueError(f"A share lies between 0 and 1, not {share}")
        return self.add(start, self.left(due, start) * share)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in open hours; the opening instant does, the closing instant does not."""
        try:
            return self.next_open(at) == _utc(at)
        except NeverOpen:
            return False

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when open, else the next opening. Raises NeverOpen."""
        return next(opens for _, opens, _ in self._open_from(_utc(at)))

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """Closing time of the n-th open day after the local day of `start`, whether that day was open or not.

        Raises ValueError for n < 1, NeverOpen.
        """
        if n < 1:
            raise ValueError(f"At least one working day is needed, not {n}")
        day = self._local(start)
        for _ in range(n):
            day = self._open_day_after(day)
        return self._closes(day)

    def end_of_day(self, start: datetime) -> datetime:
        """The first closing of a day after `start`: today's, or the next open day's once today's has passed.

        Round the clock it is midnight; with hours over midnight, the morning on which the running shift ends.
        """
        at = _utc(start)
        day = self._local(at) - 2 * DAY
        while True:
            day = self._open_day_after(day)
            if self._closes(day) > at:
                return self._closes(day)

    def next_day_at(self, start: datetime, at: time) -> datetime:
        """Wall-clock time `at` on the next open day after the local day of `start`, even outside its hours (R26)."""
        return first_instant(datetime.combine(self._open_day_after(self._local(start)), at), self.zone)

    def explain(self, start: datetime, duration: timedelta) -> list[Step]:
        """The steps of `add(start, duration)`: the last ends at the due time with `total == duration`."""
        return self.steps(start, self.add(start, duration))

    def steps(self, start: datetime, due: datetime) -> list[Step]:
        """Each open stretch from `start` to `due` with the running total; for any due time, also a fixed one."""
        at, end = _utc(start), _utc(due)
        if self.rule.always_open:
            return [Step(self._local(at), at, end, end - at, end - at)] if end > at else []
        found: list[Step] = []
        total, last = ZERO, self._local(at) - DAY
        for day, opens, closes in self._open_until(at, end):
            total += closes - opens
            closed = tuple(d for d in _days(last + DAY, day) if not self.rule.hours(d))
            found.append(Step(day, opens, closes, closes - opens, total, closed))
            last = day
        return found

    def _local(self, at: datetime) -> date:
        return _utc(at).astimezone(self.zone).date()

    def _closes(self, day: date) -> datetime:
        return max(closes for _, closes in self.rule.hours(day).instants(day, self.zone))

    def _open_day_after(self, day: date) -> date:
        for later in _days(day + DAY, day + LONGEST_CLOSURE * DAY):
            if any(self.rule.hours(later).instants(later, self.zone)):
                return later
        raise NeverOpen(f"Calendar {self.name} has no open day within two years after {day}")

    def _open_from(self, at: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Open stretches after `at`, in order and without overlap, the first cut at `at`. Never ends."""
        reached = at
        # Hours over midnight reach into today from the day before.
        day = self._local(at) - DAY
        closed_since = day
        while True:
            for opens, closes in self.rule.hours(day).instants(day, self.zone):
                if closes > reached:
                    yield day, max(opens, reached), closes
                    reached, closed_since = closes, day
            if (day - closed_since).days > LONGEST_CLOSURE:
                raise NeverOpen(f"Calendar {self.name} has no open time within two years after {closed_since}")
            day += DAY

    def _open_until(self, at: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """The same up to `end`, the last cut there. A closed calendar simply yields nothing."""
        reached, last = at, self._local(end)
        for day in _days(self._local(at) - DAY, last + DAY):
            for opens, closes in self.rule.hours(day).instants(day, self.zone):
                opens, closes = max(opens, reached), min(closes, end)
                if closes > opens:
                    yield day, opens, closes
                    reached = closes


def _utc(at: datetime) -> datetime:
    # Python compares and subtracts by wall clock within one zone, which is wrong over a change of clocks.
    if at.tzinfo is None:
        raise ValueError(f"A time without a zone cannot be computed with: {at}")
    return at.astimezone(UTC)


def _days(first: date, end: date) -> Iterator[date]:
    return (first + n * DAY for n in range((end - first).days))


def round_the_clock(zone: ZoneInfo) -> Calendar:
    """Every minute counts."""
    return Calendar(zone, "round_the_clock", f"round.{_digest(zone)}", EveryDay(WHOLE_DAY))


def desk_hours(zone: ZoneInfo, hours: Iterable[tuple[str, str]] = (("08:00", "20:00"),)) -> Calendar:
    """The same hours every day, also over midnight. Raises ValueError for hours that make no sense."""
    daily = DayHours.parse(hours)
    return Calendar(zone, "desk_hours", f"desk.{_digest(zone, daily)}", EveryDay(daily))


def working_days(
    zone: ZoneInfo,
    hours: Iterable[tuple[str, str]] = (("08:30", "12:00"), ("13:30", "17:30")),
    *,
    days: WorkingDays,
) -> Calendar:
    """These hours on the working days of `days` only. Raises ValueError for hours that make no sense."""
    daily = DayHours.parse(hours)
    version = f"working.{days.version}.{_digest(zone, daily)}"
    return Calendar(zone, "working_days", version, OnWorkingDays(daily, days), counts_days=True)


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:8]

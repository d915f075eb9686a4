"""When somebody may be called, and when to try next: pure sums over times of day (R27).

A day has three parts, because who is not at home in the morning may be so in the evening.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

from servicedesk.timers.calendars.hours import DAY, DayHours, first_instant

MORNING, AFTERNOON, EVENING = "morning", "afternoon", "evening"
# Where one part ends and the next begins.
BORDERS = (time(0), time(12), time(18))
# Hours that leave no minute on any of these days are refused when they are written.
DAYS_AHEAD = 9
# Why just then.
NOW, OPENING, WISH, BEST, ANOTHER_PART = "now", "opening", "wish", "best", "another_part"


@dataclass(frozen=True)
class Rhythm:
    """When calling is permitted in a zone, and how many tries over how many days there are to be."""

    zone: ZoneInfo
    hours: tuple[str, ...]
    tries: int = 3
    days: int = 3

    @property
    def a_day(self) -> int:
        """Tries on one day at most."""
        return ceil(self.tries / self.days)


@dataclass(frozen=True)
class Stretch:
    """A permitted stretch inside one part of a day."""

    part: str
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Proposal:
    """When to call, in which part of the day, and why then."""

    at: datetime
    part: str
    why: str


def read(hours: Sequence[str]) -> DayHours:
    """Hours such as ["09:00-12:00", "14:00-20:00"]. Raises ValueError with what is wrong."""
    pairs = [tuple(piece.strip() for piece in span.split("-", 1)) for span in hours]
    return DayHours.parse((pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs)


def part_of(at: datetime, zone: ZoneInfo) -> str:
    """The part of the local day in which this moment lies."""
    local = at.astimezone(zone).time()
    return MORNING if local < BORDERS[1] else AFTERNOON if local < BORDERS[2] else EVENING


def stretches(hours: Sequence[str], zone: ZoneInfo, since: datetime) -> Iterator[Stretch]:
    """The permitted stretches from `since` on, cut where a part of the day ends; the first begins at `since`."""
    daily, first = read(hours), since.astimezone(zone).date()
    for n in range(-1, DAYS_AHEAD):
        for opens, closes in daily.instants(first + n * DAY, zone):
            for start, end in cut(opens, closes, zone):
                if end > since:
                    yield Stretch(part_of(start, zone), max(start, since), end)


def cut(opens: datetime, closes: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """A stretch in pieces that each lie in one part of a day."""
    day = opens.astimezone(zone).date()
    borders = [first_instant(datetime.combine(day + n * DAY, at), zone) for n in range(3) for at in BORDERS]
    points = [opens, *(border for border in borders if opens < border < closes), closes]
    return pairwise(points)


def permitted(hours: Sequence[str], zone: ZoneInfo, at: datetime) -> bool:
    """Whether one may call now; the first minute of a stretch belongs to it, the last does not."""
    return next_permitted(hours, zone, at) == at


def next_permitted(hours: Sequence[str], zone: ZoneInfo, at: datetime) -> datetime:
    """Now, or when the next stretch opens."""
    return min(stretch.opens for stretch in stretches(hours, zone, at))


def span_of(hours: Sequence[str], zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """From the first permitted minute of a day to its last."""
    pieces = list(read(hours).instants(day, zone))
    return min(opens for opens, _closes in pieces), max(closes for _opens, closes in pieces)


def propose(
    rhythm: Rhythm,
    now: datetime,
    missed: Sequence[datetime] = (),
    *,
    wish: str = "",
    best: str = "",
    due: datetime | None = None,
) -> Proposal:
    """When to call next (R27): as he wishes; else in a part of the day that was tried less, `best` before others.

    So many tries a day that they take `days` days. Waiting for the best part must not cost the deadline `due`.
    """
    start = now if tried_today(rhythm, now, missed) < rhythm.a_day else tomorrow(now, rhythm.zone)
    found = list(stretches([wish] if wish else rhythm.hours, rhythm.zone, start))
    day = found[0].opens.astimezone(rhythm.zone).date()
    today = [one for one in found if one.opens.astimezone(rhythm.zone).date() == day]
    tried = Counter(part_of(at, rhythm.zone) for at in missed)
    hurried = due is not None and not missed
    open_to_us = [one for one in today if not hurried or one is today[0] or one.opens < due]  # type: ignore[operator]
    chosen = min(open_to_us, key=lambda one: (tried[one.part], bool(best) and one.part != best, one.opens))
    return Proposal(chosen.opens, chosen.part, why(chosen, today[0], now, wish, best, tried))


def why(chosen: Stretch, first: Stretch, now: datetime, wish: str, best: str, tried: Counter[str]) -> str:
    """What the list says beside the time."""
    if wish:
        return WISH
    if best and chosen.part == best and chosen is not first:
        return BEST
    if tried and not tried[chosen.part]:
        return ANOTHER_PART
    return NOW if chosen.opens == now else OPENING


def tried_today(rhythm: Rhythm, now: datetime, missed: Sequence[datetime]) -> int:
    today = now.astimezone(rhythm.zone).date()
    return sum(at.astimezone(rhythm.zone).date() == today for at in missed)


def tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    """Midnight after the local day of `now`."""
    return first_instant(datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(0)), zone)


def best_part(reached: Sequence[datetime], zone: ZoneInfo) -> str:
    """The part of the day in which he was reached most often, the latest first among equals; '' without any."""
    counted = Counter(part_of(at, zone) for at in sorted(reached, reverse=True))
    return counted.most_common(1)[0][0] if counted else ""

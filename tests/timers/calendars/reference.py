"""The slow, obvious calendar: a list of minutes, each open or closed, read off the clock on the wall."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from servicedesk.timers.calendars.hours import DayHours

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LENGTH = 24


@lru_cache(maxsize=16)
def _walls(zone: ZoneInfo, first: date) -> tuple[datetime, dict[datetime, int]]:
    begin = datetime.combine(first, time(0), zone).astimezone(UTC)
    seen: dict[datetime, int] = {}
    for minute in range((LENGTH + 2) * 1440):
        seen.setdefault((begin + minute * MINUTE).astimezone(zone).replace(tzinfo=None), minute)
    return begin, seen


class Reference:
    """`LENGTH` days from `first` on, minute by minute."""

    def __init__(self, zone: ZoneInfo, first: date, hours: Callable[[date], DayHours]) -> None:
        self.begin, self.seen = _walls(zone, first)
        self.open = bytearray((LENGTH + 2) * 1440)
        for day in (first + n * DAY for n in range(LENGTH)):
            for start, end in hours(day).pieces:
                close_day = day if end > start else day + DAY
                for minute in range(self._at(day, start), self._at(close_day, end)):
                    self.open[minute] = 1

    def _at(self, day: date, wall: time) -> int:
        moment = datetime.combine(day, wall)
        while moment not in self.seen:
            moment += MINUTE
        return self.seen[moment]

    def instant(self, minute: int) -> datetime:
        return self.begin + minute * MINUTE

    def add(self, minute: int, wanted: int) -> int:
        while wanted:
            wanted -= self.open[minute]
            minute += 1
        return minute

    def between(self, a: int, b: int) -> int:
        return sum(self.open[a:b])

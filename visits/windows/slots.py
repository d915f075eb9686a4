"""The windows that are offered: all of one length, inside the estate's desk hours, on the days ahead. Pure sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = 4


@dataclass(frozen=True)
class Slot:
    """One window, in the estate's zone."""

    starts_at: datetime
    ends_at: datetime

    @property
    def value(self) -> str:
        return self.starts_at.isoformat(timespec="minutes")

    @property
    def hours(self) -> str:
        """14:00–16:00."""
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


def slots(
    now: datetime, desk_hours: Sequence[str], zone: ZoneInfo, length: timedelta, notice: timedelta, days: int = DAYS
) -> list[Slot]:
    """What can be chosen now, earliest first."""
    local = now.astimezone(zone)
    found = []
    for day in range(days):
        date = (local + timedelta(days=day)).date()
        for stretch in desk_hours:
            opens, closes = (datetime.combine(date, clock(text), zone) for text in stretch.split("-"))
            found += [slot for slot in cut(opens, closes, length) if slot.starts_at >= local + notice]
    return found


def clock(text: str) -> time:
    """08:00; an estate that is open round the clock ends at 24:00, the last minute of the day."""
    return time(23, 59) if text.strip() == "24:00" else time.fromisoformat(text.strip())


def cut(opens: datetime, closes: datetime, length: timedelta) -> list[Slot]:
    """A stretch of desk hours in pieces; what is left at the end belongs to the last."""
    found, at = [], opens
    while at + length <= closes:
        found.append(Slot(at, at + length))
        at += length
    if not found and closes > opens:
        return [Slot(opens, closes)]
    if found and closes > at:
        found[-1] = Slot(found[-1].starts_at, closes)
    return found

"""Which hours a day has: the same every day, or only on working days (R29)."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from .holidays import WorkingDays
from .hours import MIDNIGHT, DayHours

WHOLE_DAY = DayHours(((MIDNIGHT, MIDNIGHT),))
CLOSED = DayHours()


class DayRule(Protocol):
    """Which hours a local day has. `name` says why a day is special, or is empty."""

    @property
    def always_open(self) -> bool: ...
    def hours(self, day: date) -> DayHours: ...
    def name(self, day: date) -> str: ...


@dataclass(frozen=True)
class EveryDay:
    """The same hours on every day of the year."""

    daily: DayHours

    @property
    def always_open(self) -> bool:
        return self.daily == WHOLE_DAY

    def hours(self, day: date) -> DayHours:
        return self.daily

    def name(self, day: date) -> str:
        return ""


@dataclass(frozen=True)
class OnWorkingDays:
    """These hours on working days, closed on all others."""

    daily: DayHours
    days: WorkingDays
    always_open: bool = False

    def hours(self, day: date) -> DayHours:
        return self.daily if self.days.is_working(day) else CLOSED

    def name(self, day: date) -> str:
        return self.days.name(day)

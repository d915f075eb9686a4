"""Working days in China: the published arrangement where there is one, the law's fixed holidays where not (R29)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Protocol

from .sources import OFFICIAL, REGION, DayRow, KnownDay, load_years, official_year, published_years, statutory_holidays

__all__ = [
    "Arrangement",
    "ChineseDays",
    "DayRow",
    "KnownDay",
    "WorkingDays",
    "load_years",
    "official_year",
    "unofficial_within",
]

# No ticket is older, and the sources need a while for twenty years.
FIRST_YEAR = 2020


class WorkingDays(Protocol):
    """Which days are worked in a region, and how sure that is."""

    @property
    def version(self) -> str: ...
    def is_working(self, day: date) -> bool: ...
    def is_official(self, day: date) -> bool: ...
    def name(self, day: date) -> str: ...


@dataclass(frozen=True, eq=False)
class Arrangement:
    """What is known of single days, and from which source. `version` changes with any day's answer or a new year."""

    days: Mapping[date, KnownDay]

    def is_official(self, day: date) -> bool:
        """Whether a published arrangement covers `day`, undisputed."""
        return day in self.days and self.days[day].source.startswith(OFFICIAL)

    @cached_property
    def last_year(self) -> str:
        return str(max((day.year for day in self.days if self.is_official(day)), default="unofficial"))

    @cached_property
    def digest(self) -> str:
        return _digest(sorted((day.isoformat(), known.is_working) for day, known in self.days.items()))


class ChineseDays:
    """Chinese working days by an arrangement; every day it does not cover follows the fallback.

    The fallback is Monday to Friday without the statutory holidays, and has no make-up days. `overrides` win over
    all (a company that works, or closes, on a day of its own); an overridden day is as official as it was before.
    """

    def __init__(self, arrangement: Arrangement, overrides: Mapping[date, bool] | None = None) -> None:
        self._arrangement = arrangement
        self._overrides = overrides or {}

    @classmethod
    def published(cls, overrides: Mapping[date, bool] | None = None) -> "ChineseDays":
        """The published years since 2020, straight from the libraries; read once per process, then free."""
        return cls(_published(), overrides)

    @classmethod
    def from_rows(cls, rows: Iterable["Row"], overrides: Mapping[date, bool] | None = None) -> "ChineseDays":
        """From a table of whole years; a source that begins with "official" is one."""
        days = {row.date: KnownDay(row.working, row.name, row.source) for row in rows}
        return cls(Arrangement(days), overrides)

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked, weekends made up for included."""
        if day in self._overrides:
            return self._overrides[day]
        if known := self._arrangement.days.get(day):
            return known.is_working
        return day.weekday() < 5 and day not in statutory_holidays(day.year)

    def is_official(self, day: date) -> bool:
        """Whether a published arrangement covers `day`, undisputed."""
        return self._arrangement.is_official(day)

    def name(self, day: date) -> str:
        """Why `day` is special, as an English message id, or "" for an ordinary day."""
        if self._overrides.get(day):
            return ""  # a company that works on a holiday has no holiday to name as the reason
        known = self._arrangement.days.get(day)
        return known.name if known else statutory_holidays(day.year).get(day, "")

    @cached_property
    def version(self) -> str:
        """Changes with any day's answer and whenever a new year is known, e.g. "CN-2026.5f0c81aa"."""
        known = self._arrangement
        changed = sorted((day.isoformat(), working) for day, working in self._overrides.items())
        return f"{REGION}-{known.last_year}.{_digest([known.digest, changed]) if changed else known.digest}"


class Row(Protocol):
    """What is read of a row: the table's model has these fields, and so has DayRow."""

    @property
    def date(self) -> date: ...
    @property
    def working(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...


def unofficial_within(days: int, today: date, of: WorkingDays) -> int:
    """How many of the next `days` days, today included, rest on no official source; 0 is well (R29)."""
    return sum(not of.is_official(today + timedelta(n)) for n in range(days))


@lru_cache(maxsize=1)
def _published() -> Arrangement:
    years = (official_year(year) or {} for year in published_years() if year >= FIRST_YEAR)
    return Arrangement({day: known for days in years for day, known in days.items()})


def _digest(facts: list[Any]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]

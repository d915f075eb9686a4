"""Where the Chinese working days come from: the published arrangements in two libraries, checked against each other.

One library raises for a year it does not know, the other silently leaves out the make-up days; so the first says
whether a year is published, and the second must agree with it, or the day counts as disputed (R29).
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import chinese_calendar
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from holidays import HolidayBase

REGION = "CN"
OFFICIAL = "official"
DISPUTED = "disputed"
SOURCE = f"chinesecalendar {version('chinesecalendar')}"
MAKE_UP = gettext_noop("Make-up working day")

# The libraries' wordings of one holiday, by what they have in common, and ours.
NAMES = {
    "New Year's": gettext_noop("New Year's Day"),
    "Spring": gettext_noop("Spring Festival"),
    "Tomb": gettext_noop("Tomb-sweeping Day"),
    "Labo": gettext_noop("Labour Day"),
    "Dragon": gettext_noop("Dragon Boat Festival"),
    "Mid-": gettext_noop("Mid-autumn Festival"),
    "National": gettext_noop("National Day"),
    "Anti-Fascist": gettext_noop("Victory Day"),
}

# A Saturday worked for the New Year's holiday of 2006, which chinesecalendar files under no year.
CORRECTIONS = {date(2005, 12, 31): True}


class KnownDay(NamedTuple):
    """What a source says of one day. Names are English message ids; an ordinary day has none."""

    is_working: bool
    name: str
    source: str


class DayRow(NamedTuple):
    """One row of the calendar table."""

    region: str
    date: date
    working: bool
    name: str
    source: str


@lru_cache(maxsize=64)
def official_year(year: int) -> dict[date, KnownDay] | None:
    """Every day of a year whose arrangement is published, or None. Callers must not change the result."""
    if not _published(year):
        return None
    other = _second_source(year)
    return {day: _known(day, other) for day in _days_of(year)}


def published_years() -> list[int]:
    """The years an official arrangement is known for, in order."""
    candidates = {day.year for day in chinese_calendar.holidays}
    return sorted(year for year in candidates if _published(year))


def load_years(region: str, years: Iterable[int]) -> list[DayRow]:
    """Rows for the calendar table: every day of the published ones among `years`. Raises ValueError for a region."""
    if region != REGION:
        raise ValueError(f"No source of working days for region “{region}”, only for {REGION}")
    found = (official_year(year) or {} for year in sorted(set(years)))
    return [DayRow(region, day, *known) for days in found for day, known in days.items()]


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> dict[date, str]:
    """The holidays the law itself fixes, with the days given back for weekends; for an unpublished year."""
    return {day: _our_name(name) for day, name in _second_source(year).items()}


def _second_source(year: int) -> "HolidayBase":
    # It brings the calendars of all the world: the dearest module there is, and few processes count working days.
    from holidays import country_holidays

    return country_holidays("CN", years=year, language="en_US")


def _published(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except (NotImplementedError, ValueError):
        return False
    return True


def _known(day: date, other: "HolidayBase") -> KnownDay:
    _, holiday = chinese_calendar.get_holiday_detail(day)
    working = CORRECTIONS.get(day, chinese_calendar.is_workday(day))
    standing = OFFICIAL if working == other.is_working_day(day) else DISPUTED
    return KnownDay(working, _name(day, working, holiday), f"{standing}:{SOURCE}")


def _name(day: date, working: bool, holiday: str | None) -> str:
    if working:
        return MAKE_UP if day.weekday() >= 5 else ""
    return _our_name(holiday or "")


def _our_name(theirs: str) -> str:
    # “Chinese New Year” is the Spring Festival, and must not be read as New Year's Day.
    theirs = re.sub("Chinese New Year.*", "Spring", theirs)
    return next((ours for mark, ours in NAMES.items() if mark in theirs), theirs)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]

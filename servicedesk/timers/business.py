"""The calendar a timer counts on: an estate's hours and zone, the country's working days, a tenant's own (R29)."""

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.timers.calendars.arithmetic import Calendar, desk_hours, round_the_clock, working_days
from servicedesk.timers.calendars.holidays import ChineseDays
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.models import CalendarDay

# Office hours on working days; a company's own hours come with the settings of later versions.
OFFICE_HOURS = [("08:30", "12:00"), ("13:30", "17:30")]


@lru_cache(maxsize=1)
def published_days() -> ChineseDays:
    """The official arrangement, read once per process."""
    return ChineseDays.published()


def company_days() -> ChineseDays:
    """The country's working days with the company's own word about some of them."""
    overrides = dict(CalendarDay.objects.values_list("day", "working"))
    return ChineseDays.published(overrides) if overrides else published_days()


def calendar_for(name: str, estate: Any) -> Calendar:
    """The calendar called `name` for an estate (its zone, its desk hours). Raises ValueError for an unknown name."""
    zone = ZoneInfo(estate.zone)
    if name == CalendarName.ROUND_THE_CLOCK:
        return round_the_clock(zone)
    if name == CalendarName.DESK_HOURS:
        return desk_hours(zone, [tuple(span.split("-")) for span in estate.desk_hours])
    if name == CalendarName.WORKING_DAYS:
        return working_days(zone, OFFICE_HOURS, days=company_days())
    raise ValueError(f"There is no calendar called {name}.")

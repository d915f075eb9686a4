"""How long a policy gives: an ISO 8601 duration, a number of working days, or a fixed moment (R26, R29).

Text forms, all of them stored in policies:
    PT30M  PT2S  PT1H30M  P1DT12H    elapsed calendar time, a day being 24 hours of it
    P3D                              on a calendar that counts days: three working days, due as the third one closes
    end-of-day                       when the day closes
    next-day@12:00                   at that time of the next open day
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from .arithmetic import ZERO, Calendar, Step
from .hours import wall_time

LONGEST = timedelta(days=1000)
END_OF_DAY = "end-of-day"
NEXT_DAY = "next-day@"
# At most eight digits: a thousand days in seconds, and no number large enough to overflow.
NUMBER = "[0-9]{1,8}"
ISO = re.compile(
    rf"P(?:(?P<days>{NUMBER})D)?"
    rf"(?P<clock>T(?:(?P<hours>{NUMBER})H)?(?:(?P<minutes>{NUMBER})M)?(?:(?P<seconds>{NUMBER})S)?)?"
)


@dataclass(frozen=True)
class Duration:
    """Exactly one of: elapsed time `delta`, `working_days`, `at` on the next day, or `end_of_day`. Else ValueError."""

    delta: timedelta = ZERO
    working_days: int = 0
    at: time | None = None
    end_of_day: bool = False

    def __post_init__(self) -> None:
        if sum([self.delta != ZERO, self.working_days != 0, self.at is not None, self.end_of_day]) > 1:
            raise ValueError(f"A duration is elapsed time, working days or a fixed moment, not several: {self!r}")
        if self.delta < ZERO or self.working_days < 0:
            raise ValueError(f"A duration cannot be negative: {self!r}")
        if self.delta.microseconds:
            raise ValueError(f"A duration has no parts of a second: {self.delta}")
        if max(self.delta, timedelta(days=min(self.working_days, 9999))) > LONGEST:
            raise ValueError(_("A duration may have {n} days at most").format(n=LONGEST.days))

    def __str__(self) -> str:
        return format_duration(self)


def parse(text: str, *, working_days: bool = False) -> Duration:
    """The duration `text` stands for; `working_days` (Calendar.counts_days) makes whole days working days.

    Raises ValueError with what is wrong and what would be right.
    """
    if text == END_OF_DAY:
        return Duration(end_of_day=True)
    if text.startswith(NEXT_DAY):
        return Duration(at=_time_of_day(text))
    match = ISO.fullmatch(text)
    if not match or text == "P" or text.endswith("T"):
        raise ValueError(_complaint(text))
    part = {name: int(match[name] or 0) for name in ("days", "hours", "minutes", "seconds")}
    if working_days and part["days"]:
        if match["clock"]:
            raise ValueError(
                _("“{text}” mixes working days with hours; give one of them, such as P3D or PT8H").format(text=text)
            )
        return Duration(working_days=part["days"])
    return Duration(delta=timedelta(**part))


def format_duration(duration: Duration, *, working_days: bool = False) -> str:
    """The text that `parse` with the same `working_days` reads as the same duration."""
    if duration.end_of_day:
        return END_OF_DAY
    if duration.at is not None:
        return f"{NEXT_DAY}{duration.at:%H:%M}"
    if duration.working_days:
        return f"P{duration.working_days}D"
    days, seconds = divmod(int(duration.delta.total_seconds()), 86400)
    if working_days:
        days, seconds = 0, seconds + days * 86400
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    return f"P{days}D" + (f"T{clock}" if clock else "") if days else f"PT{clock or '0S'}"


def due(calendar: Calendar, start: datetime, duration: Duration) -> datetime:
    """When `duration` from `start` is over on `calendar`. Raises ValueError as the calendar's sums do."""
    if duration.end_of_day:
        return calendar.end_of_day(start)
    if duration.at is not None:
        return calendar.next_day_at(start, duration.at)
    if duration.working_days:
        return calendar.add_working_days(start, duration.working_days)
    return calendar.add(start, duration.delta)


def explain(calendar: Calendar, start: datetime, duration: Duration) -> list[Step]:
    """The open stretches from `start` to the due time: why it is due just then."""
    return calendar.steps(start, due(calendar, start, duration))


def in_words(duration: Duration) -> str:
    """The duration as a person says it, in the active language: 30 minutes, 12:00 next day, 3 working days."""
    if duration.end_of_day:
        return _("same day")
    if duration.at is not None:
        return _("{time} next day").format(time=f"{duration.at:%H:%M}")
    if duration.working_days:
        return _count(duration.working_days, _("1 working day"), _("{n} working days"))
    return _elapsed_words(int(duration.delta.total_seconds()))


def _elapsed_words(seconds: int) -> str:
    # A day or so is said in hours in the trade: 24 hours, 36 hours.
    days = seconds // 86400 if seconds >= 2 * 86400 else 0
    seconds -= days * 86400
    parts = (
        (days, _("1 day"), _("{n} days")),
        (seconds // 3600, _("1 hour"), _("{n} hours")),
        (seconds // 60 % 60, _("1 minute"), _("{n} minutes")),
        (seconds % 60, _("1 second"), _("{n} seconds")),
    )
    return " ".join(_count(*part) for part in parts if part[0]) or _("at once")


def _count(n: int, one: str, many: str) -> str:
    return one if n == 1 else many.format(n=n)


def _time_of_day(text: str) -> time:
    try:
        return wall_time(text.removeprefix(NEXT_DAY))
    except ValueError:
        message = _("“{text}” needs a time of day after the @, such as next-day@12:00")
        raise ValueError(message.format(text=text[:40])) from None


def _complaint(text: str) -> str:
    return _("“{text}” is not a duration: {why}").format(text=text[:40], why=_why(text))


def _why(text: str) -> str:
    if not text.startswith("P"):
        return _("it begins with P, as in PT30M, P3D, or it is end-of-day or next-day@12:00")
    if re.search("[0-9][YW]|^P[0-9]+M", text):
        return _("years, months and weeks have no fixed length; use days, such as P7D (five minutes are PT5M)")
    if re.search("[.,]", text):
        return _("numbers are whole; use a smaller unit")
    if re.match("P[0-9]+[HS]", text):
        return _("hours, minutes and seconds follow a T, as in PT30M")
    if text.endswith(("P", "T")):
        return _("a number is missing after the last letter")
    return _("after P come days D, then T and hours H, minutes M, seconds S, in this order, as in P1DT2H30M")

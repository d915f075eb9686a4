"""How long is left, said as people say it. The same rules stand in static/js/clocks.js; tests hold the two together.

What is left is rounded up and what is over is rounded down, so that a clock never says "over" too early.
"""

import math
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Below a quarter of an hour the seconds count (design: "seconds only in the last 15 minutes").
SECONDS_BELOW = 15 * MINUTE


def span(seconds: int) -> str:
    """A length of time in words: `6:30`, `24 min`, `2 h 47 min`, `2 d 3 h`. `seconds` is not negative."""
    if seconds < SECONDS_BELOW:
        return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"
    minutes = seconds // MINUTE
    if minutes < 60:
        return _("{m} min").format(m=minutes)
    if minutes < 24 * 60:
        return _hours_and_minutes(*divmod(minutes, 60))
    return _days_and_hours(*divmod(minutes // 60, 24))


def _hours_and_minutes(hours: int, minutes: int) -> str:
    return _("{h} h {m} min").format(h=hours, m=minutes) if minutes else _("{h} h").format(h=hours)


def _days_and_hours(days: int, hours: int) -> str:
    return _("{d} d {h} h").format(d=days, h=hours) if hours else _("{d} d").format(d=days)


def rounded_up(seconds: float) -> int:
    """Whole seconds below 15 minutes, whole minutes below a day, whole hours above: each rounded up."""
    whole = math.ceil(seconds)
    if whole < SECONDS_BELOW:
        return whole
    unit = MINUTE if whole <= DAY - MINUTE else HOUR
    return math.ceil(whole / unit) * unit


def left_words(left: timedelta) -> str:
    """`剩 6:30` / `6:30 left`; from the due time on `超 7:18` / `7:18 over`."""
    seconds = left.total_seconds()
    if seconds > 0:
        return _("{t} left").format(t=span(rounded_up(seconds)))
    return _("{t} over").format(t=span(int(-seconds)))


def took_words(took: timedelta) -> str:
    """How long a met timer took: `用 3 分` / `took 3 min`; whole minutes, at least one."""
    seconds = max(MINUTE, round(took.total_seconds() / MINUTE) * MINUTE)
    words = _("{m} min").format(m=seconds // MINUTE) if seconds < HOUR else span(seconds)
    return _("took {t}").format(t=words)


def used_percent(started_at: datetime, due_at: datetime, now: datetime) -> int:
    """How much of the time is used, 0–100."""
    whole = (due_at - started_at).total_seconds()
    if whole <= 0:
        return 100
    return max(0, min(100, int(100 * (now - started_at).total_seconds() / whole)))


def moment(value: datetime | str) -> str:
    """`11-22 10:00` in the estate's zone; also from the ISO text that the journal keeps. '' for nothing."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def said_time(value: datetime, now: datetime) -> str:
    """A time as people say it: `10:35` today, `Yesterday 10:35`, `11-22 10:35`."""
    day, today = timezone.localtime(value).date(), timezone.localtime(now).date()
    names = {0: "", -1: _("Yesterday"), 1: _("Tomorrow")}
    name = names.get((day - today).days, f"{day:%m-%d}")
    return f"{name} {timezone.localtime(value):%H:%M}".strip()

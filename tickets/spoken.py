"""Times as they are said on the phone: "11:00", "明天 9点半", "+30". Typed: a picker needs the mouse."""

import re
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DAYS = {"": 0, "今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2}
AFTER = re.compile(r"\+?\s*(\d{1,3})\s*(分钟后|分钟|分|min|m|小时后|小时|h|)")
OF_DAY = re.compile(r"(\d{1,2})\s*(?:[:：点时]\s*(\d{2}|半)?\s*分?)?")
COMPACT = re.compile(r"(\d{2})(\d{2})")
DAY = re.compile(r"(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?")


def read(text: str, now: datetime) -> datetime | None:
    """The moment meant by `text`, in the zone of `now`; None for nothing. ValidationError gives an example (R2)."""
    words = text.strip().lower().replace("t", " ", 1) if re.match(r"\d{4}-", text.strip()) else text.strip().lower()
    if not words:
        return None
    later = AFTER.fullmatch(words)
    if later and (words.startswith("+") or later[2]):
        unit = timedelta(hours=1) if later[2] in ("小时后", "小时", "h") else timedelta(minutes=1)
        return (now + int(later[1]) * unit).replace(second=0, microsecond=0)
    day, clock = split(words)
    moment = clock_of(clock)
    on = day_of(day, now)
    if moment is None or on is None:
        raise ValidationError(_("Say it like 11:00, tomorrow 9:30 or +30 (minutes)."))
    return datetime.combine(on, moment, now.tzinfo)


def split(words: str) -> tuple[str, str]:
    """('明天', '9:30'): the day may be written close to the time."""
    for name in DAYS:
        if name and words.startswith(name):
            return name, words.removeprefix(name).strip()
    day, _blank, clock = words.rpartition(" ")
    return day.strip(), clock


def clock_of(words: str) -> time | None:
    found = COMPACT.fullmatch(words) or OF_DAY.fullmatch(words)
    if found is None:
        return None
    minute = {"半": "30", None: "0"}.get(found[2], found[2])
    return time(int(found[1]), int(minute)) if int(found[1]) < 24 and int(minute) < 60 else None


def day_of(words: str, now: datetime) -> date | None:
    if words in DAYS:
        return now.date() + timedelta(days=DAYS[words])
    found = DAY.fullmatch(words)
    if found is None:
        return None
    try:
        on = date(int(found[1] or now.year), int(found[2]), int(found[3]))
    except ValueError:
        return None
    # Without a year a day that has gone is next year's.
    return on if found[1] or on >= now.date() else on.replace(year=on.year + 1)

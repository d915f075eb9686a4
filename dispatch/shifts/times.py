"""The usual hours of each kind of shift, and days as moments of an estate's zone. No queries."""

from datetime import date, datetime, time, timedelta
from typing import Any

from servicedesk.people.enums import ShiftKind

EIGHT, EIGHTEEN, TWENTY = time(8), time(18), time(20)


def usual(kind: str, estate: Any) -> tuple[time, time]:
    """Begin and end: the desk by the estate's hours, the night centre for the rest of the day, others by custom."""
    opens, closes = estate.hours[0][0], estate.hours[-1][1]
    if kind == ShiftKind.DAY_DESK:
        return opens, closes
    if kind == ShiftKind.NIGHT_CENTRE:
        return (closes, opens) if closes != opens else (TWENTY, EIGHT)
    return (EIGHT, EIGHTEEN) if kind == ShiftKind.FIELD else (EIGHTEEN, EIGHT)


def span(day: date, starts: time, ends: time, zone: Any) -> tuple[datetime, datetime]:
    """A shift that begins on this local day; an end at or before its begin is the next day's."""
    begin = datetime.combine(day, starts, zone)
    return begin, datetime.combine(day if ends > starts else day + timedelta(days=1), ends, zone)


def midnight(day: date, zone: Any) -> datetime:
    return datetime.combine(day, time(), zone)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(monday: date) -> list[date]:
    return [monday + timedelta(days=n) for n in range(7)]


def month_of(first: date) -> list[date]:
    """Every day of the month that `first` lies in."""
    begin = first.replace(day=1)
    return [day for day in (begin + timedelta(days=n) for n in range(31)) if day.month == begin.month]


def short(begins: datetime, ends: datetime, zone: Any) -> str:
    """'8–20', '8:30–18': hours as they are said, for narrow cells."""
    return "–".join(said_hour(moment.astimezone(zone)) for moment in (begins, ends))


def said_hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment:%M}" if moment.minute else str(moment.hour)

"""Terms in words, and durations as people type them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.durations import due, in_words, parse
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.kinds import SUBJECTS, Kind, LadderStep, Terms
from servicedesk.timers.targets import is_certain, labels

SPACED = re.compile(r"\s+")
# What people type for the letters of ISO 8601.
UNITS = {
    "S": ("s", "sec", "second", "seconds", "秒", "秒钟"),
    "M": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    "H": ("h", "hour", "hours", "小时", "时", "个小时"),
    "D": ("d", "day", "days", "workingday", "workingdays", "天", "日", "个工作日", "工作日"),
}
LETTER = {word: letter for letter, words in UNITS.items() for word in words}
PIECE = re.compile(r"([0-9]{1,8})([^0-9]+)")
ISO = re.compile(r"P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?")
FIXED = {"当天": "end-of-day", "same day": "end-of-day", "sameday": "end-of-day"}


def typed(text: str) -> str:
    """'30 min', '1小时30分', '当天', '次日 12:00' as the stored form; anything else as it is, for `parse` to judge."""
    plain = SPACED.sub("", text.strip()).lower()
    if plain in FIXED:
        return FIXED[plain]
    if found := re.fullmatch(r"(?:次日|nextday)@?([0-9]{1,2}:[0-9]{2})", plain):
        return f"next-day@{found[1]}"
    pieces = PIECE.findall(plain)
    letters = [LETTER.get(unit, "") for _number, unit in pieces]
    if (
        not pieces
        or "".join(map("".join, pieces)) != plain
        or "" in letters
        or letters != sorted(letters, key="DHMS".index)
    ):
        return text.strip()
    days = "".join(f"{number}D" for (number, _unit), letter in zip(pieces, letters, strict=True) if letter == "D")
    rest = "".join(f"{number}{letter}" for (number, _u), letter in zip(pieces, letters, strict=True) if letter != "D")
    return f"P{days}" + (f"T{rest}" if rest else "")


def as_typed(text: str, calendar: str) -> str:
    """A stored duration as a person would type it, where it is read back as just the same; else as it is stored."""
    if found := ISO.fullmatch(text):
        day = _("{n} working days") if calendar == CalendarName.WORKING_DAYS else _("{n} days")
        names = (day, _("{n} hours"), _("{n} minutes"), _("{n} seconds"))
        words = " ".join(name.format(n=n) for name, n in zip(names, found.groups(), strict=True) if n)
    elif text.startswith("next-day@"):
        words = _("next day {time}").format(time=text.removeprefix("next-day@"))
    else:
        words = _("same day") if text == "end-of-day" else text
    return words if typed(words) == text else text


def length(text: str, calendar: str) -> str:
    """A stored duration in words on this calendar; as it stands when it cannot be read."""
    try:
        return in_words(parse(text, working_days=calendar == CalendarName.WORKING_DAYS))
    except ValueError:
        return text


def name_of(word: str, known: dict[str, str] | None = None) -> str:
    """A target or a kind of subject, in words. `known`: names of certain targets that were looked up before."""
    if is_certain(word):
        return (labels([word]) if known is None else known).get(word, word)
    return next((str(subject.labels[word]) for subject in SUBJECTS.values() if word in subject.labels), word)


def names_of(words: tuple[str, ...] | list[str], known: dict[str, str] | None = None) -> str:
    return _(", ").join(name_of(word, known) for word in words) or _("nobody")


def ladder(terms: Terms, known: dict[str, str] | None = None) -> list[str]:
    """'overdue: Owner', '5 minutes later: Supervisor': who is told when."""
    first, *rest = terms.ladder
    words = _("{time} later: {names}")
    later = [words.format(time=length(step.after, terms.calendar), names=names_of(step.to, known)) for step in rest]
    told = [word for word in first.to if word]
    at_once = _("overdue: {names}").format(names=names_of(told, known)) if told else _("overdue: nobody is told")
    return [at_once, *later]


def term(name: str, value: Any, calendar: str) -> str:
    """One of a policy's terms as the journal keeps it, in words."""
    if name == "duration":
        return length(value, calendar)
    if name == "calendar":
        return str(CalendarName(value).label)
    if name == "ladder":
        steps = tuple(LadderStep(step.get("after", "PT0S"), tuple(step.get("to", ()))) for step in value)
        return _(", ").join(ladder(Terms("", steps, calendar)))
    return f"{value}%" if value else _("no warning")


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """'Time: 10 minutes → 20 minutes' for each of a policy's terms that changed; of a new policy only what it is."""
    labels_of = {
        "duration": _("Time"), "calendar": _("Counted on"), "warn_percent": _("Warn"), "ladder": _("Who is told")
    }  # fmt: skip
    then, now = (terms.get("calendar", CalendarName.ROUND_THE_CLOCK) for terms in (before, after))
    found = []
    for name, value in after.items():
        words = term(name, value, now)
        was = f"{term(name, before[name], then)} → " if name in before else ""
        found.append(f"{labels_of.get(name, name)}{_(': ')}{was}{words}")
    return found


def rule_in_words(label: Any, terms: Terms, *, lead: bool) -> str:
    """The terms as one sentence."""
    time, calendar = length(terms.duration, terms.calendar), CalendarName(terms.calendar).label
    if lead:
        return _("{kind}: {time} before the agreed time.").format(kind=label, time=time)
    warned = _("warning at {n}% of it").format(n=terms.warn_percent) if terms.warn_percent else _("no warning")
    return _("{kind}: due {time} after it begins ({calendar}), {warned}.").format(
        kind=label, time=time, calendar=calendar, warned=warned
    )


def after_reset(kind: Kind, wider: Sequence[Terms]) -> str:
    """What would hold, in a sentence; two where urgent tickets have terms of their own."""
    if len(wider) == 1:
        return rule_in_words(kind.label, wider[0], lead=kind.lead)
    names = (_("Not urgent"), _("Urgent"))
    words = (
        rule_in_words(f"{kind.label} ({name})", terms, lead=kind.lead) for name, terms in zip(names, wider, strict=True)
    )
    return " ".join(words)


def sample(terms: Terms, estate: Any, start: datetime, *, lead: bool) -> list[tuple[str, datetime]]:
    """What would be due when, had it begun at `start` (a lead: were the appointment then): (words, time), in order.

    Raises ValueError when the terms cannot be.
    """
    calendar = calendar_for(terms.calendar, estate)
    days = calendar.counts_days
    duration = parse(terms.duration, working_days=days)
    breach = start - duration.delta if lead else due(calendar, start, duration)
    lines = [(_("it is due"), breach)]
    if terms.warn_percent and not lead:
        lines.insert(0, (_("a warning"), calendar.part_way(start, breach, terms.warn_percent / 100)))
    for step in terms.ladder[1:]:
        lines.append((names_of(step.to), due(calendar, breach, parse(step.after, working_days=days))))
    return [(words, timezone.localtime(at, estate.tz)) for words, at in lines]

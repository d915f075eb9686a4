"""A timer's chip: what the tag {% clock %} shows."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.web.wording import left_words, rounded_up, span, took_words, used_percent

WARN_AT = 0.8
ICONS = {"warning": "hourglass", "breached": "alert-triangle", "paused": "player-pause", "met": "check"}


def chip(
    *,
    now: datetime,
    due_at: datetime | None,
    started_at: datetime | None = None,
    kind: Any = "",
    level: str = "",
    met_at: datetime | None = None,
    left: timedelta | None = None,
    warn_at: datetime | None = None,
    quiet: bool = False,
) -> dict[str, Any]:
    """What the chip shows. Without `due_at` (a paused timer may have none) the chip does not tick."""
    warn_at = warn_at or _warn_at(started_at, due_at)
    level = level or _level(now, due_at, warn_at, met_at)
    ticks = level in {"calm", "warning", "breached"}
    return {
        "kind": _("Paused") if level == "paused" else kind,
        "level": level,
        "icon_name": ICONS.get(level, "hourglass"),
        "quiet": quiet,
        "text": _text(level, now, due_at, started_at, met_at, left),
        "datetime": due_at.isoformat(timespec="seconds") if due_at else "",
        "used": used_percent(started_at, due_at, now) if ticks and started_at and due_at else None,
        "due": epoch(due_at) if ticks else "",
        "start": epoch(started_at) if ticks else "",
        "warn": epoch(warn_at) if ticks else "",
    }


def _warn_at(started_at: datetime | None, due_at: datetime | None) -> datetime | None:
    """80 % of the time (R32)."""
    return started_at + WARN_AT * (due_at - started_at) if started_at and due_at else None


def _level(now: datetime, due_at: datetime | None, warn_at: datetime | None, met_at: datetime | None) -> str:
    if met_at is not None:
        return "met"
    if due_at is None:
        return "paused"
    if now >= due_at:
        return "breached"
    return "warning" if warn_at is not None and now >= warn_at else "calm"


def _text(
    level: str,
    now: datetime,
    due_at: datetime | None,
    started_at: datetime | None,
    met_at: datetime | None,
    left: timedelta | None,
) -> str:
    if level == "met" and met_at and started_at:
        return took_words(met_at - started_at)
    if level == "met":
        return f"{timezone.localtime(met_at or due_at):%H:%M}"
    if level == "paused":
        return left_words(left) if left is not None else ""
    return left_words(due_at - now) if due_at else ""


def epoch(moment: datetime | None) -> str:
    """Milliseconds, as JavaScript counts."""
    return str(round(moment.timestamp() * 1000)) if moment else ""


def ring(*, now: datetime, due_at: datetime, started_at: datetime) -> dict[str, Any]:
    """The context of _ring.html: how much of the circle is left, and the figure in it."""
    seconds = max(0.0, (due_at - now).total_seconds())
    return {
        "due": epoch(due_at),
        "start": epoch(started_at),
        "left": 100 - used_percent(started_at, due_at, now),
        "text": span(rounded_up(seconds)),
    }


def length_words(length: timedelta | int | float) -> str:
    """A finished length in words; seconds are dropped from a minute on, for nobody compares them."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else float(length)
    if seconds < 60:
        return _("{s} s").format(s=int(seconds))
    if seconds < 3600:
        return _("{m} min").format(m=int(seconds // 60))
    return span(rounded_up(seconds))


def lateness_words(seconds: float) -> str:
    """How late a clock fired: below a minute with tenths, as the goal is two seconds (R30); above as any length."""
    return _("{s} s").format(s=f"{seconds:.1f}") if seconds < 60 else length_words(seconds)

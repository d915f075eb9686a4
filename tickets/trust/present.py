"""Figures of trust in words: spans of time, and better or worse than before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from servicedesk.web.clocks import lateness_words
from tickets.trust.queries import Trust, Waiting


def spans(waiting: Waiting) -> dict[str, timedelta]:
    """Seconds as spans of time, to the minute."""
    names = {
        "gross": waiting.gross_p50, "net": waiting.net_p50, "gross_p90": waiting.gross_p90, "net_p90": waiting.net_p90,
        "gross_mean": waiting.gross_mean, "net_mean": waiting.net_mean,
    }  # fmt: skip
    return {name: timedelta(minutes=round(seconds / 60)) for name, seconds in names.items()}


def comparison(found: Trust, earlier: Trust) -> dict[str, dict[str, Any]]:
    """By tile what it was before, and whether it is better now; nothing where one of them has no figure."""
    return {
        "kept": compared(found.kept.percent, earlier.kept.percent, say="{}%".format, less_is_better=False),
        "late": compared(*seconds(found, earlier), say=lateness_words),
        "gross": compared(*minutes(found, earlier, "gross_p50")),
        "net": compared(*minutes(found, earlier, "net_p50")),
    }


def seconds(found: Trust, earlier: Trust) -> tuple[float | None, float | None]:
    now, then = (round(one.lateness.p99, 1) if one.lateness.fired else None for one in (found, earlier))
    return now, then


def minutes(found: Trust, earlier: Trust, name: str) -> tuple[timedelta | None, timedelta | None]:
    now, then = (spans_of(one.waiting, name) if one.waiting.tickets else None for one in (found, earlier))
    return now, then


def spans_of(waiting: Waiting, name: str) -> timedelta:
    return timedelta(minutes=round(getattr(waiting, name) / 60))


def compared(now: Any, then: Any, *, say: Callable[[Any], str] = str, less_is_better: bool = True) -> dict[str, Any]:
    """`before` (a span of time as it is, a figure as `say` has it), `trend` (better, worse, same) and `up`."""
    if now is None or then is None:
        return {}
    words = then if isinstance(then, timedelta) else say(then)
    if now == then:
        return {"before": words, "trend": "same", "up": None}
    return {"before": words, "trend": "better" if (now < then) == less_is_better else "worse", "up": now > then}

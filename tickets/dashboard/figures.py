"""Figures as plain values, and how days are added up (R41)."""

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from tickets.enums import SATISFIED, Grade


@dataclass(frozen=True)
class Share:
    """So many of so many: deadlines met in time of those decided, satisfied of those asked."""

    good: int = 0
    of: int = 0

    @property
    def percent(self) -> float | None:
        """One decimal; None when there is nothing to take a share of."""
        return round(100 * self.good / self.of, 1) if self.of else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.good + other.good, self.of + other.of)


@dataclass(frozen=True)
class Figures:
    """One estate, one day of its zone (or several, added up).

    registered, closed: tickets, by `registered_at` and `closed_at`. closed_by: how they ended (a Resolution's value).
    dispatch, arrival: deadlines decided that day, in time of all. Decided is: met, or passed unmet; paused deadlines
    and those whose reason went away before they passed are not counted. grades: each call that reached somebody, by
    grade; so-so counts as dissatisfied (R25). unreachable: closed after tries in vain, a figure of its own (R27).
    rework: sent back by the supervisor, reopened in the callback, reopened within the warranty. refusals: refused by
    a person; expired: offers nobody answered. no_access: visits where nobody opened (R20). breaches: deadlines of any
    kind that passed.
    """

    day: date
    registered: int = 0
    closed: int = 0
    closed_by: dict[str, int] = field(default_factory=dict)
    dispatch: Share = Share()
    arrival: Share = Share()
    grades: dict[str, int] = field(default_factory=dict)
    rework: int = 0
    refusals: int = 0
    expired: int = 0
    no_access: int = 0
    breaches: int = 0

    @property
    def unreachable(self) -> int:
        return self.closed_by.get("unreachable", 0)

    @property
    def reached(self) -> int:
        """Calls that got a grade."""
        return sum(self.grades.values())

    @property
    def satisfied(self) -> int:
        return sum(n for grade, n in self.grades.items() if grade in SATISFIED)

    @property
    def dissatisfied(self) -> int:
        """So-so included (R25)."""
        return self.reached - self.satisfied

    @property
    def satisfaction(self) -> Share:
        return Share(self.satisfied, self.reached)


PLAIN = ("registered", "closed", "rework", "refusals", "expired", "no_access", "breaches")


def of_counts(day: date, counts: Counter[str]) -> Figures:
    """Figures from counts by name: `registered`, `closed.done`, `dispatch.good`, `dispatch.of`, `grade.so_so`, …"""
    return Figures(
        day=day,
        closed_by=under("closed.", counts),
        grades={grade: n for grade, n in under("grade.", counts).items() if grade in Grade.values},
        dispatch=Share(counts["dispatch.good"], counts["dispatch.of"]),
        arrival=Share(counts["arrival.good"], counts["arrival.of"]),
        **{name: counts[name] for name in PLAIN},
    )


def under(prefix: str, counts: Counter[str]) -> dict[str, int]:
    return {name.removeprefix(prefix): n for name, n in counts.items() if name.startswith(prefix) and n}


def added(days: list[Figures]) -> Figures:
    """Several days as one; its day is the last."""
    total = Figures(days[-1].day)
    for one in days:
        sums = {f.name: plus(getattr(total, f.name), getattr(one, f.name)) for f in fields(one)[1:]}
        total = Figures(total.day, **sums)
    return total


def plus(left: Any, right: Any) -> Any:
    """Numbers and shares add up; so do the numbers of two dicts, key by key."""
    if isinstance(left, dict):
        return {key: left.get(key, 0) + right.get(key, 0) for key in left | right}
    return left + right

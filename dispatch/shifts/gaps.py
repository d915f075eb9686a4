"""Stretches of time: what overlaps, and what of a day nobody covers. Pure arithmetic."""

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]


def overlap(one: Span, other: Span) -> bool:
    """Half-open: what ends when the other begins does not overlap it."""
    return one[0] < other[1] and other[0] < one[1]


def without(span: Span, away: Iterable[Span]) -> list[Span]:
    """What is left of a stretch when others are taken out of it, in order."""
    left, at = [], span[0]
    for begin, end in sorted(away):
        if begin > at and at < span[1]:
            left.append((at, min(begin, span[1])))
        at = max(at, end)
    if at < span[1]:
        left.append((at, span[1]))
    return left


def uncovered(span: Span, present: Iterable[Span]) -> list[Span]:
    """The parts of a stretch during which nobody is there."""
    return without(span, (one for one in present if overlap(span, one)))

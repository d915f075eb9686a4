"""Drawing what is believable: how many calls come when, how long a step takes, how often a promise is broken."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bench.demo.catalogue import SEASON, Fault
from bench.demo.world import ZONE, Site

T = TypeVar("T")
# Calls by local hour of a day: the morning rush, the evening after work, a thin night.
HOURS = (2, 1, 1, 1, 1, 3, 8, 18, 30, 28, 24, 18, 12, 14, 18, 20, 18, 22, 30, 32, 24, 14, 8, 4)
# Monday to Sunday: what broke at the weekend is told on Monday.
WEEK = (1.15, 1.0, 0.95, 0.95, 1.0, 1.1, 1.05)
# About one deadline in twenty is missed.
LATE = 0.045
NEWEST = timedelta(hours=30)


def minutes(n: float) -> timedelta:
    return timedelta(seconds=round(n * 60))


def arrivals(site: Site, since: datetime, until: datetime, random: Random) -> Iterator[datetime]:
    """The moments of an estate's calls: a busy hour has more, and an hour's calls fall anywhere in it."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    while hour < until:
        local = hour.astimezone(ZONE)
        expected = site.pace * WEEK[local.weekday()] * HOURS[local.hour] / sum(HOURS)
        count = int(expected) + (random.random() < expected % 1)
        yield from sorted(hour + timedelta(seconds=random.randrange(3600)) for _n in range(count))
        hour += timedelta(hours=1)


class Dice:
    """A seeded generator with the words of the desk."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random = random
        # The newest callbacks come quickly, or nothing of today would be closed yet.
        self.hurry_after = now - NEWEST

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def pick(self, weights: Mapping[T, float]) -> T:
        """One of the keys, by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def between(self, low: float, high: float) -> timedelta:
        """So many minutes."""
        return minutes(self.random.uniform(low, high))

    def within(self, limit: float, late: float = LATE) -> timedelta:
        """How long a step with a limit of so many minutes takes: mostly well inside, sometimes over."""
        if self.chance(late):
            return minutes(limit * self.random.uniform(1.05, 1.9))
        return minutes(limit * 0.9 * self.random.betavariate(2, 4) + 0.3)

    def fault(self, faults: Sequence[Fault], at: datetime) -> Fault:
        """A fault of the season."""
        month = at.astimezone(ZONE).month - 1
        flat = (4.0,) * 12
        return self.random.choices(faults, [SEASON.get(fault.skill, flat)[month] for fault in faults])[0]

    def call_time(self, after: datetime) -> datetime:
        """When the desk calls back: within a day, while people are awake."""
        if after > self.hurry_after:
            return after + self.between(8, 90)
        at = after + timedelta(hours=self.random.uniform(24.5, 40) if self.chance(LATE) else self.random.uniform(1, 23))
        for _try in range(8):
            if 9 <= at.astimezone(ZONE).hour < 20:
                break
            at = after + timedelta(hours=self.random.uniform(1, 23))
        return at

    def morning_after(self, at: datetime, days: int = 1) -> datetime:
        """Some time between nine and eleven, so many days on."""
        local = at.astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return local + minutes(self.random.randrange(0, 120, 15))

    def same_day(self, at: datetime) -> datetime:
        """Some hours later, or early the next morning."""
        later = at + self.between(60, 300)
        return (
            later if later.astimezone(ZONE).hour in range(9, 20) else at + timedelta(hours=self.random.uniform(9, 22))
        )

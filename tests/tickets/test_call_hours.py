"""When to call next (R27): the sums against a slow and obvious reference, minute by minute."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import at
from tickets.callbacks.terms.hours import (
    ANOTHER_PART,
    BEST,
    EVENING,
    MORNING,
    NOW,
    WISH,
    Rhythm,
    best_part,
    next_permitted,
    part_of,
    permitted,
    propose,
    span_of,
)

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = ("09:00-12:00", "14:00-20:00")
MINUTE = timedelta(minutes=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)
hours = st.sampled_from([HOURS, ("00:00-24:00",), ("08:30-11:45", "13:00-18:00", "18:30-21:15"), ("20:00-02:00",)])


def minutes_open(spans: tuple[str, ...], wall: datetime) -> bool:
    """The reference: is this minute inside one of the spans, written as minutes of the day?"""
    minute = wall.hour * 60 + wall.minute
    for span in spans:
        start, end = (int(one[:2]) * 60 + int(one[3:]) for one in span.split("-"))
        inside = start <= minute < end if start < end else minute >= start or minute < end
        if inside:
            return True
    return False


def first_open(spans: tuple[str, ...], wall: datetime) -> datetime:
    while not minutes_open(spans, wall):
        wall += MINUTE
    return wall


@given(moments, hours)
@settings(max_examples=60, deadline=None)
def test_the_next_permitted_minute_is_the_first_open_one(wall: datetime, spans: tuple[str, ...]) -> None:
    """R27: over midnight, year's ends and leap days."""
    now = wall.replace(tzinfo=ZONE)
    assert next_permitted(spans, ZONE, now) == first_open(spans, wall).replace(tzinfo=ZONE)
    assert permitted(spans, ZONE, now) == minutes_open(spans, wall)


@given(
    moments,
    hours,
    st.lists(st.integers(0, 5 * 24 * 60), max_size=4),
    st.sampled_from([(3, 3), (4, 2), (6, 3), (1, 1)]),
    st.sampled_from(["", MORNING, EVENING]),
)
@settings(max_examples=60, deadline=None)
def test_a_proposal_is_permitted_not_past_and_in_the_part_tried_least(
    wall: datetime, spans: tuple[str, ...], ago: list[int], often: tuple[int, int], best: str
) -> None:
    """R27: at different times of day, and no more tries on a day than the days need."""
    now = wall.replace(tzinfo=ZONE)
    missed = [now - timedelta(minutes=one) for one in ago]
    rhythm = Rhythm(ZONE, spans, *often)
    found = propose(rhythm, now, missed, best=best)
    assert found.at >= now and permitted(spans, ZONE, found.at) and part_of(found.at, ZONE) == found.part
    day = found.at.astimezone(ZONE).date()
    assert sum(one.astimezone(ZONE).date() == day for one in missed) < max(rhythm.a_day, 1)
    tried = Counter(part_of(one, ZONE) for one in missed)
    midnight = datetime(day.year, day.month, day.day)
    minutes = [midnight + n * MINUTE for n in range(0, 24 * 60, 15)]
    later = [one for one in minutes if minutes_open(spans, one) and (day != wall.date() or one >= wall)]
    open_later = {found.part} | {part_of(one.replace(tzinfo=ZONE), ZONE) for one in later}
    assert tried[found.part] == min(tried[part] for part in open_later)


@pytest.mark.parametrize(
    ("now", "missed", "wish", "best", "expected", "why"),
    [
        ("2026-11-21 10:00", [], "", "", "2026-11-21 10:00", NOW),
        ("2026-11-21 12:30", [], "", "", "2026-11-21 14:00", "opening"),
        ("2026-11-21 20:00", [], "", "", "2026-11-22 09:00", "opening"),
        ("2026-11-21 10:00", [], "18:30-20:00", "", "2026-11-21 18:30", WISH),
        ("2026-11-21 10:00", [], "20:30-21:00", "", "2026-11-21 20:30", WISH),
        ("2026-11-21 10:00", [], "", EVENING, "2026-11-21 18:00", BEST),
        ("2026-11-21 10:00", ["2026-11-21 09:30"], "", "", "2026-11-22 14:00", ANOTHER_PART),
        ("2026-11-22 15:00", ["2026-11-20 09:30", "2026-11-21 15:00"], "", "", "2026-11-22 18:00", ANOTHER_PART),
    ],
)
def test_examples(now: str, missed: list[str], wish: str, best: str, expected: str, why: str) -> None:
    """R27."""
    found = propose(Rhythm(ZONE, HOURS), at(now), [at(one) for one in missed], wish=wish, best=best)
    assert (found.at, found.why) == (at(expected), why)


def test_the_best_hour_does_not_cost_the_deadline() -> None:
    """R25, R27: an urgent one is called within its four hours."""
    found = propose(Rhythm(ZONE, HOURS), at("2026-11-21 10:00"), best=EVENING, due=at("2026-11-21 14:00"))
    assert found.at == at("2026-11-21 10:00")


def test_the_best_part_is_where_he_was_reached_most() -> None:
    """R27: among equals the latest."""
    reached = [at("2026-11-01 19:00"), at("2026-11-02 10:00"), at("2026-11-03 19:30")]
    assert (best_part(reached, ZONE), best_part(reached[:2], ZONE), best_part([], ZONE)) == (EVENING, MORNING, "")


def test_a_days_span_is_from_its_first_permitted_minute_to_its_last() -> None:
    """R28."""
    day = at("2028-02-29 12:00").date()
    assert span_of(HOURS, ZONE, day) == (at("2028-02-29 09:00"), at("2028-02-29 20:00"))

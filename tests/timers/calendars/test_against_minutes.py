"""The sums of calendars against a list of minutes, over every kind of odd day (R29, R31)."""

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.timers.calendars.arithmetic import Calendar
from servicedesk.timers.calendars.holidays import ChineseDays
from servicedesk.timers.calendars.hours import DayHours
from servicedesk.timers.calendars.rules import EveryDay, OnWorkingDays

from .reference import DAY, LENGTH, MINUTE, Reference

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = ChineseDays.published()
# Zone, first day, whether only working days are open; each window is 24 days long.
WINDOWS = {
    "national day 2026 and its make-up days": (SHANGHAI, date(2026, 9, 18), True),
    "spring festival 2026": (SHANGHAI, date(2026, 2, 8), True),
    "from a published year into an unpublished one": (SHANGHAI, date(2026, 12, 21), True),
    "leap day": (SHANGHAI, date(2028, 2, 18), True),
    "shanghai every day over the year's end": (SHANGHAI, date(2026, 12, 20), False),
    "clocks set forward": (ZoneInfo("America/New_York"), date(2026, 3, 1), False),
    "clocks set back": (ZoneInfo("America/New_York"), date(2026, 10, 24), False),
    "clocks set back by half an hour": (ZoneInfo("Australia/Lord_Howe"), date(2026, 3, 28), True),
    "a day that never was": (ZoneInfo("Pacific/Apia"), date(2011, 12, 20), False),
}


@st.composite
def hours(draw: st.DrawFn) -> DayHours:
    count = draw(st.integers(1, 3))
    around_small_hours = st.integers(0, 24).map(lambda n: n * 10)
    points = draw(
        st.lists(st.integers(0, 1439) | around_small_hours, min_size=2 * count, max_size=2 * count, unique=True)
    )
    points.sort()
    if draw(st.booleans()):
        points = [*points[1:], points[0]]  # the last stretch runs over midnight
    times = [time(*divmod(point, 60)) for point in points]
    return DayHours(tuple(zip(times[::2], times[1::2], strict=True)))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Calendar, Reference]:
    zone, first, working = WINDOWS[draw(st.sampled_from(sorted(WINDOWS)))]
    daily = draw(
        hours() | st.just(DayHours.parse([("00:00", "24:00")])) | st.just(DayHours.parse([("20:00", "08:00")]))
    )
    rule = OnWorkingDays(daily, DAYS) if working else EveryDay(daily)
    return Calendar(zone, "any", "v1", rule), Reference(zone, first, rule.hours)


# Starts leave the first day out (its night may belong to the day before) and the sums stay inside the window.
starts = st.integers(1440, 12 * 1440)


@given(worlds(), starts, st.integers(0, 2000))
@settings(max_examples=150, deadline=None)
def test_adding_is_walking_the_minutes(world: tuple[Calendar, Reference], start: int, wanted: int) -> None:
    """R29"""
    calendar, reference = world
    assume(reference.between(start, (LENGTH - 1) * 1440) > wanted)
    assert calendar.add(reference.instant(start), wanted * MINUTE) == reference.instant(reference.add(start, wanted))


@given(worlds(), starts, starts)
@settings(max_examples=150, deadline=None)
def test_between_is_counting_the_minutes(world: tuple[Calendar, Reference], a: int, b: int) -> None:
    """R29"""
    calendar, reference = world
    a, b = sorted((a, b))
    counted = reference.between(a, b) * MINUTE
    assert calendar.between(reference.instant(a), reference.instant(b)) == counted
    assert calendar.between(reference.instant(b), reference.instant(a)) == -counted


@given(worlds(), starts)
@settings(max_examples=80, deadline=None)
def test_open_is_as_the_minute_says(world: tuple[Calendar, Reference], minute: int) -> None:
    """R29"""
    calendar, reference = world
    assert calendar.is_open(reference.instant(minute)) == bool(reference.open[minute])


@given(worlds(), starts, st.integers(1, 2000), st.floats(0, 1), st.integers(0, 3000))
@settings(max_examples=80, deadline=None)
def test_a_pause_costs_nothing_but_its_own_time(
    world: tuple[Calendar, Reference], start: int, wanted: int, share: float, pause: int
) -> None:
    """R31: what is left goes on; the open time used before and after the pause is the duration."""
    calendar, reference = world
    assume(reference.between(start, (LENGTH - 1) * 1440) > wanted)
    begun, duration = reference.instant(start), wanted * MINUTE
    due = calendar.add(begun, duration)
    stopped = begun + (due - begun) * share
    left = calendar.left(due, stopped)
    assert calendar.resume(stopped, left) == due
    resumed = stopped + pause * MINUTE
    new_due = calendar.resume(resumed, left)
    assert new_due >= due
    assert calendar.between(begun, stopped) + calendar.between(resumed, new_due) == duration


@given(worlds(), starts, st.integers(0, 1000), st.integers(1, 1000))
@settings(max_examples=80, deadline=None)
def test_two_additions_are_one(world: tuple[Calendar, Reference], start: int, a: int, b: int) -> None:
    calendar, reference = world
    begun = reference.instant(start)
    assert calendar.add(calendar.add(begun, a * MINUTE), b * MINUTE) == calendar.add(begun, (a + b) * MINUTE)


@given(worlds(), starts, st.integers(1, 2000))
@settings(max_examples=80, deadline=None)
def test_the_explanation_sums_up_to_the_due_time(world: tuple[Calendar, Reference], start: int, wanted: int) -> None:
    """R29: the reader can add the steps up himself."""
    calendar, reference = world
    begun, duration = reference.instant(start), wanted * MINUTE
    steps = calendar.explain(begun, duration)
    assert steps[-1].end == calendar.add(begun, duration)
    assert steps[-1].total == sum((step.used for step in steps), timedelta(0)) == duration
    assert all(step.end - step.start == step.used > timedelta(0) for step in steps)
    assert all(earlier.end <= later.start for earlier, later in pairwise(steps))
    assert steps[0].start >= begun


@given(worlds(), starts)
@settings(max_examples=80, deadline=None)
def test_the_end_of_the_day_is_a_closing_ahead(world: tuple[Calendar, Reference], start: int) -> None:
    calendar, reference = world
    begun = reference.instant(start)
    end = calendar.end_of_day(begun)
    assert end > begun
    assert calendar.is_open(end - MINUTE)
    assert end - begun <= 16 * DAY

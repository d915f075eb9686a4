"""The sums of calendars against a list of minutes, over every kind of odd day (R29, R31)."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.timers.calendars.arithmetic import Calendar, working_days
from servicedesk.timers.calendars.durations import Duration, format_duration
from servicedesk.timers.calendars.holidays import ChineseDays
from servicedesk.timers.calendars.hours import DayHours
from servicedesk.timers.calendars.rules import EveryDay, OnWorkingDays
from servicedesk.timers.levels import Facts, level_due

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


@st.composite
def stops(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Up to three pauses as minutes after the start: (stopped, went on), in order."""
    points = sorted(draw(st.lists(st.integers(0, 3000), min_size=0, max_size=6, unique=True)))
    return list(zip(points[::2], points[1::2], strict=False))


def walked(reference: Reference, minute: int, wanted: int, pauses: list[tuple[int, int]]) -> int | None:
    """Minute by minute, those that stand still not counted; None when it is over before the last pause."""
    stood = {one for stop, go in pauses for one in range(stop, go)}
    while wanted:
        if minute >= len(reference.open):
            return None
        wanted -= reference.open[minute] and minute not in stood
        minute += 1
    return minute if not pauses or minute > pauses[-1][1] else None


@given(worlds(), starts, st.integers(1, 1500), stops())
@settings(max_examples=150, deadline=None)
def test_what_is_armed_through_pauses_is_the_minutes_walked_without_them(
    world: tuple[Calendar, Reference], start: int, wanted: int, pauses: list[tuple[int, int]]
) -> None:
    """R31: the sum by which timers are armed and explained."""
    calendar, reference = world
    found = [(start + stop, start + go) for stop, go in pauses]
    expected = walked(reference, start, wanted, found)
    assume(expected is not None and expected < (LENGTH - 1) * 1440)
    spans = tuple((reference.instant(stop), reference.instant(go)) for stop, go in found)
    facts = Facts(reference.instant(start), format_duration(Duration(wanted * MINUTE)), pauses=spans)
    assert level_due(calendar, facts) == reference.instant(expected or 0)


@given(st.sampled_from(sorted(WINDOWS)), starts, st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_split_desk_hours_over_midnight_are_walked_too(window: str, start: int, wanted: int) -> None:
    """R29: mornings, and a night desk until two, in every window: make-up Saturdays, a leap day, New Year."""
    zone, first, working = WINDOWS[window]
    daily = DayHours.parse([("08:00", "12:00"), ("20:00", "02:00")])
    rule = OnWorkingDays(daily, DAYS) if working else EveryDay(daily)
    calendar, reference = Calendar(zone, "split", "v1", rule), Reference(zone, first, rule.hours)
    assume(reference.between(start, (LENGTH - 1) * 1440) > wanted)
    assert calendar.add(reference.instant(start), wanted * MINUTE) == reference.instant(reference.add(start, wanted))


@given(st.dates(date(2020, 1, 1), date(2027, 12, 1)), st.integers(0, 1439), st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_working_days_are_counted_one_by_one(day: date, minute: int, wanted: int) -> None:
    """R29: the third working day is the third day one finds worked, make-up Saturdays counted, holidays not."""
    calendar = working_days(SHANGHAI, [("08:30", "17:30")], days=DAYS)
    walked_to, left = day, wanted
    while left:
        walked_to += DAY
        left -= DAYS.is_working(walked_to)
    begun = datetime.combine(day, time(*divmod(minute, 60)), SHANGHAI)
    assert calendar.add_working_days(begun, wanted) == datetime.combine(walked_to, time(17, 30), SHANGHAI)


@given(worlds(), starts, st.integers(0, 1439))
@settings(max_examples=80, deadline=None)
def test_noon_of_the_next_day_is_on_the_next_day_that_opens(
    world: tuple[Calendar, Reference], start: int, minute: int
) -> None:
    """R26: at that time by the wall, on the first later day that has an open minute of its own."""
    calendar, reference = world
    begun = reference.instant(start)
    today = begun.astimezone(calendar.zone).date()
    following = (today + n * DAY for n in range(1, LENGTH))
    expected = next(day for day in following if any(calendar.rule.hours(day).instants(day, calendar.zone)))
    found = calendar.next_day_at(begun, time(*divmod(minute, 60))).astimezone(calendar.zone)
    assert found.date() == expected or found.date() == expected + DAY
    assert found > begun

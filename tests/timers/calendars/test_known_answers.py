"""Due times a person has worked out by hand (R26, R29, R31, R32)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.timers.calendars.arithmetic import Calendar, NeverOpen, desk_hours, round_the_clock, working_days
from servicedesk.timers.calendars.holidays import ChineseDays

from .zones import NEW_YORK, SHANGHAI, at

DAYS = ChineseDays.published()
ROUND = round_the_clock(SHANGHAI)
DESK = desk_hours(SHANGHAI)
NIGHT = desk_hours(SHANGHAI, [("20:00", "08:00")])
WORK = working_days(SHANGHAI, days=DAYS)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [
        (ROUND, "2026-11-21 13:40", 0.5, "2026-11-21 14:10"),
        (ROUND, "2026-12-31 23:30", 1, "2027-01-01 00:30"),
        (DESK, "2026-11-21 19:50", 0.5, "2026-11-22 08:20"),
        (DESK, "2026-11-21 21:50", 2, "2026-11-22 10:00"),
        (DESK, "2026-11-21 19:00", 1, "2026-11-21 20:00"),
        (DESK, "2028-02-28 19:00", 14, "2028-03-01 09:00"),
        (NIGHT, "2026-11-21 12:00", 13, "2026-11-22 21:00"),
        (NIGHT, "2026-11-22 07:30", 1, "2026-11-22 20:30"),
        (WORK, "2026-11-23 11:50", 0.5, "2026-11-23 13:50"),
        (WORK, "2026-09-30 17:00", 1, "2026-10-08 09:00"),
        (WORK, "2026-10-09 17:00", 1, "2026-10-10 09:00"),
        (WORK, "2026-09-19 12:00", 1, "2026-09-20 09:30"),
        (WORK, "2026-10-10 17:00", 1, "2026-10-12 09:00"),
        (WORK, "2026-12-31 17:00", 1, "2027-01-04 09:00"),
    ],
)
def test_due_times_by_hand(calendar: Calendar, start: str, hours: float, due: str) -> None:
    """R29: midnight, lunch, the night, National Day with its make-up days, the leap day, the unpublished year."""
    assert calendar.add(at(start), hours * HOUR) == at(due)
    assert calendar.between(at(start), at(due)) == hours * HOUR


def test_results_are_utc_whatever_zone_the_start_is_in() -> None:
    """R29"""
    due = DESK.add(datetime(2026, 11, 21, 19, 50, tzinfo=SHANGHAI), HOUR)
    assert (due, due.tzinfo) == (at("2026-11-22 08:50"), UTC)


def test_twelve_desk_hours_stay_twelve_real_hours_when_clocks_change() -> None:
    """R29: the night the clocks go forward is an hour shorter, so 8 hours of it end an hour later on the wall."""
    night = desk_hours(NEW_YORK, [("20:00", "08:00")])
    assert night.add(at("2026-03-07 20:00", NEW_YORK), 11 * HOUR) == at("2026-03-08 08:00", NEW_YORK)
    assert night.add(at("2026-10-31 20:00", NEW_YORK), 13 * HOUR) == at("2026-11-01 08:00", NEW_YORK)
    start = datetime(2026, 3, 8, 1, 30, tzinfo=NEW_YORK)
    assert round_the_clock(NEW_YORK).between(start, datetime(2026, 3, 8, 3, 30, tzinfo=NEW_YORK)) == HOUR


def test_a_night_that_reaches_into_the_morning_shift_counts_once() -> None:
    both = desk_hours(SHANGHAI, [("07:00", "09:00"), ("20:00", "08:00")])
    assert both.between(at("2026-11-21 12:00"), at("2026-11-22 12:00")) == 13 * HOUR
    assert both.add(at("2026-11-21 12:00"), 13 * HOUR) == at("2026-11-22 09:00")


def test_nothing_to_wait_for_is_due_at_once_even_when_closed() -> None:
    closed = at("2026-11-21 23:00")
    assert DESK.add(closed, timedelta(0)) == closed
    assert DESK.next_open(closed) == at("2026-11-22 08:00")


@pytest.mark.parametrize(
    ("calendar", "start", "n", "due"),
    [
        (WORK, "2026-09-30 09:00", 3, "2026-10-10 17:30"),
        (WORK, "2026-09-30 23:00", 3, "2026-10-10 17:30"),
        (WORK, "2026-10-03 09:00", 1, "2026-10-08 17:30"),
        (WORK, "2026-12-30 09:00", 3, "2027-01-05 17:30"),
        (DESK, "2026-09-30 09:00", 3, "2026-10-03 20:00"),
        (ROUND, "2026-09-30 09:00", 1, "2026-10-02 00:00"),
    ],
)
def test_working_days_are_counted_from_the_next_day(calendar: Calendar, start: str, n: int, due: str) -> None:
    """R26, R29: three working days for a complaint analysis."""
    assert calendar.add_working_days(at(start), n) == at(due)


@pytest.mark.parametrize(
    ("calendar", "start", "end"),
    [
        (DESK, "2026-11-21 09:00", "2026-11-21 20:00"),
        (DESK, "2026-11-21 20:00", "2026-11-22 20:00"),
        (ROUND, "2026-11-21 09:00", "2026-11-22 00:00"),
        (NIGHT, "2026-11-22 03:00", "2026-11-22 08:00"),
        (NIGHT, "2026-11-22 12:00", "2026-11-23 08:00"),
        (WORK, "2026-11-20 12:30", "2026-11-20 17:30"),
        (WORK, "2026-11-20 18:00", "2026-11-23 17:30"),
    ],
)
def test_same_day_ends_when_the_day_closes(calendar: Calendar, start: str, end: str) -> None:
    """§7 of the domain, "same day"; after closing it is the next open day's end."""
    assert calendar.end_of_day(at(start)) == at(end)


def test_noon_of_the_next_day_skips_closed_days() -> None:
    """R26: an opinion notice is answered by 12:00 the next day."""
    noon = time(12)
    assert ROUND.next_day_at(at("2026-11-21 00:10"), noon) == at("2026-11-22 12:00")
    assert DESK.next_day_at(at("2026-12-31 23:50"), noon) == at("2027-01-01 12:00")
    assert WORK.next_day_at(at("2026-11-20 16:00"), noon) == at("2026-11-23 12:00")


def test_a_pause_over_the_night_keeps_what_was_left() -> None:
    """R31"""
    due = DESK.add(at("2026-11-21 19:00"), 2 * HOUR)
    left = DESK.left(due, at("2026-11-21 19:30"))
    assert left == 1.5 * HOUR
    assert DESK.resume(at("2026-11-25 07:00"), left) == at("2026-11-25 09:30")
    assert DESK.left(due, at("2026-11-23 12:00")) == timedelta(0)


def test_a_warning_comes_at_four_fifths_of_the_open_time() -> None:
    """R32"""
    assert DESK.part_way(at("2026-11-21 19:30"), at("2026-11-22 08:30"), 0.5) == at("2026-11-21 20:00")
    assert DESK.part_way(at("2026-11-21 19:00"), at("2026-11-22 12:00"), 0.8) == at("2026-11-22 11:00")


def test_the_explanation_names_stretches_and_closed_days() -> None:
    """R29: an hour from the evening before National Day."""
    before, after = WORK.explain(at("2026-09-30 17:00"), HOUR)
    assert (before.start, before.end, before.total) == (at("2026-09-30 17:00"), at("2026-09-30 17:30"), HOUR / 2)
    assert (after.start, after.end, after.total) == (at("2026-10-08 08:30"), at("2026-10-08 09:00"), HOUR)
    assert after.closed_before == tuple(date(2026, 10, n) for n in range(1, 8))
    assert WORK.rule.name(after.closed_before[0]) == "National Day"


def test_the_explanation_says_nothing_of_days_before_the_start() -> None:
    (step,) = WORK.explain(at("2026-11-23 09:00"), HOUR)
    assert step.closed_before == ()
    (step,) = WORK.explain(at("2026-11-22 09:00"), HOUR)
    assert step.closed_before == (date(2026, 11, 22),)


def test_a_day_the_zone_skipped_is_no_working_day() -> None:
    """R29: Samoa had no 30 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    assert desk_hours(apia).add_working_days(at("2011-12-29 09:00", apia), 1) == at("2011-12-31 20:00", apia)


def test_round_the_clock_is_explained_in_one_line() -> None:
    (step,) = ROUND.explain(at("2026-11-21 13:40"), 72 * HOUR)
    assert (step.end, step.total) == (at("2026-11-24 13:40"), 72 * HOUR)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = working_days(SHANGHAI, [], days=DAYS)
    start = at("2026-11-21 09:00")
    questions: list[Callable[[], object]] = [
        lambda: never.add(start, HOUR),
        lambda: never.end_of_day(start),
        lambda: never.next_open(start),
    ]
    for ask in questions:
        with pytest.raises(NeverOpen, match="working_days"):
            ask()
    assert not never.is_open(start)
    assert never.between(start, start + 48 * HOUR) == timedelta(0)


def test_bad_questions_are_refused() -> None:
    start = at("2026-11-21 09:00")
    questions: dict[str, Callable[[], object]] = {
        "cannot be negative": lambda: DESK.add(start, -HOUR),
        "without a zone": lambda: DESK.add(datetime(2026, 11, 21), HOUR),
        "out of range": lambda: ROUND.add(start, timedelta.max),
        "At least one working day": lambda: WORK.add_working_days(start, 0),
        "between 0 and 1": lambda: DESK.part_way(start, start + HOUR, 1.1),
    }
    for complaint, ask in questions.items():
        with pytest.raises(ValueError, match=complaint):
            ask()


def test_the_version_follows_zone_hours_and_days() -> None:
    """R29: what a due time was computed by can be told apart."""
    others = [
        DESK,
        desk_hours(NEW_YORK),
        desk_hours(SHANGHAI, [("08:00", "20:30")]),
        ROUND,
        WORK,
        working_days(SHANGHAI, days=ChineseDays.published({date(2026, 11, 22): True})),
    ]
    assert len({calendar.version for calendar in others}) == len(others)
    assert desk_hours(SHANGHAI).version == DESK.version
    assert max(len(calendar.version) for calendar in others) <= 40


def test_three_years_of_working_time_are_summed_day_by_day() -> None:
    due = WORK.add(at("2026-01-01 00:00"), 5000 * HOUR)
    assert WORK.between(at("2026-01-01 00:00"), due) == 5000 * HOUR

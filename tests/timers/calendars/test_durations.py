"""Durations as policies store them and people read them (R26, R29)."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.timers.calendars.arithmetic import desk_hours, round_the_clock, working_days
from servicedesk.timers.calendars.durations import Duration, due, explain, format_duration, in_words, parse
from servicedesk.timers.calendars.holidays import ChineseDays

from .zones import SHANGHAI, at

elapsed = st.integers(0, 1000 * 86400).map(lambda seconds: Duration(delta=timedelta(seconds=seconds)))
counted = st.integers(1, 1000).map(lambda n: Duration(working_days=n))
moments = st.just(Duration(end_of_day=True)) | st.times().map(
    lambda moment: Duration(at=moment.replace(second=0, microsecond=0))
)


@pytest.mark.parametrize(
    ("text", "delta"),
    [
        ("PT30M", timedelta(minutes=30)),
        ("PT2S", timedelta(seconds=2)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P3D", timedelta(days=3)),
        ("P1DT12H", timedelta(hours=36)),
        ("PT0S", timedelta(0)),
    ],
)
def test_iso_durations_are_read(text: str, delta: timedelta) -> None:
    assert parse(text) == Duration(delta=delta)
    assert str(parse(text)) == text


def test_days_are_working_days_where_the_calendar_counts_them() -> None:
    """R26: P3D for a complaint analysis."""
    assert parse("P3D", working_days=True) == Duration(working_days=3)
    assert parse("PT8H", working_days=True) == Duration(delta=timedelta(hours=8))


@given(elapsed | counted | moments)
def test_what_is_written_is_read_the_same(duration: Duration) -> None:
    assert parse(format_duration(duration, working_days=True), working_days=True) == duration


@given(elapsed | moments)
def test_what_is_written_for_other_calendars_is_read_the_same(duration: Duration) -> None:
    assert parse(str(duration)) == duration


@given(st.text("PTDHMSWY0123456789.- next-day@:", max_size=12) | st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse(text)
    except ValueError as error:
        assert len(str(error)) > 20


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "begins with P"),
        ("30", "begins with P"),
        ("pt30m", "begins with P"),
        ("PT", "number is missing"),
        ("P1DT", "number is missing"),
        ("P2W", "weeks"),
        ("P1M", "months"),
        ("P30S", "follow a T"),
        ("PT1.5H", "whole"),
        ("PT5M1H", "in this order"),
        ("PT-5M", "in this order"),
        ("P1001D", "1000 days"),
        ("next-day@", "time of day"),
        ("next-day@25:00", "time of day"),
    ],
)
def test_the_complaint_names_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(text)


def test_working_days_and_hours_do_not_mix() -> None:
    with pytest.raises(ValueError, match="mixes"):
        parse("P1DT2H", working_days=True)
    with pytest.raises(ValueError, match="not several"):
        Duration(timedelta(hours=1), working_days=1)


def test_every_form_has_its_due_time_and_its_explanation() -> None:
    """R26, R29: what each text means for a complaint on Friday at 16:00."""
    work = working_days(SHANGHAI, days=ChineseDays.published())
    friday = at("2026-11-20 16:00")
    expected = {
        "PT2H": at("2026-11-23 09:00"),
        "P3D": at("2026-11-25 17:30"),
        "end-of-day": at("2026-11-20 17:30"),
        "next-day@12:00": at("2026-11-23 12:00"),
    }
    for text, moment in expected.items():
        duration = parse(text, working_days=work.counts_days)
        assert due(work, friday, duration) == moment
        steps = explain(work, friday, duration)
        assert (steps[-1].end, steps[-1].total) == (moment, work.between(friday, moment))


def test_a_day_elsewhere_is_24_hours_of_calendar_time() -> None:
    day = parse("P1D")
    assert due(round_the_clock(SHANGHAI), at("2026-11-20 16:00"), day) == at("2026-11-21 16:00")
    assert due(desk_hours(SHANGHAI), at("2026-11-20 16:00"), day) == at("2026-11-22 16:00")


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (parse("PT30M"), "30 minutes"),
        (parse("PT1H1M"), "1 hour 1 minute"),
        (parse("PT24H"), "24 hours"),
        (parse("P3D"), "3 days"),
        (parse("PT0S"), "at once"),
        (Duration(working_days=3), "3 working days"),
        (Duration(at=time(12)), "12:00 next day"),
        (Duration(end_of_day=True), "same day"),
    ],
)
def test_durations_are_said_in_words(duration: Duration, words: str) -> None:
    assert in_words(duration) == words

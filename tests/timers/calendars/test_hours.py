"""Opening hours as an administrator types them (R29)."""

from datetime import time

import pytest

from servicedesk.timers.calendars.hours import DayHours


def test_hours_are_read_and_written_alike() -> None:
    hours = DayHours.parse([("08:30", "12:00"), ("13:30", "17:30"), ("20:00", "24:00")])
    assert hours.pieces[2] == (time(20), time(0))
    assert str(hours) == "08:30-12:00,13:30-17:30,20:00-24:00"
    assert not DayHours.parse([])


@pytest.mark.parametrize(
    ("pieces", "complaint"),
    [
        ([("8 o'clock", "12:00")], "8 o'clock"),
        ([("24:00", "25:00")], "24:00"),
        ([("08:00", "08:00")], "no length"),
        ([("00:00", "0:00")], "00:00-24:00"),
        ([("08:60", "12:00")], "08:60"),
        ([("08:00", "12:00"), ("11:00", "13:00")], "overlap"),
        ([("13:00", "14:00"), ("08:00", "12:00")], "overlap"),
        ([("20:00", "08:00"), ("21:00", "22:00")], "overlap"),
    ],
)
def test_hours_without_sense_are_refused_by_name(pieces: list[tuple[str, str]], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        DayHours.parse(pieces)

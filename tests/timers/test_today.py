"""Which day it is depends on the place (R29)."""

from datetime import date

from servicedesk.timers.now import today_in
from tests.cast import Cast, at
from tests.support.clock import Clock


def test_half_past_midnight_in_shanghai_is_yesterday_in_urumqi_and_in_utc(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-22 00:30"))
    cast.other_estate.zone = "Asia/Urumqi"
    assert (today_in(cast.estate), today_in(cast.other_estate)) == (date(2026, 11, 22), date(2026, 11, 21))
    assert today_in() == date(2026, 11, 22)

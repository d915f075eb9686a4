"""How long is left, in words (design: Components, `.clock`)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from servicedesk.web.wording import left_words, rounded_up, took_words, used_percent

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

CASES = [
    # seconds left, 中文, English; negative is over
    (1, "剩 0:01", "0:01 left"),
    (390, "剩 6:30", "6:30 left"),
    (14 * 60 + 59, "剩 14:59", "14:59 left"),
    (15 * 60, "剩 15 分", "15 min left"),
    (23 * 60 + 1, "剩 24 分", "24 min left"),
    (59 * 60 + 30, "剩 1时", "1 h left"),
    (2 * 3600 + 47 * 60, "剩 2时47分", "2 h 47 min left"),
    (24 * 3600 - 1, "剩 1天", "1 d left"),
    (2 * 86400 + 3 * 3600, "剩 2天3时", "2 d 3 h left"),
    (2 * 86400 + 2 * 3600 + 1, "剩 2天3时", "2 d 3 h left"),
    (0, "超 0:00", "0:00 over"),
    (-438, "超 7:18", "7:18 over"),
    (-(22 * 60 + 59), "超 22 分", "22 min over"),
    (-(86400 + 3599), "超 1天", "1 d over"),
]


@pytest.mark.parametrize(("seconds", "chinese", "english"), CASES)
def test_words_of_a_clock(seconds: int, chinese: str, english: str) -> None:
    left = timedelta(seconds=seconds)
    with translation.override("zh-hans"):
        assert left_words(left) == chinese
    with translation.override("en"):
        assert left_words(left) == english


def test_what_is_left_is_rounded_up_so_that_over_never_comes_early() -> None:
    assert rounded_up(0.2) == 1
    assert rounded_up(899.5) == 900
    assert all(rounded_up(seconds) >= seconds for seconds in range(0, 200_000, 7))


def test_what_a_met_timer_took() -> None:
    with translation.override("en"):
        assert took_words(timedelta(seconds=20)) == "took 1 min"
        assert took_words(timedelta(minutes=3)) == "took 3 min"
        assert took_words(timedelta(hours=2, minutes=5)) == "took 2 h 5 min"


def test_used_share_stays_between_nothing_and_all() -> None:
    due = START + timedelta(minutes=10)
    assert used_percent(START, due, START - timedelta(minutes=1)) == 0
    assert used_percent(START, due, START + timedelta(minutes=8)) == 80
    assert used_percent(START, due, due + timedelta(days=1)) == 100
    assert used_percent(START, START, START) == 100

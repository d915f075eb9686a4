"""Chinese working days: published years, the year nobody has published yet, and a company's own days (R29)."""

from datetime import date, timedelta

import pytest

from servicedesk.timers.calendars.holidays import Arrangement, ChineseDays, load_years, official_year, unofficial_within
from servicedesk.timers.calendars.sources import DISPUTED, MAKE_UP, KnownDay, published_years

DAYS = ChineseDays.published()


def days_off(days: ChineseDays, first: date, length: int) -> list[int]:
    span = [first + timedelta(n) for n in range(length)]
    return [day.day for day in span if not days.is_working(day)]


def test_national_day_2026_is_as_published() -> None:
    """R29: seven days off, paid for with a Sunday before and a Saturday after."""
    assert days_off(DAYS, date(2026, 10, 1), 12) == [1, 2, 3, 4, 5, 6, 7, 11]
    assert DAYS.is_working(date(2026, 9, 20))
    assert DAYS.name(date(2026, 10, 10)) == MAKE_UP
    assert DAYS.name(date(2026, 10, 5)) == "National Day"


def test_both_libraries_agree_on_every_published_day() -> None:
    """R29: but for one Saturday, which is corrected by hand, to the answer of the second."""
    disputed = [
        day
        for year in published_years()
        for day, known in (official_year(year) or {}).items()
        if known.source.startswith(DISPUTED)
    ]
    assert disputed == []
    assert (official_year(2005) or {})[date(2005, 12, 31)].is_working


def test_an_unpublished_year_is_weekdays_without_statutory_holidays() -> None:
    """R29: 6 and 7 February 2027 are New Year's days on a weekend, given back by law on the 9th and 10th."""
    assert official_year(2028) is None
    days = ChineseDays(Arrangement({}))
    assert days_off(days, date(2028, 10, 1), 8) == [1, 2, 3, 4, 7, 8]
    assert days_off(days, date(2027, 2, 5), 10) == [5, 6, 7, 8, 9, 10, 13, 14]
    assert {days.name(date(2027, 2, n)) for n in (5, 6, 9)} == {"Spring Festival"}
    assert (days.name(date(2027, 1, 1)), days.name(date(2027, 1, 4))) == ("New Year's Day", "")
    assert not days.is_official(date(2027, 2, 8))


def test_the_alarm_counts_days_without_an_official_source() -> None:
    """R29"""
    last = date(max(published_years()), 12, 31)
    assert unofficial_within(60, last - timedelta(59), DAYS) == 0
    assert unofficial_within(60, last - timedelta(9), DAYS) == 50


def test_overrides_win_and_change_the_version() -> None:
    """R29"""
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    own = ChineseDays.published({sunday: True, monday: False})
    assert own.is_working(sunday)
    assert not own.is_working(monday)
    assert own.version != DAYS.version == ChineseDays.published().version
    assert (ChineseDays.published({date(2026, 10, 1): True}).name(date(2026, 10, 1)), own.is_official(sunday)) == (
        "",
        True,
    )


def test_a_newly_published_year_changes_version_and_due_days() -> None:
    """R29: recomputed when the arrangement is known."""
    rows = load_years("CN", [2025, 2026])
    before = ChineseDays.from_rows(row for row in rows if row.date.year == 2025)
    after = ChineseDays.from_rows(rows)
    assert (before.version[:8], after.version[:8]) == ("CN-2025.", "CN-2026.")
    make_up = date(2026, 2, 14)
    assert (before.is_working(make_up), after.is_working(make_up)) == (False, True)


def test_rows_cover_each_day_of_published_years_only() -> None:
    rows = load_years("CN", [2024, 2099])
    assert len(rows) == 366
    assert {row.date.year for row in rows} == {2024}
    assert rows[0].name == "New Year's Day"
    assert rows[0].source.startswith("official:chinesecalendar ")
    with pytest.raises(ValueError, match="XX"):
        load_years("XX", [2026])


def test_a_disputed_day_is_used_but_is_not_official() -> None:
    """R29: when the sources differ somebody must look."""
    day = date(2026, 11, 22)
    days = ChineseDays(Arrangement({day: KnownDay(True, MAKE_UP, f"{DISPUTED}:chinesecalendar 1.11.0")}))
    assert days.is_working(day)
    assert not days.is_official(day)
    assert days.version.startswith("CN-unofficial.")

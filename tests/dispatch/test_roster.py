"""The duty roster: who is on, what does not fit, patterns, copying, substitutes (R19, domain §1)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.models import Pattern
from dispatch.queries import candidates
from dispatch.shifts import actions, leaves, patterns, times
from dispatch.shifts.book import Wanted
from dispatch.shifts.gaps import uncovered
from dispatch.shifts.queries import week_of
from servicedesk.journal.models import Event
from servicedesk.people import duty
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Leave, Posting, Shift
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.business import company_days
from servicedesk.timers.models import CalendarDay
from tests.cast import Cast, at
from tests.support.clock import Clock

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def empty(cast: Cast, clock: Clock) -> None:
    """Saturday morning, and nobody is on the roster yet."""
    clock.set(at("2026-11-21 10:00"))
    Shift.objects.all().delete()


def wanted(cast: Cast, name: str, day: date, kind: str = "field", hours: str = "08:00-18:00", **more: Any) -> Wanted:
    starts, ends = (times.time.fromisoformat(one) for one in hours.split("-"))
    return Wanted(cast.people[name].pk, kind, *times.span(day, starts, ends, cast.estate.tz), **more)


def put(cast: Cast, name: str, day: date, kind: str = "field", hours: str = "08:00-18:00", **more: Any) -> Shift:
    one = wanted(cast, name, day, kind, hours, **more)
    return actions.save_shift(actor=cast.act("supervisor"), estate_id=cast.estate.pk, wanted=one)


def on(cast: Cast, moment: str, estate: Any = None) -> set[str]:
    shifts = duty.running(at(moment), [(estate or cast.estate).pk]).select_related("staff")
    return {one.staff.name for one in shifts}


# Who is on now.


def test_a_night_belongs_to_its_operator_across_midnight_and_new_years_eve(cast: Cast) -> None:
    put(cast, "night", date(2026, 12, 31), "night_centre", "20:00-08:00")
    put(cast, "clerk", date(2026, 12, 31), "day_desk", "08:00-20:00")
    put(cast, "second_clerk", date(2027, 1, 1), "day_desk", "08:00-20:00")
    assert on(cast, "2026-12-31 19:59") == {"林晓雯"}
    for moment in ("2026-12-31 20:00", "2026-12-31 23:59", "2027-01-01 00:00", "2027-01-01 07:59"):
        assert on(cast, moment) == {"赵夜明"}, moment
    assert on(cast, "2027-01-01 08:00") == {"陈静"}


def test_a_night_centre_serves_every_estate_of_its_operator_and_a_desk_only_its_own(cast: Cast) -> None:
    Posting.objects.create(staff=cast.night, estate=cast.other_estate, department=cast.service)
    Posting.objects.create(staff=cast.clerk, estate=cast.other_estate, department=cast.service)
    put(cast, "night", MONDAY, "night_centre", "20:00-08:00")
    put(cast, "clerk", MONDAY, "day_desk", "20:00-22:00")
    assert on(cast, "2026-11-23 21:00") == {"赵夜明", "林晓雯"}
    assert on(cast, "2026-11-23 21:00", cast.other_estate) == {"赵夜明"}


def test_whoever_is_on_leave_or_has_left_is_not_on(cast: Cast) -> None:
    put(cast, "technician", MONDAY)
    put(cast, "foreman", MONDAY)
    leave(cast, "technician", MONDAY)
    cast.foreman.active = False
    cast.foreman.save()
    assert on(cast, "2026-11-23 10:00") == set()
    assert duty.shift_of(cast.technician.pk, at("2026-11-23 10:00")) is None


def test_candidates_and_the_top_bar_ask_the_same(cast: Cast, clock: Clock) -> None:
    put(cast, "technician", MONDAY)
    ticket = cast.ticket()
    leave(cast, "technician", MONDAY)
    clock.set(at("2026-11-23 10:00"))
    assert not next(one for one in candidates(ticket) if one.staff == cast.technician).on_shift
    assert "08:00–18:00" not in cast.client("technician").get("/phone/me").content.decode()


def test_stand_by_is_asked_in_its_order_and_without_a_number_last(cast: Cast) -> None:
    """R19: emergencies propose whoever is nearest the top of the duty roster."""
    for name, order in (("technician", 0), ("second_technician", 2), ("foreman", 1)):
        put(cast, name, MONDAY, "standby", "18:00-08:00", standby_order=order)
    found = duty.standby(cast.estate.pk, at("2026-11-24 02:00"))
    assert [one.staff.name for one in found] == ["马志远", "何鹏", "孙海涛"]


# What does not fit.


@pytest.mark.parametrize("hours", ["17:59-23:00", "00:00-08:01", "09:00-10:00"])
def test_nobody_is_on_twice_at_once(cast: Cast, hours: str) -> None:
    put(cast, "technician", MONDAY)
    with pytest.raises(Conflict, match="孙海涛"):
        put(cast, "technician", MONDAY, "standby", hours)
    assert put(cast, "technician", MONDAY, "standby", "18:00-08:00")


def test_in_another_estate_he_is_on_all_the_same(cast: Cast) -> None:
    Posting.objects.create(staff=cast.technician, estate=cast.other_estate, department=cast.engineering)
    put(cast, "technician", MONDAY)
    with pytest.raises(Conflict):
        actions.save_shift(
            actor=cast.act("admin"), estate_id=cast.other_estate.pk, wanted=wanted(cast, "technician", MONDAY)
        )


def test_who_works_elsewhere_cannot_be_put_on_and_what_is_over_stays(cast: Cast, clock: Clock) -> None:
    """R10."""
    with pytest.raises(NotFound):
        put(cast, "outsider", MONDAY)
    with pytest.raises(Invalid):
        put(cast, "technician", date(2026, 11, 20))
    shift = put(cast, "technician", MONDAY)
    clock.set(at("2026-11-23 18:00"))
    with pytest.raises(Conflict):
        actions.remove_shift(actor=cast.act("supervisor"), shift_id=shift.pk)


@pytest.mark.parametrize("who", ["clerk", "technician", "cashier", "director"])
def test_only_leaders_write_the_roster(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.save_shift(actor=cast.act(who), estate_id=cast.estate.pk, wanted=wanted(cast, "technician", MONDAY))


def test_a_change_is_an_event_with_before_and_after(cast: Cast) -> None:
    """R10."""
    shift = put(cast, "technician", MONDAY)
    one = wanted(cast, "technician", MONDAY, hours="09:00-19:00")
    actions.save_shift(actor=cast.act("manager"), estate_id=cast.estate.pk, wanted=one, shift_id=shift.pk)
    actions.remove_shift(actor=cast.act("manager"), shift_id=shift.pk, reason="排错")
    lines = list(Event.objects.filter(subject_id=shift.pk).order_by("id"))
    assert [one.type for one in lines] == ["roster.shift_added", "roster.shift_added", "roster.shift_removed"]
    assert "08:00–18:00 → " in lines[1].payload["what"] and lines[2].payload["reason"] == "排错"
    assert all(line.data.title() for line in lines)


# Leave and substitutes.


def leave(cast: Cast, name: str, first: date, days: int = 1) -> Leave:
    return leaves.grant_leave(
        actor=cast.act("supervisor"), estate_id=cast.estate.pk, staff_id=cast.people[name].pk, kind="annual",
        first=first, last=first + timedelta(days=days - 1),
    )  # fmt: skip


def test_a_shift_within_a_leave_is_a_conflict_until_somebody_comes_instead(cast: Cast) -> None:
    shift = put(cast, "technician", MONDAY)
    leave(cast, "technician", MONDAY)
    assert ["孙海涛" in one.words for one in troubles(cast) if one.staff_id] == [True]
    actions.substitute(
        actor=cast.act("supervisor"), shift_id=shift.pk, staff_id=cast.second_technician.pk, reason="年假"
    )
    assert [one for one in troubles(cast) if one.staff_id] == []
    assert on(cast, "2026-11-23 10:00") == {"何鹏"}
    shift.refresh_from_db()
    assert shift.substitute_for == cast.technician


def test_a_substitute_must_be_free(cast: Cast) -> None:
    shift = put(cast, "technician", MONDAY)
    put(cast, "foreman", MONDAY)
    with pytest.raises(Conflict, match="马志远"):
        actions.substitute(actor=cast.act("supervisor"), shift_id=shift.pk, staff_id=cast.foreman.pk)


def test_nobody_is_put_on_during_his_leave_and_no_leave_is_entered_twice(cast: Cast) -> None:
    leave(cast, "technician", MONDAY, days=3)
    with pytest.raises(Conflict):
        put(cast, "technician", MONDAY + timedelta(days=2))
    with pytest.raises(Conflict):
        leave(cast, "technician", MONDAY + timedelta(days=2))
    assert put(cast, "technician", MONDAY + timedelta(days=3))


def test_a_leave_that_runs_ends_now_when_he_is_back(cast: Cast, clock: Clock) -> None:
    found = leave(cast, "technician", MONDAY, days=3)
    clock.set(at("2026-11-24 10:00"))
    leaves.withdraw_leave(actor=cast.act("manager"), estate_id=cast.estate.pk, leave_id=found.pk)
    found.refresh_from_db()
    assert found.ends_at == at("2026-11-24 10:00")


# Weeks, patterns, holidays.


def troubles(cast: Cast, monday: date = MONDAY) -> list[Any]:
    return week_of(cast.estate, monday, at("2026-11-21 10:00")).troubles


def gaps(cast: Cast, day: date) -> list[str]:
    week = week_of(cast.estate, MONDAY, at("2026-11-21 10:00"))
    return next(one.gaps for one in week.days if one.date == day)


def test_a_desk_hour_with_nobody_is_shown(cast: Cast) -> None:
    assert gaps(cast, MONDAY) == ["8–8"]
    put(cast, "clerk", MONDAY, "day_desk", "08:00-14:00")
    put(cast, "night", MONDAY, "night_centre", "20:00-08:00")
    put(cast, "technician", MONDAY, "field", "14:00-20:00")
    assert gaps(cast, MONDAY) == ["14–20"]
    put(cast, "second_clerk", MONDAY, "day_desk", "14:00-20:00")
    assert gaps(cast, MONDAY) == []
    leave(cast, "night", MONDAY + timedelta(days=1))
    assert gaps(cast, MONDAY) == ["0–8"]


def test_uncovered_joins_what_touches() -> None:
    moments = [at(f"2026-11-21 {hour:02}:00") for hour in range(24)]
    present = [(moments[8], moments[12]), (moments[10], moments[14]), (moments[14], moments[15])]
    assert uncovered((moments[8], moments[20]), present) == [(moments[15], moments[20])]
    assert uncovered((moments[8], moments[20]), []) == [(moments[8], moments[20])]
    assert uncovered((moments[8], moments[20]), [(moments[0], moments[23])]) == []


def test_last_week_is_copied_by_the_local_hour_and_what_does_not_fit_is_named(cast: Cast) -> None:
    """Whoever was substituted is on again; nothing is replaced; twice is once."""
    shift = put(cast, "technician", MONDAY)
    actions.substitute(actor=cast.act("supervisor"), shift_id=shift.pk, staff_id=cast.second_technician.pk)
    put(cast, "night", MONDAY + timedelta(days=6), "night_centre", "20:00-08:00")
    put(cast, "foreman", MONDAY)
    leave(cast, "foreman", MONDAY + timedelta(days=7))
    done = copy(cast, MONDAY + timedelta(days=7))
    assert [name for name, _shift, _why in done.left_out] == ["马志远"]
    assert on(cast, "2026-11-30 10:00") == {"孙海涛"} and on(cast, "2026-12-07 07:59") == {"赵夜明"}
    again = copy(cast, MONDAY + timedelta(days=7))
    assert not again.added and Shift.objects.count() == 5
    assert Event.objects.filter(type="roster.filled").count() == 1


def copy(cast: Cast, monday: date) -> actions.Filled:
    return actions.copy_week(actor=cast.act("supervisor"), estate_id=cast.estate.pk, monday=monday)


def pattern(cast: Cast, name: str, rhythm: str, since: date, **more: Any) -> Pattern:
    values = {
        "staff_id": cast.people[name].pk, "kind": ShiftKind.FIELD, "starts": times.EIGHT, "ends": times.EIGHTEEN,
        "rhythm": rhythm, "since": since,
    } | more  # fmt: skip
    return patterns.set_pattern(actor=cast.act("supervisor"), estate_id=cast.estate.pk, values=values)


def days_filled(cast: Cast, days: list[date]) -> list[int]:
    done = patterns.fill_from_patterns(actor=cast.act("supervisor"), estate_id=cast.estate.pk, days=days)
    return sorted(one.starts_at.astimezone(cast.estate.tz).day for one in done.added)


def test_two_days_on_two_days_off_runs_on_from_month_to_month(cast: Cast) -> None:
    pattern(cast, "technician", "cycle", date(2026, 11, 29), days_on=2, days_off=2)
    assert days_filled(cast, times.month_of(date(2026, 12, 1)))[:5] == [3, 4, 7, 8, 11]


def test_working_days_know_public_holidays_and_make_up_days(cast: Cast, clock: Clock) -> None:
    """R29: National Day 2025 is off until the 8th; Saturday the 11th is worked for it."""
    clock.set(at("2025-09-20 10:00"))
    pattern(cast, "technician", "working_days", date(2025, 10, 1))
    pattern(cast, "foreman", "holidays", date(2025, 10, 1))
    days = [date(2025, 10, n) for n in range(1, 13)]
    calendar = company_days()
    assert [one.day for one in days if calendar.is_working(one)] == [9, 10, 11]
    done = patterns.fill_from_patterns(actor=cast.act("supervisor"), estate_id=cast.estate.pk, days=days)
    by_person = {name: [one.starts_at.astimezone(cast.estate.tz).day for one in done.added
                        if one.staff_id == cast.people[name].pk] for name in ("technician", "foreman")}  # fmt: skip
    assert by_person == {"technician": [9, 10, 11], "foreman": [1, 2, 3, 4, 5, 6, 7, 8]}


def test_the_companys_own_word_about_a_day_is_stronger(cast: Cast) -> None:
    CalendarDay.objects.create(day=MONDAY, working=False, name="司庆")
    pattern(cast, "technician", "working_days", MONDAY)
    assert days_filled(cast, times.week_of(MONDAY)) == [24, 25, 26, 27]


def test_weekdays_and_the_last_day_of_a_pattern(cast: Cast) -> None:
    pattern(cast, "technician", "weekdays", MONDAY, weekdays=[1, 3, 7], until=date(2026, 11, 25))
    assert days_filled(cast, times.week_of(MONDAY)) == [23, 25]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("weekdays", {"rhythm": "weekdays", "weekdays": []}),
        ("days_on", {"rhythm": "cycle", "days_on": 50, "days_off": 50}),
        ("until", {"rhythm": "cycle", "until": date(2026, 1, 1)}),
    ],
)
def test_a_pattern_that_cannot_be_is_refused(cast: Cast, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        pattern(cast, "technician", changes.pop("rhythm"), MONDAY, **changes)
    assert refused.value.field == field


# The pages.


def test_the_week_shows_people_shifts_and_conflicts(cast: Cast) -> None:
    put(cast, "technician", MONDAY)
    page = cast.client("supervisor").get(reverse("roster"), {"week": "2026-11-25"}).content.decode()
    assert "孙海涛" in page and "8–18" in page and "无人" in page and cast.outsider.name not in page


def test_one_key_puts_somebody_on_and_another_clears_the_day(cast: Cast) -> None:
    url = reverse("roster-set-day", args=[cast.night.pk, "2026-12-31"])
    client = cast.client("supervisor")
    assert "20–8" in client.post(url, {"kind": "night_centre"}).content.decode()
    assert Shift.objects.get().ends_at == at("2027-01-01 08:00")
    assert client.post(url, {"kind": "day_desk"}).status_code == 200 and Shift.objects.get().kind == "day_desk"
    assert client.post(url, {"kind": ""}).status_code == 200 and not Shift.objects.exists()
    assert client.post(url, {"kind": "x"}).status_code == 422


def test_the_editor_says_beside_the_form_what_is_in_the_way(cast: Cast) -> None:
    put(cast, "technician", MONDAY)
    url = reverse("roster-cell", args=[cast.technician.pk, "2026-11-23"])
    response = cast.client("supervisor").post(url, {"kind": "field", "starts": "17:00", "ends": "19:00"})
    assert response.status_code == 422 and "孙海涛" in response.context["form"].errors["starts"][0]


def test_who_may_see_and_who_may_write(cast: Cast) -> None:
    """Domain §1."""
    for who, sees, writes in (("supervisor", 200, 200), ("clerk", 200, 403), ("technician", 403, 403)):
        client = cast.client(who)
        assert client.get(reverse("roster")).status_code == sees
        assert client.post(reverse("roster-copy"), {"week": "2026-11-23"}).status_code == writes
    assert cast.client("clerk").get(reverse("roster")).content.decode().count("data-roster") == 0


@pytest.mark.parametrize("query", ["week=x", "week=9999-01-01", "week=%00", "week=2026-02-30"])
def test_a_week_that_cannot_be_is_not_found(cast: Cast, query: str) -> None:
    assert cast.client("supervisor").get(f"{reverse('roster')}?{query}").status_code == 404


def test_strangers_and_other_estates_people_have_no_cell(cast: Cast) -> None:
    client = cast.client("supervisor")
    for staff_id in (uuid4(), cast.outsider.pk):
        assert client.get(reverse("roster-cell", args=[staff_id, "2026-11-23"])).status_code == 404
        assert (
            client.post(reverse("roster-set-day", args=[staff_id, "2026-11-23"]), {"kind": "field"}).status_code == 404
        )


def test_leave_and_patterns_are_entered_on_their_pages(cast: Cast) -> None:
    client = cast.client("manager")
    sent = {"staff": str(cast.technician.pk), "kind": "sick", "first": "2026-11-23", "last": "2026-11-22"}
    assert client.post(reverse("roster-leave"), sent).status_code == 422
    assert client.post(reverse("roster-leave"), sent | {"last": "2026-11-24"}).status_code == 302
    page = client.get(reverse("roster-leave")).content.decode()
    assert "孙海涛" in page and "<td>2026-11-24</td>" in page, "the last day, not the midnight after it"
    sent = {
        "staff": str(cast.foreman.pk), "kind": "field", "starts": "08:00", "ends": "18:00", "rhythm": "working_days",
        "since": "2026-11-23",
    }  # fmt: skip
    assert client.post(reverse("roster-patterns"), sent).status_code == 302
    assert client.post(reverse("roster-fill-month"), {"month": "2026-12"}).status_code == 302
    assert Shift.objects.filter(staff=cast.foreman).count() == 23
    assert client.post(reverse("roster-pattern-end", args=[Pattern.objects.get().pk])).status_code == 302
    assert client.post(reverse("roster-leave-withdraw", args=[Leave.objects.get().pk])).status_code == 302


def test_the_week_costs_the_same_with_more_people_and_shifts(cast: Cast) -> None:
    client = cast.client("supervisor")
    client.get(reverse("roster"))
    counts = []
    for names in (["technician"], ["foreman", "second_technician", "clerk"]):
        for name in names:
            put(cast, name, MONDAY)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("roster"), {"week": "2026-11-23"})
        counts.append(len(captured))
    assert counts[0] == counts[1]

"""A person's own quiet hours: they lengthen those of his estate, and never shorten them (R32)."""

from datetime import time
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from servicedesk.messaging.inbox import latest
from servicedesk.messaging.models import Message
from servicedesk.messaging.tasks import deliver
from servicedesk.people.models import Shift
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers import engine
from servicedesk.timers.models import OwnQuietHours
from servicedesk.timers.own_quiet import set_own_quiet_hours
from servicedesk.timers.quiet import quiet_until, set_quiet_hours
from tests.api.client import Api, fields
from tests.cast import Cast, at
from tests.support.clock import Clock

DESK, PHONE = "/account/quiet-hours", "/phone/me/quiet-hours"


def hours(words: str) -> Any:
    begins, ends = map(time.fromisoformat, words.split("-"))
    return SimpleNamespace(begins=begins, ends=ends)


@pytest.mark.parametrize(
    ("stretches", "now", "until"),
    [
        (["22:00-07:00"], "21 22:00", "22 07:00"),
        (["22:00-07:00"], "22 07:00", ""),
        (["22:00-07:00", "21:00-06:00"], "21 21:30", "22 07:00"),
        (["22:00-07:00", "23:00-05:00"], "21 23:30", "22 07:00"),
        (["22:00-07:00", "06:00-09:00"], "21 23:30", "22 09:00"),
        (["22:00-07:00", "07:00-09:00"], "21 23:30", "22 09:00"),
        (["12:00-14:00", "22:00-07:00"], "21 13:00", "21 14:00"),
        (["19:00-07:00", "07:00-19:00"], "21 20:00", "22 07:00"),
    ],
)
def test_own_hours_are_added_and_never_shorten(stretches: list[str], now: str, until: str) -> None:
    """R32: over midnight too; where nothing is left of the day, the first end is the end."""
    found = quiet_until([hours(one) for one in stretches], at(f"2026-11-{now}"), ZoneInfo("Asia/Shanghai"))
    assert found == (at(f"2026-11-{until}") if until else None)


def say(cast: Cast, name: str, words: str) -> None:
    own = hours(words)
    set_own_quiet_hours(actor=cast.act(name), staff_id=cast.people[name].pk, begins=own.begins, ends=own.ends)


def told(cast: Cast, name: str) -> list[str]:
    return [line["number"] for line in latest(cast.people[name].pk).lines]


def sweep_from(clock: Clock, hour: int) -> None:
    for minute in (3, 8, 10, 15):
        clock.set(at(f"2026-11-21 {hour:02}:{minute:02}"))
        engine.sweep()


def test_what_is_not_urgent_waits_for_the_end_of_ones_own_hours(cast: Cast, clock: Clock) -> None:
    """R32: held until half past nine, though the estate is quiet until seven only; then told."""
    clock.set(at("2026-11-21 23:00"))
    set_quiet_hours(actor=cast.act("admin"), begins=time(22), ends=time(7))
    say(cast, "clerk", "21:30-09:30")
    plain, urgent = cast.ticket(), cast.ticket(urgent=True)
    sweep_from(clock, 23)
    assert urgent.number in told(cast, "clerk") and plain.number not in told(cast, "clerk")
    held = Message.objects.filter(staff=cast.clerk, subject_id=plain.pk)
    assert held.exists() and {one.due_at for one in held} == {at("2026-11-22 09:30")}
    clock.set(at("2026-11-22 09:29"))
    deliver()
    assert plain.number not in told(cast, "clerk")
    clock.set(at("2026-11-22 09:30"))
    deliver()
    assert plain.number in told(cast, "clerk")


def test_they_hold_where_the_estate_has_none_and_not_on_a_shift(cast: Cast, clock: Clock) -> None:
    """R32: the supervisor is on a shift and hears at once; off it, not before two."""
    clock.set(at("2026-11-21 12:00"))
    say(cast, "supervisor", "12:00-14:00")
    first = cast.ticket()
    sweep_from(clock, 12)
    assert first.number in told(cast, "supervisor")
    Shift.objects.all().delete()
    clock.set(at("2026-11-21 13:00"))
    second = cast.ticket()
    sweep_from(clock, 13)
    held = Message.objects.filter(staff=cast.supervisor, subject_id=second.pk)
    assert held.exists() and {one.due_at for one in held} == {at("2026-11-21 14:00")}


@pytest.mark.parametrize(("name", "page"), [("clerk", DESK), ("technician", PHONE), ("director", DESK)])
def test_everybody_has_a_page_of_his_own(cast: Cast, name: str, page: str) -> None:
    set_quiet_hours(actor=cast.act("admin"), begins=time(22), ends=time(7), estate_id=cast.estate.pk)
    client = cast.client(name)
    assert "22:00–07:00" in client.get(page).content.decode()
    assert client.post(page, {"begins": "21:00", "ends": "08:00"})["Location"] == page
    row = OwnQuietHours.objects.get()
    assert (row.staff, row.begins, row.ends) == (cast.people[name], time(21), time(8))
    assert 'value="21:00"' in client.get(page).content.decode()
    client.post(page, {"begins": "", "ends": ""})
    assert not OwnQuietHours.objects.exists() and Event.objects.filter(type="quiet_hours.own").count() == 2


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [("22:00", "", "ends"), ("", "07:00", "begins"), ("08:00", "08:00", "ends"), ("07:00", "19:01", "ends"),
     ("xx", "07:00", "begins")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, begins: str, ends: str, field: str) -> None:
    """R32: also that more than half a day would silence whoever is never on a shift."""
    answer = cast.client("clerk").post(DESK, {"begins": begins, "ends": ends})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not OwnQuietHours.objects.exists()


def test_over_rest_they_are_said_for_somebody(cast: Cast) -> None:
    """R47: with the right to write settings, for the people of one's estates."""
    admin, number = Api(cast.admin_key), cast.clerk.employee_no
    said = admin.patch(f"staff/{number}/quiet-hours", {"begins": "21:00", "ends": "08:00"})
    assert (said.status_code, said.data["begins"], said.data["ends"]) == (200, "21:00", "08:00")
    assert admin.get(f"staff/{number}/quiet-hours").data["estates"] == {}
    wrong = admin.patch(f"staff/{number}/quiet-hours", {"begins": "21:00", "ends": "21:00"})
    assert (wrong.status_code, fields(wrong)) == (422, {"ends": "R32"})
    assert Api(cast.api_key).patch(f"staff/{number}/quiet-hours", {"begins": None, "ends": None}).status_code == 403
    elsewhere = Api(create_key(cast.tenant.pk, "two", ["read", "admin"], [cast.other_estate.pk])[1])
    assert elsewhere.patch(f"staff/{number}/quiet-hours", {"begins": None, "ends": None}).status_code == 404
    none = admin.patch(f"staff/{number}/quiet-hours", {"begins": None, "ends": None})
    assert (none.status_code, none.data["begins"]) == (200, None)


def test_nobody_says_them_for_another(cast: Cast) -> None:
    """R32."""
    with pytest.raises(PermissionDenied):
        set_own_quiet_hours(actor=cast.act("manager"), staff_id=cast.clerk.pk, begins=time(21), ends=time(8))
    with pytest.raises(NotFound):
        set_own_quiet_hours(actor=cast.act("outsider"), staff_id=cast.clerk.pk, begins=time(21), ends=time(8))
    with pytest.raises(Invalid):
        say(cast, "clerk", "06:00-20:00")

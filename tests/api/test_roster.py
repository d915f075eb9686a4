"""REST: the duty roster, who is on now, and shift handover (R19, R43, R47)."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from servicedesk.people.models import Leave, Posting, Shift
from tests.api.client import Api
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.pictures import png

PEN = f"data:image/png;base64,{b64encode(png(60, 20)).decode()}"
MIDNIGHT = at("2026-11-21 00:00")


@pytest.fixture(autouse=True)
def evening(cast: Cast, clock: Clock) -> None:
    """The day desk until eight, the night centre until eight in the morning."""
    clock.set(at("2026-11-21 19:50"))
    Shift.objects.all().delete()
    for name, kind, hours in (("clerk", "day_desk", (8, 20)), ("night", "night_centre", (20, 32))):
        Shift.objects.create(
            staff=cast.people[name], estate=cast.estate, kind=kind,
            starts_at=MIDNIGHT + timedelta(hours=hours[0]), ends_at=MIDNIGHT + timedelta(hours=hours[1]),
        )  # fmt: skip


def names(response: Any) -> list[str]:
    return [one["staff"]["name"] for one in response.data["results"]]


def test_who_is_on_is_answered_across_midnight_and_estates(cast: Cast, api: Api) -> None:
    """R19: a night centre serves each estate its operator is posted to; who is on leave is not on."""
    assert names(api.get("duty", estate="HJ")) == ["林晓雯"]
    assert names(api.get("duty", estate="HJ", at="2026-11-22T02:00:00+08:00")) == [cast.people["night"].name]
    assert names(api.get("duty", estate="HJ2", at="2026-11-22T02:00:00+08:00")) == []
    Posting.objects.create(staff=cast.people["night"], estate=cast.other_estate, department=cast.service)
    assert names(api.get("duty", estate="HJ2", at="2026-11-22T02:00:00+08:00")) == [cast.people["night"].name]
    Leave.objects.create(
        staff=cast.people["night"], kind="sick", starts_at=MIDNIGHT, ends_at=MIDNIGHT + timedelta(days=2)
    )
    assert names(api.get("duty", at="2026-11-22T02:00:00+08:00")) == []


def test_a_week_of_shifts_is_read_and_written(cast: Cast, api: Api, admin: Api) -> None:
    """R19, R47."""
    body = {
        "estate": "HJ", "staff": cast.technician.employee_no, "kind": "standby", "standby_order": 1,
        "starts_at": "2026-11-21T22:00:00+08:00", "ends_at": "2026-11-22T06:00:00+08:00",
    }  # fmt: skip
    assert api.post("shifts", body).status_code == 403
    made = admin.post("shifts", body)
    assert (made.status_code, made.data["standby_order"]) == (201, 1)
    twice = admin.post("shifts", body | {"starts_at": "2026-11-22T01:00:00+08:00"})
    assert (twice.status_code, twice.data["rule"]) == (409, "R19")
    week = {"since": "2026-11-22T00:00:00+08:00", "until": "2026-11-29T00:00:00+08:00"}
    assert names(admin.get("shifts", estate="HJ", **week)) == [cast.people["night"].name, cast.technician.name]
    instead = admin.post(f"shifts/{made.data['id']}/substitute", {"staff": cast.foreman.employee_no, "reason": "病"})
    assert (instead.data["staff"]["name"], instead.data["substitute_for"]["name"]) == ("马志远", "孙海涛")
    assert admin.post(f"shifts/{made.data['id']}/remove", {"reason": "取消"}).status_code == 200
    assert Shift.objects.count() == 2 and Event.objects.filter(type="roster.shift_removed").count() == 1


def test_a_key_of_one_estate_sees_and_writes_that_roster_alone(cast: Cast) -> None:
    theirs = Api(create_key(cast.tenant.pk, "other", ["read", "admin"], [cast.other_estate.pk])[1])
    assert names(theirs.get("shifts")) == [] and names(theirs.get("duty")) == []
    shift = Shift.objects.get(kind="day_desk")
    assert theirs.post(f"shifts/{shift.pk}/remove").status_code == 404
    assert theirs.get("handovers").data["results"] == []


def test_both_sign_a_handover_by_pen_and_what_is_left_stays_in_sight(cast: Cast, api: Api) -> None:
    """R43: and the ticket that was taken over has a new owner (R3)."""
    first, second = cast.ticket(), cast.ticket()
    body = {"estate": "HJ", "outgoing": cast.clerk.employee_no, "signature": PEN, "kept": [second.number]}
    signed = api.post("handovers", body)
    assert (signed.status_code, signed.data["state"]) == (201, "waiting")
    lines = {line["ticket"]: line for line in signed.data["items"]}
    assert lines[second.number]["kept"] and not lines[first.number]["kept"]
    url = f"handovers/{signed.data['id']}"
    night = {"incoming": cast.people["night"].employee_no, "signature": PEN}
    taken = api.post(f"{url}/take-over", night)
    assert (taken.data["state"], taken.data["incoming"]["name"]) == ("taken", cast.people["night"].name)
    assert api.get(f"tickets/{first.number}").data["owner"]["name"] == cast.people["night"].name
    assert api.get(f"tickets/{second.number}").data["owner"]["name"] == "林晓雯"
    again = api.post(f"{url}/take-over", night)
    assert (again.status_code, again.data["rule"]) == (409, "R11")
    assert [one["id"] for one in api.get("handovers", estate="HJ", state="taken").data["results"]] == [taken.data["id"]]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"signature": "x"}, 422, "signature"), ({"outgoing": "nobody"}, 404, "outgoing"),
        ({"kept": ["HJ-1"]}, 404, "kept"), ({"estate": "TW"}, 404, "estate"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named_and_nothing_is_signed(
    cast: Cast, api: Api, change: dict[str, Any], status: int, field: str
) -> None:
    body = {"estate": "HJ", "outgoing": cast.clerk.employee_no, "signature": PEN, **change}
    answer = api.post("handovers", body)
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (status, field)
    assert api.get("handovers").data["results"] == []


def test_a_technician_holds_no_desk(cast: Cast, api: Api) -> None:
    """R43."""
    body = {"estate": "HJ", "outgoing": cast.technician.employee_no, "signature": PEN}
    assert api.post("handovers", body).status_code == 404

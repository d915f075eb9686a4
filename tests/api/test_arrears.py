"""REST of arrears: all that the pages can do, each write once (R38, R47)."""

from datetime import date
from typing import Any

import pytest

from billing.fees.runs import carry_out
from billing.models import Reminder
from servicedesk.estates.models import Unit
from tests.api.client import Api
from tests.billing.arrears import MONTHS, owing, pays
from tests.billing.fees import unit_of
from tests.cast import Cast
from tests.support.clock import Clock

WORD = {"promised_by": "刘淑芬", "amount": "600.00", "until": "2026-11-30"}


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.admin_key)


def other_unit(cast: Cast, fee: Any) -> Unit:
    """Another unit of a hundred square metres, billed for September and October."""
    unit = unit_of(cast, "9-1-101")
    for month in ("2026-09-01", "2026-10-01"):
        run: Any = {"estate_id": cast.estate.pk, "fee_ids": [fee.pk], "period": date.fromisoformat(month)}
        carry_out(actor=cast.act("cashier"), **run)
    return unit


def test_who_owes_what_is_listed_page_by_page_and_summed(api: Api, cast: Cast, clock: Clock) -> None:
    """R38, R48."""
    fee = owing(cast, clock, MONTHS[:1])
    other_unit(cast, fee)
    first = api.get("arrears", page_size="1", estate="HJ")
    (second,) = api.get(first.data["next"]).data["results"]
    rows = {one["code"]: one for one in (first.data["results"][0], second)}
    assert rows["3-2-1201"]["buckets"]["61-90"] == "200.00" and rows["3-2-1201"]["resident"] == "刘淑芬"
    assert api.get("arrears-totals/HJ").data["units"] == 2
    narrowed: list[tuple[dict[str, str], int]] = [
        ({"minimum": "700"}, 0), ({"unit": "9-"}, 1), ({"bucket": "61-90"}, 1), ({"fee": str(fee.pk)}, 2),
        ({"building": "3-2", "estate": "HJ"}, 2), ({"on": "2026-11-15"}, 1), ({"on": "2026-10-01"}, 0),
    ]  # fmt: skip
    for query, found in narrowed:
        assert len(api.get("arrears", **query).data["results"]) == found, query
    for query in ({"bucket": "x"}, {"fee": "x"}, {"minimum": "x"}, {"nonsense": "1"}, {"cursor": "x"}):
        assert api.get("arrears", **query).status_code in (400, 422), query
    assert api.get("arrears", estate="HJ", building="none").status_code == 404


def test_a_unit_is_looked_at_and_reminded_once(api: Api, cast: Cast, clock: Clock) -> None:
    """R38, R48: a system calls nobody by itself."""
    owing(cast, clock)
    address = f"arrears/{cast.unit.pk}"
    seen = api.get(address).data
    assert (seen["owed"], seen["stage"], seen["channel"], seen["holds"]) == ("600.00", 1, "message", [])
    assert api.post(f"{address}/reminders", {"amount": "1.00"}).status_code == 409
    assert api.post(f"{address}/reminders", {"channel": "phone", "result": "told"}).status_code == 422
    once = {"Idempotency-Key": "a"}
    done, again = (api.post(f"{address}/reminders", {"amount": "600.00"}, **once) for _turn in range(2))
    assert (done.status_code, again.data["id"]) == (201, done.data["id"]) and Reminder.objects.count() == 1
    assert done.data["words"] == seen["words"] and "/r/" in done.data["link"]
    refused = api.post(f"{address}/reminders")
    assert (refused.status_code, refused.data["rule"]) == (409, "R38")
    assert api.get(address).data["holds"][0]["kind"] == "reminded"
    (listed,) = api.get("reminders", unit="3-2-1201").data["results"]
    assert listed["id"] == done.data["id"]


def test_many_are_previewed_and_reminded_and_the_left_out_are_named(api: Api, cast: Cast, clock: Clock) -> None:
    """R38."""
    fee = owing(cast, clock)
    other = other_unit(cast, fee)
    pays(cast, "400", other)
    body = {"units": [str(cast.unit.pk), str(other.pk)]}
    seen = api.post("reminders/preview", body)
    assert [one["unit"] for one in seen.data["left_out"]] == ["9-1-101"] and not Reminder.objects.exists()
    done = api.post("reminders", body)
    assert done.status_code == 200 and [one["unit"] for one in done.data["reminded"]] == ["3-2-1201"]
    assert len(api.get("reminders", batch=done.data["batch"]).data["results"]) == 1


def test_promises_and_stops_are_recorded_listed_and_ended(api: Api, cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    address = f"arrears/{cast.unit.pk}"
    assert api.post(f"{address}/promises", WORD | {"amount": "600.01"}).status_code == 422
    made = api.post(f"{address}/promises", WORD)
    assert (made.status_code, made.data["state"]) == (201, "running")
    pays(cast, "600")
    assert [one["state"] for one in api.get("promises", state="kept").data["results"]] == ["kept"]
    assert api.get("promises", to_do="true").data["results"] == []
    gone = api.post(f"promises/{made.data['id']}/withdraw", {"reason": "记错"})
    assert gone.data["state"] == "withdrawn"
    stopped = api.post(f"{address}/stops", {"kind": "disputed", "reason": "x", "until": "2026-12-01"})
    assert stopped.status_code == 201 and len(api.get("arrears-stops", ended="false").data["results"]) == 1
    ended = api.post(f"arrears-stops/{stopped.data['id']}/end", {"reason": "已核实"})
    assert ended.data["ended_why"] == "已核实" and api.get("arrears-stops", ended="false").data["results"] == []


def test_the_terms_and_the_collection_rate_are_told(api: Api, cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    pays(cast, "150")
    (here, _other) = api.get("collection-rates", year="2026").data["results"]
    assert here["year"]["percent"] == "25.0" and here["months"]["2026-08"]["collected"] == "150.00"
    ladder = [{"after": 5, "channel": "letter", "zh": "请缴 {amount}"}]
    changed = api.patch("arrears-terms/HJ", {"ladder": ladder, "minimum": "10.00"}).data
    assert (changed["own"], changed["ladder"][0]["zh"], changed["due_days"]) == (True, "请缴 {amount}", 30)
    assert api.get(f"arrears/{cast.unit.pk}").data["words"] == "请缴 ¥450.00"
    assert api.patch("arrears-terms/HJ", {"ladder": [{"after": 5, "channel": "fax"}]}).status_code == 422
    assert api.patch("arrears-terms/HJ", {"own": False}).data["own"] is False

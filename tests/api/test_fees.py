"""REST of recurring fees: all that the pages can do, each write once (R47)."""

from typing import Any

import pytest

from billing.models import Bill, Fee, FeeRun, Reading
from tests.api.client import Api
from tests.cast import Cast, build

WATER = {"code": "SF", "name": "水费", "basis": "meter", "account": "water", "measure": "m³", "estate": "HJ"}
FEE = {"code": "WY", "name": "物业费", "basis": "area", "account": "management"}
ASK = {"estate": "HJ", "period": "2026-10"}


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.admin_key)


def added(api: Api, rate: str = "2.35", **changes: Any) -> str:
    answer = api.post("fees", FEE | changes)
    assert answer.status_code == 201, answer.data
    told = api.post(f"fees/{answer.data['id']}/rates", {"amount": rate, "valid_from": "2020-01-01"})
    assert told.status_code == 201, told.data
    return str(answer.data["id"])


def test_a_fee_is_added_changed_listed_and_has_rates_and_places(api: Api, cast: Cast) -> None:
    fee = added(api)
    assert api.patch(f"fees/{fee}", {"name": "物业服务费"}).data["name"] == "物业服务费"
    exempt = {"estate": "HJ", "unit": "3-2-1201", "exempt": True, "valid_from": "2026-01-01"}
    assert api.post(f"fees/{fee}/places", exempt).status_code == 422
    place = api.post(f"fees/{fee}/places", exempt | {"reason": "未交付"})
    assert place.status_code == 201, place.data
    assert api.post(f"fee-places/{place.data['id']}/end", {"valid_to": "2026-09-30"}).status_code == 200
    assert api.post(f"fees/{fee}/places", exempt | {"unit": "none", "reason": "x"}).status_code == 404
    assert [one["code"] for one in api.get("fees", estate="HJ").data["results"]] == ["WY"]
    assert api.get(f"fees/{fee}/rates").data["results"][0]["amount"] == "2.3500"
    assert api.get(f"fees/{fee}/places").data["results"][0]["valid_to"] == "2026-09-30"


def test_a_meter_is_put_up_read_estimated_and_withdrawn(api: Api, cast: Cast) -> None:
    fee = added(api, **WATER)
    new = {"estate": "HJ", "unit": "3-2-1201", "fee": fee, "day": "2026-06-30", "value": "100"}
    meter = api.post("meters", new)
    assert meter.status_code == 201, meter.data
    address = f"meters/{meter.data['id']}"
    for day, value in (("2026-07-30", "110"), ("2026-08-29", "120")):
        assert api.post(f"{address}/readings", {"day": day, "value": value}).status_code == 201
    assert api.post(f"{address}/readings", {"day": "2026-09-28", "value": "900"}).status_code == 409
    assert api.post(f"{address}/readings", {"day": "2026-09-28", "value": "90"}).status_code == 422
    guess = api.post(f"{address}/estimate", {"day": "2026-09-28"})
    assert (guess.status_code, guess.data["kind"]) == (201, "estimated")
    assert api.post(f"readings/{guess.data['id']}/withdraw", {"reason": "已抄到"}).status_code == 200
    assert len(api.get(f"{address}/readings").data["results"]) == 4
    assert len(api.get("meters", estate="HJ", fee=fee, unit="3-2").data["results"]) == 1


def test_a_run_is_previewed_carried_out_once_and_reversed(api: Api, cast: Cast) -> None:
    """R11, R37."""
    added(api)
    seen = api.post("fee-runs/preview", ASK).data
    assert (seen["bills"], seen["total"], FeeRun.objects.count()) == (1, "302.21", 0)
    told = ASK | {"bills": 1, "total": "302.21"}
    run = api.post("fee-runs", told, **{"Idempotency-Key": "run-1"})
    again = api.post("fee-runs", told, **{"Idempotency-Key": "run-1"})
    assert (run.status_code, again.status_code, run.data) == (201, 201, again.data)
    assert api.post("fee-runs", told).status_code == 409
    bill = api.get(f"fee-runs/{run.data['id']}/bills").data["results"][0]
    assert api.get("bills", unit="3-2-1201").data["results"] == [bill]
    assert api.post(f"bills/{bill['id']}/reverse", {"reason": "面积有误"}).data["reason"] == "面积有误"
    assert api.post(f"fee-runs/{run.data['id']}/reverse", {"reason": "x"}).status_code == 200
    assert len(api.get("fee-runs", estate="HJ").data["results"]) == 1


@pytest.mark.parametrize("changes", [{"period": "2026-13"}, {"fees": []}, {"fees": ["x"]}, {"estate": "XX"}, {"a": 1}])
def test_a_run_that_cannot_be_is_refused(api: Api, cast: Cast, changes: dict[str, Any]) -> None:
    answer = api.post("fee-runs", ASK | changes)
    assert answer.status_code in (404, 409, 422) and not Bill.objects.exists()


def test_a_key_without_the_scope_only_reads_and_another_companys_ids_do_not_exist(api: Api, cast: Cast) -> None:
    """R47."""
    fee = added(api)
    assert Api(cast.api_key).post("fee-runs", ASK).status_code == 403
    assert Api(cast.api_key).get("fees").status_code == 200
    theirs = Api(build("twin", "TW").admin_key)
    assert theirs.get(f"fees/{fee}").status_code == 404 and theirs.get("fees").data["results"] == []
    assert Fee.objects.count() == 1 and not Reading.objects.exists()

"""Keys, scopes, estates and tenants: 401, 403 with the rule, 404 for what is not this key's (R47)."""

from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest

from servicedesk.api.keys import create_key
from servicedesk.api.models import ApiKey
from servicedesk.people.models import Shift
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now
from tests.api.client import Api, report
from tests.api.existing import written
from tests.api.walk import addresses
from tests.cast import Cast
from tests.support.pictures import png

PEN = f"data:image/png;base64,{b64encode(png(60, 20)).decode()}"
ANYTHING = {
    "number": "HJ-20261121-0001", "estate": "HJ", "unit": UUID(int=1), "person": "001", "policy": "accept",
    "shift": UUID(int=6), "handover": UUID(int=7), "item": UUID(int=8), "phrase": UUID(int=9), "rest": "nowhere",
    "kind": "inquiry", "resident": UUID(int=10), "receipt": "SJ-HJ-2026-000001", "grant": UUID(int=11),
    "cash_up": UUID(int=12), "code": UUID(int=13), "version": UUID(int=14), "line": UUID(int=15),
    "fee": UUID(int=16), "place": UUID(int=17), "meter": UUID(int=18), "reading": UUID(int=19), "run": UUID(int=20),
    "bill": UUID(int=21), "notice": UUID(int=22), "give_back": UUID(int=23), "reconciliation": UUID(int=24),
    "settlement": UUID(int=25),
    "promise": UUID(int=26), "stop": UUID(int=27),
}  # fmt: skip


def key(cast: Cast, scopes: list[str], **kwargs: Any) -> Api:
    return Api(create_key(cast.tenant.pk, "test", scopes, **kwargs)[1])


def test_without_a_key_every_endpoint_asks_for_one(cast: Cast) -> None:
    """R47: 401, and how to sign in."""
    nobody = Api("")
    for one in addresses():
        response = nobody.call(one.method, one.path(**ANYTHING), {})
        assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer"), one
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic YTpi", "Bearer ключ", "sdk_x"])
def test_an_unknown_key_is_refused(cast: Cast, header: str) -> None:
    assert Api("", Authorization=header).get("tickets").status_code == 401


def test_a_revoked_key_and_a_key_of_a_closed_company_are_refused(cast: Cast, api: Api, admin: Api) -> None:
    ApiKey.objects.filter(name="HJ ()").update(revoked_at=now())
    assert api.get("tickets").status_code == 401
    cast.tenant.active = False
    cast.tenant.save()
    assert admin.get("tickets").status_code == 401


def test_a_key_without_scopes_may_do_nothing_and_reads_which_rule_it_lacks(cast: Cast) -> None:
    powerless = key(cast, [])
    for one in addresses():
        if one.name == "api-unknown":
            continue
        response = powerless.call(one.method, one.path(**ANYTHING), {})
        assert response.status_code == 403, one
        assert "." in response.data["rule"] and response.data["rule"] in response.data["detail"]


def test_a_reader_reads_and_writes_nothing(cast: Cast) -> None:
    """The scope `read` opens every GET and no other method."""
    reader = key(cast, ["read"])
    values = {**ANYTHING, "unit": cast.unit.pk, "person": cast.clerk.employee_no, **written(cast)}
    for one in addresses():
        if one.name in ("api-unknown", "api-ticket-candidates"):
            continue
        wanted = 200 if one.method == "GET" else 403
        assert reader.call(one.method, one.path(**values), None).status_code == wanted, one


def test_a_ticket_key_changes_no_policy(api: Api) -> None:
    response = api.patch("policies/accept", {"duration": "PT2S"})
    assert (response.status_code, response.data["rule"]) == (403, "settings.edit")


def twins_values(twin: Cast) -> dict[str, Any]:
    """Ids that exist, but in the other company; its ticket has a number that ours does not have."""
    with twin.scope():
        there = written(twin)
        shift = Shift.objects.filter(estate=twin.estate).latest("ends_at")
    return {
        **ANYTHING, "estate": twin.estate.pk, "unit": twin.unit.pk, "person": twin.clerk.pk,
        "policy": UUID(int=5), "shift": shift.pk, "resident": twin.resident.pk, **there,
    }  # fmt: skip


def test_another_companys_ids_are_404_at_every_address(cast: Cast, admin: Api, twin: Cast) -> None:
    values = twins_values(twin)
    for one in addresses():
        if not one.variables:
            continue
        response = admin.call(one.method, one.path(**values), {})
        assert response.status_code == 404, one
        assert response.data["type"] == "urn:servicedesk:problem:not-found"


def test_the_lists_of_one_company_hold_nothing_of_another(cast: Cast, admin: Api, twin: Cast) -> None:
    values = twins_values(twin)
    lists = [one for one in addresses() if one.method == "GET" and not one.variables]
    assert len(lists) >= 7
    for one in lists:
        content = admin.get(one.path()).content.decode()
        for foreign in (
            values["number"],
            values["shift"],
            values["handover"],
            values["phrase"],
            twin.estate.pk,
            twin.unit.pk,
            twin.clerk.pk,
            twin.engineering.pk,
        ):
            assert str(foreign) not in content, one


def test_another_companys_ids_in_a_body_are_404_and_name_the_field(cast: Cast, admin: Api, twin: Cast) -> None:
    ticket = admin.post("tickets", report(cast)).data["number"]
    complaint = admin.post("tickets", report(cast, kind="complaint")).data["number"]
    foreign = twins_values(twin)
    staff, department = str(twin.technician.pk), str(twin.engineering.pk)
    shift = {"kind": "field", "starts_at": "2099-11-22T09:00:00+08:00", "ends_at": "2099-11-22T18:00:00+08:00"}
    later = {"appointment_at": "2099-11-22T09:00:00+08:00", "resident_agreed": True}
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("tickets", report(cast, estate=str(twin.estate.pk)), "estate"),
        ("tickets", report(cast, unit=str(twin.unit.pk)), "unit"),
        ("tickets", report(cast, unit=None, area=str(twin.area.pk)), "area"),
        ("tickets", report(cast, reporter=str(twin.resident.pk)), "reporter"),
        ("tickets", report(cast, department=department), "department"),
        (f"tickets/{ticket}/dispatch", {"staff": staff}, "staff"),
        (f"tickets/{ticket}/dispatch", {"mode": "verbal", "staff": staff}, "staff"),
        (f"tickets/{ticket}/dispatch", {"department": department}, "department"),
        (f"tickets/{ticket}/reschedule", {**later, "appointee": staff}, "staff"),
        (f"tickets/{ticket}/hand-over", {"to": staff}, "to"),
        (f"tickets/{ticket}/charge", {"lines": [{"item": str(twin.unit.pk)}]}, "lines"),
        (f"tickets/{complaint}/hand-off", {"department": department}, "department"),
        ("policies", {"kind": "accept", "estate": str(twin.estate.pk)}, "estate"),
        ("shifts", {"estate": "HJ", "staff": staff, **shift}, "staff"),
        ("shifts", {"estate": str(twin.estate.pk), "staff": cast.technician.employee_no, **shift}, "estate"),
        ("handovers", {"estate": "HJ", "outgoing": str(twin.clerk.pk), "signature": PEN}, "outgoing"),
        ("phrases", {"kind": "fee", "name": "x", "words": "x", "estate": str(twin.estate.pk)}, "estate"),
    ]
    for address, body, field in wrong:
        response = admin.post(address, body)
        assert (response.status_code, response.data["errors"][0]["field"]) == (404, field), (address, body)
    assert admin.post(f"tickets/{ticket}/merge", {"into": foreign["number"]}).status_code == 404


def test_a_key_of_one_estate_does_not_find_another_estates_things(cast: Cast) -> None:
    """Domain §1: estates wall off keys as they do staff."""
    there = written(cast)
    elsewhere = key(cast, ["read", "tickets", "admin"], estates=[cast.other_estate.pk])
    values = {
        **ANYTHING, "estate": "HJ", "unit": cast.unit.pk, "person": cast.technician.pk, "policy": UUID(int=5),
        "resident": cast.resident.pk, **there,
    }  # fmt: skip
    for one in addresses():
        # The company's phrases hold in every estate: see test_phrases.
        if one.variables and one.name != "api-phrase":
            assert elsewhere.call(one.method, one.path(**values), {}).status_code == 404, one
    assert elsewhere.get("tickets").data["results"] == []
    assert elsewhere.post("tickets", report(cast)).status_code == 404
    assert [one["code"] for one in elsewhere.get("estates").data["results"]] == ["HJ2"]
    assert elsewhere.patch("policies/accept", {"duration": "PT2S"}).status_code == 403


def test_a_key_of_one_company_serves_that_company_alone(cast: Cast, twin: Cast) -> None:
    """The tenant comes from the key, never from what is asked."""
    with tenant_scope(twin.tenant.pk):
        twins = twin.ticket().number
    assert [one["number"] for one in Api(twin.api_key).get("tickets").data["results"]] == [twins]
    assert Api(cast.api_key).get("tickets").data["results"] == []

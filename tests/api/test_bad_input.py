"""Whatever is sent: a clear 4xx with field and rule, never a 500, and nothing half-written (R48)."""

from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from servicedesk.journal.models import Event
from servicedesk.people.models import Shift
from tests.api.client import ROOT, Api, fields, report
from tests.api.existing import written
from tests.api.walk import Address, addresses, steps
from tests.cast import Cast

DEEP = b"[" * 100_000
NOT_JSON = [b"{", b'{"a": NaN}', b"\xff\xfe{}", b"{'a': 1}", DEEP, b'{"a": 1}{"b": 2}', b"\x00"]
NOT_A_BODY = [b"[]", b'"x"', b"3", b"null", b"true"]
# Values that no field takes, or that databases and sums have stumbled over.
ODD: list[Any] = [
    1, -1, 1.5, 10**400, True, [], {}, [[]], "", " ", "\x00", "\ud800", "x" * 5000, "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00", "1e400", "NaN", "-1", "'; drop table tickets_ticket; --", {"a": "\ud800"},
]  # fmt: skip


def check_problem(response: Any, *allowed: int) -> None:
    """A problem with every member that clients rely on."""
    assert response.status_code in allowed, (response.status_code, response.data)
    assert response["Content-Type"] == "application/problem+json"
    assert response.data["status"] == response.status_code and response.data["title"] and response.data["rule"]
    assert set(response.data) == {"type", "title", "status", "detail", "rule", "errors"}
    assert all(set(error) == {"field", "rule", "detail"} for error in response.data["errors"])


def writes() -> list[Address]:
    return [one for one in addresses() if one.method in ("POST", "PATCH") and one.name != "api-unknown"]


def there(cast: Cast) -> dict[str, Any]:
    """Things that exist, for the variables of addresses."""
    found = written(cast) | {"shift": Shift.objects.latest("ends_at").pk, "resident": cast.resident.pk}
    return found | {"unit": cast.unit.pk, "policy": "accept", "estate": "HJ", "person": "006", "kind": "inquiry"}


def test_what_is_not_json_or_not_an_object_is_refused_everywhere(cast: Cast, admin: Api) -> None:
    things = there(cast)
    before = Event.objects.count()
    for turn, one in enumerate(writes()):
        for body in NOT_JSON[turn % 3 :: 3]:
            check_problem(admin.call(one.method, one.path(**things), body), 400)
        for body in NOT_A_BODY[turn % 3 :: 3]:
            check_problem(admin.call(one.method, one.path(**things), body), 422)
        response = admin.call(one.method, one.path(**things), {"nonsense": 1})
        check_problem(response, 422)
        assert "nonsense" in fields(response), one
    assert Event.objects.count() == before


LATER = "2098-01-01T00:00:00Z"
# Bodies that are taken, so that one odd value in them reaches the action.
GOOD: dict[str, dict[str, Any]] = {
    "dispatch": {"staff": "004"},
    "reschedule": {"appointment_at": LATER, "resident_agreed": True, "reason": "x", "appointee": "004"},
    "charge": {"lines": [{"name": "x", "unit_price": "1.00", "quantity": "1"}], "payer": "resident"},
    "correct": {"description": "x", "place": "x", "reason": "x"},
    "cancel": {"resolution": "not_ours", "reason": "x"},
    "note": {"text": "x"},
    "let-in": {"by": "x", "checks": ["covers"]},
    "record-work": {"work_done": "x", "parts": [{"name": "x", "quantity": "1", "unit_price": "1"}]},
    "suspend": {"reason": "parts", "resume_at": LATER},
    "sign-off": {"unsigned_reason": "x", "fee": "free"},
}
ON_SITE = {"knock", "no-access", "let-in", "record-work", "suspend", "sign-off"}
PART = {"name": "x", "unit_price": "1"}
ODD_PARTS = [[{**PART, "quantity": value}] for value in ("0", "-1", "NaN", "1e9", "9" * 30, 1)] + [[PART] * 101, [1]]


def work_begun(api: Api, cast: Cast) -> str:
    """The number of a ticket with somebody on site and his work recorded."""
    number: str = api.post("tickets", report(cast)).data["number"]
    for verb, body in (("dispatch", {"staff": cast.technician.employee_no}), ("accept", {}), ("arrive", {})):
        api.step(number, verb, **body)
    api.step(number, "record-work", work_done="x")
    return number


def test_odd_values_in_any_field_are_refused_without_a_trace(cast: Cast, admin: Api) -> None:
    things, waiting, begun = there(cast), cast.ticket().number, work_begun(admin, cast)
    before = Event.objects.count()
    for one in writes():
        verb = one.name.removeprefix("api-ticket-")
        good = report(cast) if verb == "api-tickets" else GOOD.get(verb, {})
        for place, name in enumerate(one.view.body().fields):
            odd = ODD_PARTS if name in ("parts", "lines") else ODD[place % 4 :: 4]
            for value in odd:
                with transaction.atomic():
                    address = one.path(**things | {"number": begun if verb in ON_SITE else waiting})
                    response = admin.call(one.method, address, {**good, name: value})
                    if response.status_code >= 400:
                        check_problem(response, 404, 409, 422)
                        assert Event.objects.count() == before, (one, name, value)
                    transaction.set_rollback(True)


def test_each_missing_field_is_named_with_its_rule(cast: Cast, api: Api) -> None:
    assert fields(api.post("tickets", {})) == {"estate": "R2", "kind": "R2"}
    number = cast.ticket().number
    assert fields(api.post(f"tickets/{number}/cancel", {})) == {"resolution": "R10", "reason": "R10"}
    assert fields(api.post(f"tickets/{number}/reschedule", {})) == {"appointment_at": "R16", "resident_agreed": "R16"}
    assert fields(api.post(f"tickets/{number}/dispatch", {})) == {"staff": "R13"}
    line = {"lines": [{"name": "x", "unit_price": "1.00"}, {"name": "y", "unit_price": 1.0}]}
    assert fields(api.post(f"tickets/{number}/charge", line)) == {"lines.1.unit_price": "R33"}


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"description": ""}, "description", "R2"),
        ({"contact_phone": "123"}, "contact_phone", "R2"),
        ({"unit": None}, "place", "R2"),
        ({"unit": None, "urgent": True, "contact_phone": "", "place": "大门"}, "contact_phone", "R2"),
        ({"channel": "hotline"}, "external_number", "R1"),
        ({"received_at": "2001-01-01T00:00:00Z"}, "received_at", "R2"),
        ({"wished_at": "2001-01-01T00:00:00Z"}, "wished_at", "R2"),
        ({"wished_at": "2099-01-01T00:00:00"}, "wished_at", "R2"),
        ({"kind": "wish"}, "kind", "R2"),
        ({"urgent": "yes"}, "urgent", "R2"),
        ({"area": "LIFT1"}, "place", "R2"),
    ],
)
def test_a_report_that_cannot_be_says_why(cast: Cast, api: Api, changes: dict[str, Any], field: str, rule: str) -> None:
    response = api.post("tickets", report(cast, **changes))
    check_problem(response, 422)
    assert fields(response) == {field: rule}
    assert api.get("tickets").data["results"] == []


def test_a_step_out_of_order_is_a_conflict_that_names_the_state(cast: Cast, api: Api) -> None:
    """R11: for every transition that does not start from registered, nothing changes."""
    ticket = cast.ticket()
    before = Event.objects.count()
    for verb in ("accept", "recall", "arrive", "knock", "let-in", "no-access", "review", "start-callback"):
        body = {"reason": "x"} if verb == "recall" else {}
        response = api.post(f"tickets/{ticket.number}/{verb}", body)
        check_problem(response, 409)
    assert "Registered" in response.data["detail"]
    assert Event.objects.count() == before


def test_the_second_dispatch_reads_who_was_first(cast: Cast, api: Api) -> None:
    """R11."""
    number = cast.ticket().number
    api.step(number, "dispatch", staff=cast.technician.employee_no)
    response = api.post(f"tickets/{number}/dispatch", {"staff": cast.foreman.employee_no})
    check_problem(response, 409)
    assert "孙海涛" in response.data["detail"] and response.data["rule"] == "R11"


def test_methods_types_sizes_and_addresses_that_are_not_served(cast: Cast, api: Api) -> None:
    number = cast.ticket().number
    response = api.call("PUT", f"tickets/{number}", {})
    check_problem(response, 405)
    assert response["Allow"] == "GET, HEAD"
    check_problem(api.call("DELETE", "tickets"), 405)
    check_problem(api.call("OPTIONS", "tickets"), 405)
    check_problem(api.call("GET", "nowhere/at/all"), 404)
    plain = api.client.post(f"{ROOT}tickets", "x", content_type="text/plain")
    assert (plain.status_code, plain["Content-Type"]) == (415, "application/problem+json")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        check_problem(api.post("tickets", report(cast)), 413)


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0", "page_size=abc", "page_size=201", "page_size=%D9%A3", "cursor=x", "cursor=WyJpZCJd",
        "cursor=WyItcmVnaXN0ZXJlZCIsICJ4IiwgInkiXQ", "cursor=%00", "order=name", "sate=open", "state=open",
        "urgent=yes",
        "registered_since=yesterday", "registered_since=2026-11-21T10:00:00", "updated_since=9999-12-31T23:59:59-12:00",
        "phone=abc", "unit=1", "number=%00", "kind=registered", "estate=%00&state=x",
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused_with_its_name(cast: Cast, api: Api, query: str) -> None:
    """Not ignored: a slip in a filter must not answer with everything."""
    response = api.call("GET", f"tickets?{query}")
    check_problem(response, 422)
    assert response.data["errors"][0]["field"] in query


def test_odd_addresses_are_not_found(cast: Cast, api: Api) -> None:
    for address in ("tickets/%00", "tickets/%ED%A0%80/events", "estates/%00", "staff/%00", "policies/%00", "units/1"):
        check_problem(api.call("GET", address), 404)


def test_type_and_accept_are_read_as_http_means_them(cast: Cast, api: Api) -> None:
    response = api.client.generic("POST", f"{ROOT}tickets", b"{}", content_type="APPLICATION/JSON; charset=utf-8")
    assert response.status_code == 422
    assert api.client.get(f"{ROOT}tickets", headers={"accept": "text/html"})["Content-Type"] == "application/json"


def test_every_step_is_a_post_of_its_own_address() -> None:
    """Domain §3, R47: the whole table, one URL name each."""
    names = {one.name.removeprefix("api-ticket-") for one in steps()}
    wanted = """
        dispatch accept refuse recall reschedule check-arrival arrive knock let-in no-access record-work suspend
        sign-off review rework start-callback callback settle unreachable reopen answer reply cancel merge
        reopen-in-warranty note correct hand-over hand-off sign-handoff return-handoff charge pay owe photos
    """
    assert set(wanted.split()) <= names

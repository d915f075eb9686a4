"""Lists: pages by cursor, filters, orders, and the same number of queries for one row and for many (R48)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import PriceVersion
from dispatch.handover.actions import add_item, sign_in, sign_out
from servicedesk.estates.models import Unit
from servicedesk.tenancy.scope import require_tenant_id
from tests.api.client import Api, report
from tests.api.existing import billed
from tests.api.walk import addresses
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.prices import version_of


def numbers(response: Any) -> list[str]:
    return [one["number"][-2:] for one in response.data["results"]]


def pages(api: Api, address: str, **query: str) -> list[list[str]]:
    """All pages, following `next`."""
    found, response = [], api.get(address, **query)
    found.append(numbers(response))
    while response.data["next"]:
        response = api.get(response.data["next"])
        found.append(numbers(response))
    return found


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast, api: Api, clock: Clock) -> None:
    """Tickets of the same second too: the id breaks the tie."""
    clock.set(at("2026-11-21 10:00"))
    for n in range(5):
        cast.ticket()
        clock.move(timedelta(minutes=n % 2))
    assert pages(api, "tickets", page_size="2") == [["05", "04"], ["03", "02"], ["01"]]
    assert pages(api, "tickets", page_size="3", order="registered") == [["01", "02", "03"], ["04", "05"]]


def test_a_page_stays_where_it_was_while_tickets_come_in(cast: Cast, api: Api) -> None:
    for _ in range(3):
        cast.ticket()
    first = api.get("tickets", page_size="2")
    cast.ticket()
    assert numbers(api.get(first.data["next"])) == ["01"]


def test_the_rows_of_a_page_are_found_before_anything_is_joined_to_them(cast: Cast, api: Api) -> None:
    """Else all of a tenant's tickets are joined and sorted for one page (docs/measuring.md)."""
    cast.ticket()
    with CaptureQueriesContext(connection) as asked:
        api.get("tickets")
    keys, rows = (query["sql"] for query in asked if 'FROM "tickets_ticket"' in query["sql"])
    assert "JOIN" not in keys and "LIMIT 51" in keys
    assert "JOIN" in rows and "LIMIT" not in rows


def test_what_changed_since_comes_in_the_order_of_change(cast: Cast, api: Api, clock: Clock) -> None:
    """R47: how another system keeps up."""
    clock.set(at("2026-11-21 10:00"))
    old, changed = cast.ticket(), cast.ticket()
    clock.move(timedelta(hours=1))
    new = cast.ticket()
    clock.move(timedelta(minutes=1))
    api.step(changed.number, "note", text="x")
    found = pages(api, "tickets", order="updated", updated_since="2026-11-21T10:30:00+08:00")
    assert found == [[new.number[-2:], changed.number[-2:]]]
    assert old.number[-2:] not in found[0]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"state": "dispatched"}, ["03"]), ({"state": "registered"}, ["02", "01"]), ({"kind": "complaint"}, ["02"]),
        ({"urgent": "true"}, ["03"]), ({"urgent": "false"}, ["02", "01"]),
        ({"number": "HJ-20261121"}, ["03", "02", "01"]),
        ({"number": "HJ2"}, []), ({"estate": "HJ2"}, []), ({"phone": "138 0000 5678"}, ["03", "01"]),
        ({"registered_since": "2026-11-21T10:01:00 08:00"}, ["03", "02"]), ({"estate": "HJ", "urgent": "true"}, ["03"]),
    ],
)  # fmt: skip
def test_filters(cast: Cast, api: Api, clock: Clock, query: dict[str, str], wanted: list[str]) -> None:
    clock.set(at("2026-11-21 10:00"))
    cast.ticket()
    clock.move(timedelta(minutes=1))
    cast.ticket(kind="complaint", contact_phone="13911112222")
    urgent = cast.ticket(urgent=True)
    api.step(urgent.number, "dispatch", staff=cast.technician.employee_no)
    assert numbers(api.get("tickets", **query)) == wanted


def test_several_states_at_once(cast: Cast, api: Api) -> None:
    cast.ticket()
    api.step(cast.ticket().number, "dispatch", staff=cast.technician.employee_no)
    assert len(api.call("GET", "tickets?state=registered&state=dispatched").data["results"]) == 2


def test_a_phone_finds_the_residents_units(cast: Cast, api: Api) -> None:
    """R2."""
    Unit.objects.create(estate=cast.estate, building=cast.unit.building, code="3-2-1202")
    assert len(api.get("units", code="3-2").data["results"]) == 2
    found = api.get("units", phone="138 0000 5678").data["results"]
    assert [(one["code"], one["residents"][0]["salutation"]) for one in found] == [("3-2-1201", "刘阿姨")]
    assert "5678" not in str(found)


def test_staff_are_found_by_estate_role_and_skill(cast: Cast, api: Api) -> None:
    found = api.get("staff", estate="HJ", role="technician", skill="plumbing").data["results"]
    assert {one["name"] for one in found} == {"孙海涛", "马志远"}
    assert found[0]["phone"].count("*") == 4 and found[0]["postings"] == [{"estate": "HJ", "department": "工程维修部"}]
    assert [one["name"] for one in api.get("staff", estate="HJ2").data["results"]] == ["吴外"]


def test_candidates_come_best_first(cast: Cast, api: Api) -> None:
    """R19."""
    found = api.get(f"tickets/{cast.ticket().number}/candidates", page_size="2").data
    assert found["results"][0]["has_skill"] and found["results"][0]["on_shift"]
    rest = api.get(found["next"]).data["results"]
    assert not {one["staff"]["id"] for one in rest} & {one["staff"]["id"] for one in found["results"]}


def test_a_clock_says_why_it_is_due_just_then(cast: Cast, admin: Api, clock: Clock) -> None:
    """R29: start, duration, calendar, policy, version, and the stretches that counted."""
    clock.set(at("2026-11-21 19:55"))
    policy = admin.post("policies", {"kind": "dispatch", "duration": "PT30M", "calendar": "desk_hours"}).data
    ticket = admin.post("tickets", report(cast)).data
    timers = admin.get(f"tickets/{ticket['number']}/timers").data["results"]
    breach = next(one for one in timers if (one["kind"], one["level"]) == ("dispatch", 1))
    assert breach["due_at"] == "2026-11-22T00:25:00Z"
    assert (breach["policy"], breach["policy_version"]) == (policy["id"], 1)
    assert (breach["duration"], breach["duration_words"], breach["calendar"]) == ("PT30M", "30 minutes", "desk_hours")
    assert [one["seconds"] for one in breach["stretches"]] == [300, 1500]
    default = next(one for one in timers if one["kind"] == "first_reply")
    assert (default["policy"], default["policy_version"], default["stretches"]) == (None, 0, [])


def rows(cast: Cast, api: Api, n: int) -> None:
    """n more rows in each list."""
    for _ in range(n):
        ticket = cast.ticket()
        place = Unit.objects.count()
        Unit.objects.create(estate=cast.estate, building=cast.unit.building, code=f"9-{place}")
        day = date(2026, 1, 1) + timedelta(days=place)
        version_of({"code": f"P{place}"}, estate=cast.estate, valid_from=day, valid_to=day)
        api.step(ticket.number, "dispatch", staff=cast.technician.employee_no)
        api.post("phrases", {"kind": "number", "name": f"供水 {place}", "words": "96116", "estate": "HJ"})
        desk: dict[str, Any] = {"estate_id": cast.estate.pk}
        add_item(actor=cast.act("clerk"), kind="thing", label=f"钥匙 {place}", **desk)
        sign_in(actor=cast.act("night"), handover_id=sign_out(actor=cast.act("clerk"), **desk).pk, taken=())


def test_no_list_asks_more_queries_for_more_rows(cast: Cast, admin: Api) -> None:
    rows(cast, admin, 1)
    number = admin.get("tickets").data["results"][0]["number"]
    version = PriceVersion.objects.order_by("number").values_list("pk", flat=True)[0]
    where = billed(cast) | {"number": number, "estate": "HJ", "version": version}
    lists = [one for one in addresses() if one.method == "GET" and hasattr(one.view, "pagination_class")]
    first = {str(one): queries(admin, one.path(**where)) for one in lists}
    rows(cast, admin, 2)
    admin.step(number, "note", text="x")
    for one in lists:
        assert queries(admin, one.path(**where)) == first[str(one)], one
        assert first[str(one)] <= 12, one


def queries(api: Api, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert api.get(path).status_code == 200
    return len(captured)


def test_each_order_of_tickets_has_an_index(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for column in ("registered_at", "updated_at"):
            cursor.execute(
                f"EXPLAIN SELECT * FROM tickets_ticket WHERE tenant_id = %s AND {column} <= now() "
                f"ORDER BY {column} DESC, id DESC LIMIT 50",
                [require_tenant_id()],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Sort" not in plan and "Index Scan Backward" in plan, plan

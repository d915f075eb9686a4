"""The QR code of a place: who has a job there says that he is there, anybody else reports (R1, R18)."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from servicedesk.journal.record import history
from servicedesk.web import links
from tests.api.client import Api
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.visits.phone import accepted, new_key, offered
from tickets.enums import State
from tickets.models import Ticket
from visits.models import Visit


@pytest.fixture(autouse=True)
def unhurried(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:42"))
    cache.clear()


def token(cast: Cast, purpose: str = "unit", place: Any = None) -> str:
    return links.sign(cast.tenant.pk, purpose, (place or cast.unit).pk)


def scan(client: Client, code: str) -> Any:
    """Point the camera at the code."""
    return client.get(f"/r/{code}/report", follow=True)


def here(client: Client, code: str, ticket: Ticket, **headers: str) -> Any:
    return client.post(f"/phone/door/{code}/{ticket.number}", headers={"HX-Request": "true"} | headers)


def told_by(ticket: Ticket) -> str:
    return next(one.payload["means"] for one in history(ticket) if one.type == "visit.arrived")


def test_who_has_a_job_there_says_in_one_tap_that_he_is_there(cast: Cast) -> None:
    """R18; the history says that the code at the door told it."""
    ticket, phone, code = accepted(cast), cast.client("technician"), token(cast)
    page = scan(phone, code)
    assert page.redirect_chain and "我到了" in page.content.decode() and ticket.number in page.content.decode()
    assert here(phone, code, ticket)["HX-Redirect"] == f"/phone/{ticket.number}/"
    assert (fresh(ticket).state, told_by(ticket)) == (State.ON_SITE, "door")
    arrived = next(one for one in history(ticket) if one.type == "visit.arrived")
    assert "门口扫码" in arrived.data.detail()


def test_a_tap_sent_twice_arrives_once(cast: Cast) -> None:
    """R48."""
    ticket, phone, code = accepted(cast), cast.client("technician"), token(cast)
    key = {"Idempotency-Key": new_key()}
    first, again = (here(phone, code, ticket, **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert Visit.objects.filter(ticket=ticket).count() == 1


def test_several_jobs_at_one_place_are_a_list(cast: Cast) -> None:
    first, second = accepted(cast), accepted(cast, description="卫生间地漏反味")
    page = scan(cast.client("technician"), token(cast)).content.decode()
    assert page.count("data-offline data-next") == page.count("<template data-stage") == 2
    assert first.number in page and second.number in page


@pytest.mark.parametrize(("purpose", "found"), [("unit", True), ("building", True), ("area", False), ("estate", False)])
def test_a_home_is_found_by_its_own_code_and_its_buildings(cast: Cast, purpose: str, found: bool) -> None:
    ticket = accepted(cast)
    places = {"unit": cast.unit, "building": cast.unit.building, "area": cast.area, "estate": cast.estate}
    page = scan(cast.client("technician"), token(cast, purpose, places[purpose])).content.decode()
    assert (ticket.number in page) is found
    assert ("你在这里没有活" in page) is not found


def test_a_public_area_has_a_code_of_its_own(cast: Cast) -> None:
    ticket = accepted(cast, kind="public_repair", unit_id=None, area_id=cast.area.pk)
    phone, code = cast.client("technician"), token(cast, "area", cast.area)
    assert here(phone, code, ticket).status_code == 200
    assert fresh(ticket).state == State.ON_SITE


def test_the_code_of_another_place_proves_nothing(cast: Cast) -> None:
    ticket = accepted(cast)
    assert here(cast.client("technician"), token(cast, "area", cast.area), ticket).status_code == 404
    assert fresh(ticket).state == State.DISPATCHED


def test_an_offer_without_an_answer_is_to_be_accepted_first(cast: Cast) -> None:
    ticket, phone = offered(cast), cast.client("technician")
    assert "先接单" in scan(phone, token(cast)).content.decode()
    assert here(phone, token(cast), ticket).status_code == 404


def test_who_has_no_job_there_reports_or_goes_to_his_jobs(cast: Cast) -> None:
    phone, code = cast.client("second_technician"), token(cast)
    page = scan(phone, code).content.decode()
    assert f"/r/{code}/report?report=1" in page and 'href="/phone/"' in page
    form = phone.get(f"/r/{code}/report?report=1")
    assert form.status_code == 200 and 'id="report"' in form.content.decode()


def test_a_colleagues_job_is_not_his(cast: Cast) -> None:
    ticket, other = accepted(cast), cast.client("supervisor")
    assert here(other, token(cast), ticket).status_code == 404


@pytest.mark.parametrize("name", ["", "clerk", "outsider"])
def test_everybody_else_sees_the_report_page(cast: Cast, name: str) -> None:
    """R1."""
    accepted(cast)
    page = scan(cast.client(name) if name else Client(), token(cast))
    assert not page.redirect_chain and 'id="report"' in page.content.decode()


def test_another_companys_code_opens_nothing_of_the_phone(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        code = token(twin)
    assert cast.client("technician").get(f"/phone/door/{code}/").status_code == 404
    with cast.scope():
        follow = links.sign(cast.tenant.pk, "follow", accepted(cast).pk)
    assert cast.client("technician").get(f"/phone/door/{follow}/").status_code == 404


def test_a_report_by_the_code_of_a_home_is_about_that_home(cast: Cast) -> None:
    """R1, R2: nobody types where he stands."""
    fields = {"kind": "repair", "topic": "water", "description": "水槽漏水", "phone": "13812345678"}
    assert Client().post(f"/r/{token(cast)}/report", fields).status_code == 302
    assert Ticket.objects.get(description="水槽漏水").unit_id == cast.unit.pk
    building = Client().get(f"/r/{token(cast, 'building', cast.unit.building)}/report").content.decode()
    assert 'value="3-2-"' in building


def test_a_code_on_the_wall_does_not_age_and_a_resident_s_link_does(cast: Cast, monkeypatch: Any) -> None:
    wall, link = token(cast), links.sign(cast.tenant.pk, "follow", accepted(cast).pk)
    monkeypatch.setattr(links, "MAX_AGE", -1)
    assert Client().get(f"/r/{wall}/report").status_code == 200
    assert Client().get(f"/r/{link}/").status_code == 404


def test_the_desk_prints_the_codes_of_buildings_areas_and_homes(cast: Cast) -> None:
    desk = cast.client("clerk")
    page = desk.get("/residents/codes").content.decode()
    of = f"<h2><small>{cast.estate.name}</small> "
    assert f"{of}3-2</h2>" in page and f"{of}{cast.area.name}</h2>" in page and f"<h2>{cast.estate.name}</h2>" in page
    assert f"{of}3-2-1201</h2>" in desk.get(f"/units/{cast.unit.pk}/code").content.decode()
    assert cast.client("outsider").get(f"/units/{cast.unit.pk}/code").status_code == 404


def test_every_way_of_telling_it_stands_in_the_history(cast: Cast, api: Api) -> None:
    """R18: phone page, desk, another system."""
    own, desk, system, said = accepted(cast), accepted(cast), accepted(cast), accepted(cast)
    cast.client("technician").post(f"/phone/{own.number}/arrive", headers={"HX-Request": "true"})
    cast.client("clerk").post(f"/tickets/{desk.number}/arrive")
    api.post(f"tickets/{system.number}/arrive", {})
    api.post(f"tickets/{said.number}/arrive", {"means": "door"})
    assert [told_by(one) for one in (own, desk, system, said)] == ["page", "desk", "system", "door"]
    refused = api.post(f"tickets/{accepted(cast).number}/arrive", {"means": "pigeon"})
    assert refused.status_code == 422


def test_the_page_at_the_door_asks_as_often_for_three_jobs_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    phone, code = cast.client("technician"), token(cast)
    for _n in range(3):
        accepted(cast)
    with django_assert_max_num_queries(24):
        assert phone.get(f"/phone/door/{code}/").status_code == 200

"""业户: the list, a resident, a home, and the codes for the walls (R1, R2)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicedesk.estates.models import Occupant, Resident, ResidentPhone, Unit
from tests.cast import Cast, build
from tickets.queries import residents as queries


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return cast.client("clerk")


def neighbour(cast: Cast, name: str, pinyin: str, code: str, phone: str) -> Resident:
    """Somebody else in the building."""
    unit = Unit.objects.create(estate=cast.estate, building=cast.unit.building, code=code)
    person = Resident.objects.create(name=name, pinyin=pinyin)
    ResidentPhone.objects.create(resident=person, number=f"+86{phone}", last4=phone[-4:])
    Occupant.objects.create(resident=person, unit=unit, relation="lessee")
    return person


@pytest.mark.parametrize("words", ["王", "wangj", "1111", "3-2-110", "321101"])
def test_a_resident_is_found_by_what_a_caller_says(cast: Cast, clerk: Client, words: str) -> None:
    """R2: name, pinyin, the last four digits, the unit with or without dashes."""
    neighbour(cast, "王建军", "wangjianjun", "3-2-1101", "13900001111")
    page = clerk.get("/residents", {"q": words}).content.decode()
    assert "王建军" in page and "刘淑芬" not in page and "139****1111" in page and "13900001111" not in page


def test_nobody_found_says_what_to_try(clerk: Client) -> None:
    assert "没找到“赵”" in clerk.get("/residents", {"q": "赵"}).content.decode()


def test_the_list_goes_on_where_the_page_ended(cast: Cast, clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is left out and nobody shown twice; nonsense begins at the beginning."""
    for n in range(3):
        neighbour(cast, f"甲{n}", "jia", f"9-1-{n}", f"1390000222{n}")
    monkeypatch.setattr(queries, "PAGE", 2)
    first = clerk.get("/residents")
    rows = [person.pk for person in first.context["rows"]]
    rest = clerk.get("/residents", {"after": first.context["more"]}).context["rows"]
    assert len({*rows, *(person.pk for person in rest)}) == 4
    assert clerk.get("/residents", {"after": "x~y"}).context["rows"][0].pk == rows[0]


def test_the_list_costs_the_same_with_one_and_three_rows(cast: Cast, clerk: Client) -> None:
    clerk.get("/residents")
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as seen:
            clerk.get("/residents")
        counts.append(len(seen))
        neighbour(cast, f"甲{n}", "jia", f"9-1-{n}", f"1390000222{n}")
        neighbour(cast, "乙", "yi", f"9-2-{n}", "13900003333")
    assert counts[0] == counts[1]


def test_a_resident_and_a_home_show_what_was_reported(cast: Cast, clerk: Client) -> None:
    """R2: a phone number alone finds the person, the units and the history."""
    ticket = cast.ticket(description="水表漏水")
    for path in (f"/residents/{cast.resident.pk}", f"/units/{cast.unit.pk}"):
        page = clerk.get(path).content.decode()
        assert "水表漏水" in page and f"/tickets/{ticket.number}" in page and "138****5678" in page


def pages(cast: Cast) -> list[str]:
    return [f"/residents/{cast.resident.pk}", f"/units/{cast.unit.pk}"]


def test_residents_are_for_the_desk_of_their_estate(cast: Cast) -> None:
    for path in ("/residents", "/residents/codes", *pages(cast)):
        assert cast.client("technician").get(path).status_code == 403
    assert "刘淑芬" not in cast.client("outsider").get("/residents").content.decode()
    for path in pages(cast):
        assert cast.client("outsider").get(path).status_code == 404


def test_another_company_finds_nobody(cast: Cast) -> None:
    twin = build("twin", "TW").client("clerk")
    assert [twin.get(path).status_code for path in pages(cast)] == [404, 404]


def test_each_place_has_a_code_that_opens_its_form(cast: Cast, clerk: Client) -> None:
    """R1."""
    page: Any = clerk.get("/residents/codes")
    assert [name for name, _code in page.context["cards"]] == ["和景雅苑", "3-2", "3-2 电梯厅"]
    assert page.content.decode().count('class="qr"') == 3

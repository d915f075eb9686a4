"""The reports' pages, spreadsheets, papers and addresses: who may see them, and that each shows the same (R39, R47)."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from billing.quotes.actions import propose
from billing.quotes.lines import Line
from tests.api.client import Api
from tests.billing.reports import month_of_money, priced
from tests.cast import Cast, at, build
from tests.support.clock import Clock

NAMES = ("daily", "monthly", "receivables", "trial")


@pytest.fixture
def books(cast: Cast, clock: Clock) -> Cast:
    month_of_money(cast, clock)
    clock.set(at("2026-11-02 09:00"))
    return cast


def address(name: str, more: str = "", estate: str = "HJ") -> str:
    days = "day=2026-10-20" if name == "daily" else "month=2026-10"
    return f"/billing/reports/{name}{more}?{days}&estate={estate}"


def ask(client: Client, where: str, status: int = 200) -> Any:
    response = client.get(where)
    assert response.status_code == status, where
    return response


@pytest.mark.parametrize("name", NAMES)
def test_page_paper_spreadsheet_and_rest_show_the_same_figure(books: Cast, name: str) -> None:
    """R39, R47: in the sheet it is a number, over REST a text."""
    client = books.client("cashier")
    page = ask(client, address(name)).content.decode()
    assert "单据与总账一致" in page and "还没结束" not in page
    paper = ask(client, address(name, "/paper")).content.decode()
    sheet = load_workbook(BytesIO(b"".join(ask(client, address(name, "/export")).streaming_content)))
    cells = {cell for one in sheet for row in one.iter_rows(values_only=True) for cell in row}
    figure = {"daily": 350, "monthly": 330, "receivables": 245, "trial": 265}[name]
    assert figure in cells and f"{figure}.00" in page and f"{figure}.00" in paper
    where = address(name.replace("trial", "trial-balance")).removeprefix("/billing/")
    lines = Api(books.api_key).get(f"{where}&page_size=200").data["results"]
    assert f"{figure}.00" in {value for line in lines for value in line["figures"].values()}
    checks = Api(books.api_key).get(where.replace("?", "/checks?")).data["results"]
    assert checks and all(one["good"] and one["difference"] == "0.00" for one in checks)


def test_lines_come_by_cursor_in_the_order_of_the_report(books: Cast) -> None:
    """R48."""
    api, names, where = Api(books.api_key), [], "reports/trial-balance?month=2026-10&page_size=9"
    while where:
        page = api.get(where).data
        names += [one["name"] for one in page["results"]]
        where = (page["next"] or "").partition("/api/v1/")[2]
    assert names[:-1] == sorted(names[:-1]) and len(names) > 20
    assert api.get("reports/daily?days=3").status_code == 422
    assert api.get("reports/daily?day=yesterday").status_code == 422


@pytest.mark.parametrize("name", NAMES)
def test_who_may_not_see_a_report_does_not(cast: Cast, name: str) -> None:
    """R39: money's roles only, their estates only; another company's estate does not exist."""
    twin = build("twin", "TW")
    for person in ("clerk", "technician", "outsider"):
        ask(cast.client(person), address(name), 403)
    for person in ("cashier", "supervisor", "manager", "director", "admin"):
        ask(cast.client(person), address(name))
    for estate in ("TW", str(twin.estate.pk), cast.other_estate.code, str(cast.other_estate.pk)):
        ask(cast.client("manager"), address(name, estate=estate), 404)
        ask(cast.client("manager"), address(name, "/export", estate), 404)
    ask(cast.client("director"), address(name, estate=cast.other_estate.code))
    ask(cast.client("director"), address(name, estate="all"))
    assert Api(cast.api_key).get("reports/daily?estate=TW").status_code == 404


def test_days_that_cannot_be_are_said_beside_the_form_and_today_is_not_over(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-10-20 11:00"))
    client = cast.client("cashier")
    assert "2027-02" in ask(client, "/billing/reports/monthly?month=2026-13", 422).content.decode()
    ask(client, "/billing/reports/trial?since=2026-10-02&until=2026-10-01", 422)
    assert "还没结束" in ask(client, "/billing/reports/daily").content.decode()
    assert "还没结束" in ask(client, "/billing/reports/monthly").content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_report_asks_as_much_whatever_its_number_of_rows(cast: Cast, clock: Clock, name: str) -> None:
    clock.set(at("2026-10-20 10:00"))
    client, counts = cast.client("cashier"), []
    for _again in range(2):
        priced(cast, "30.00")
        ask(client, address(name))
        with CaptureQueriesContext(connection) as seen:
            ask(client, address(name))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_how_many_prices_wait_is_shown_to_who_reviews_them(cast: Cast) -> None:
    """R33: beside the reviews and in the rail; to a cashier nothing."""
    for _n in range(2):
        lines = [Line(name="换总管", unit_price=Decimal("300"))]
        propose(ticket_id=cast.ticket().pk, actor=cast.act("technician"), lines=lines)
    beside = r'href="{}"[^<]*<svg.*?</svg>[^<]*<(?:b|span) class="count">2<'
    for entry in ("/billing", "/billing/reviews"):
        found = [re.search(beside.format(entry), ask(cast.client(name), "/billing").content.decode())
                 for name in ("supervisor", "cashier")]  # fmt: skip
        assert found[0] and not found[1]

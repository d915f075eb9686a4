"""The daybook: the list, its spreadsheet, the paper of a day as it stood; and the search of the top bar."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import actions as dispatch
from servicedesk.sheets.writing import safe
from tests.cast import Cast, at
from tests.support.clock import Clock
from tickets.actions import cancel, correct
from tickets.queries import daybook


@pytest.fixture(autouse=True)
def ten_o_clock(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def page(cast: Cast, query: str = "", who: str = "clerk", name: str = "register") -> str:
    response = cast.client(who).get(reverse(name) + query)
    assert response.status_code == 200
    return str(response.content.decode())


def numbers(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('<tr data-item id="r-')[1:]]


def test_newest_first_and_turned_round(cast: Cast, clock: Clock) -> None:
    first = cast.ticket()
    clock.move(timedelta(minutes=1))
    second = cast.ticket()
    assert numbers(page(cast)) == [second.number, first.number]
    assert numbers(page(cast, "?order=received")) == [first.number, second.number]
    assert numbers(page(cast, "?order=due")) == [first.number, second.number]


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("?kind=inquiry", 1), ("?state=registered", 3), ("?state=closed", 0), ("?urgent=on", 1), ("?q=5678", 3),
        ("?q=招牌", 1), ("?q=3-2-1201", 2), ("?q=0001", 1), ("?since=2026-11-21&until=2026-11-21", 3),
        ("?until=2026-11-20", 0), ("?kind=nonsense", 3), ("?since=nonsense&after=nonsense", 3), ("?q=%00", 3),
    ],
)  # fmt: skip
def test_filters_narrow_and_nonsense_counts_as_nothing(cast: Cast, query: str, n: int) -> None:
    cast.ticket()
    cast.ticket(urgent=True)
    cast.ticket(kind="inquiry", skill="", description="门头招牌报批", unit_id=None, place="商铺 S12")
    assert len(numbers(page(cast, query))) == n


def test_the_list_goes_on_where_it_ended(cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daybook, "PAGE", 2)
    made = [cast.ticket(description=f"漏水 {n}").number for n in range(5)]
    seen, html = [], page(cast)
    while True:
        seen += numbers(html)
        if "intersect once" not in html:
            break
        query = html.split('<tr hx-get="/register')[1].split('"')[0].replace("&amp;", "&")
        html = page(cast, query)
    assert sorted(seen) == made and len(seen) == 5


def test_the_spreadsheet_has_no_formula_and_no_full_phone(cast: Cast) -> None:
    cast.ticket(description='=HYPERLINK("http://evil")')
    response: Any = cast.client("clerk").get(reverse("register-export") + "?urgent=")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.values)
    assert len(rows) == 2
    assert '\'=HYPERLINK("http://evil")' in rows[1] and "138****5678" in rows[1]
    assert response["Content-Disposition"] == 'attachment; filename="HJ-20261121-1000.xlsx"'
    assert [safe(text) for text in ("+1", "-1", "@a", "漏水")] == ["'+1", "'-1", "'@a", "漏水"]


def test_the_register_of_a_day_is_printed_as_it_stood(cast: Cast, clock: Clock) -> None:
    """R10: what came later is not in it, what was corrected that day is."""
    ticket = cast.ticket(description="漏水")
    correct(ticket_id=ticket.pk, actor=cast.act("clerk"), values={"description": "厨房漏水"})
    dispatch.verbal(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    clock.set(at("2026-11-22 09:00"))
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="改天")
    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    cast.ticket(description="第二天的")
    html = cast.client("supervisor").get(reverse("register-day", args=["2026-11-21"])).content.decode()
    assert "报事报修登记表" in html and ticket.number in html and "孙海涛 10:00" in html
    assert "厨房漏水" in html and "138****5678" in html and "截至 2026-11-21 23:59" in html
    assert "<td>已派工</td>" in html and "已关闭" not in html and "第二天的" not in html
    today = cast.client("supervisor").get(reverse("register-day", args=["2026-11-22"])).content.decode()
    assert "第二天的" in today and ticket.number not in today


@pytest.mark.parametrize("day", ["2026-11-22", "nonsense", "2026-02-30"])
def test_a_day_to_come_or_none_at_all_has_no_register(cast: Cast, day: str) -> None:
    assert cast.client("clerk").get(reverse("register-day", args=[day])).status_code == 404


def test_the_lists_are_of_ones_own_estate_and_for_those_who_may(cast: Cast) -> None:
    ticket = cast.ticket()
    for name in ("register", "search"):
        assert f"/tickets/{ticket.number}" not in page(cast, f"?q={ticket.number}", "outsider", name)
        assert cast.client("technician").get(reverse(name)).status_code == 403
    day = cast.client("outsider").get(reverse("register-day", args=["2026-11-21"])).content.decode()
    assert ticket.number not in day


SAID = [
    ("5678", "刘淑芬"), ("0001", "HJ-20261121-0001"), ("1121-0001", "HJ-20261121-0001"), ("321201", "3-2-1201"),
    ("lsf", "刘淑芬"), ("电梯", "3-2 电梯厅"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "lead"), SAID)
def test_the_search_finds_by_whatever_the_caller_says(cast: Cast, words: str, lead: str) -> None:
    """R2."""
    cast.resident.pinyin = "liushufen lsf"
    cast.resident.save()
    cast.ticket(unit_id=None, place="大堂", contact_name="", contact_phone="13911112222")
    client = cast.client("clerk")
    options = client.get(reverse("search"), {"q": words}, headers={"HX-Request": "true"}).content.decode()
    assert lead in options and 'role="option"' in options and "13800005678" not in options
    assert lead in client.get(reverse("search"), {"q": words}).content.decode()


def test_what_is_not_found_may_be_registered_at_once(cast: Cast) -> None:
    html = page(cast, "?q=9876", name="search")
    assert "没找到“9876”" in html and "new=1&amp;typed=9876" in html


def test_the_list_costs_the_same_with_one_row_and_with_three(cast: Cast) -> None:
    client = cast.client("clerk")

    def queries(name: str, query: dict[str, Any]) -> int:
        client.get(reverse(name), query)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name), query)
        return len(captured)

    cast.ticket()
    before = [queries("register", {}), queries("search", {"q": "5678"})]
    for _n in range(2):
        cast.ticket()
    assert [queries("register", {}), queries("search", {"q": "5678"})] == before

"""The desk's worklist: what stands where, what it asks for, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tickets.actions import answer
from tickets.queries import worklist
from tickets.views import desk

NOW = at("2026-11-21 10:00")


@pytest.fixture(autouse=True)
def ten_o_clock(clock: Clock) -> None:
    clock.set(NOW)


def page(cast: Cast, who: str = "clerk", query: str = "", **headers: str) -> str:
    response = cast.client(who).get(reverse("desk") + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[str]:
    """The numbers of the rows, from the top."""
    return [part.split('"')[0] for part in html.split('class="ticket-row" id="t-')[1:]]


def test_first_due_stands_on_top_in_its_group(cast: Cast, clock: Clock) -> None:
    """The clock is the sort order."""
    late = cast.ticket()
    clock.move(timedelta(minutes=11))
    urgent = cast.ticket(urgent=True)
    inquiry = cast.ticket(kind="inquiry", skill="", description="门头招牌报批")
    html = page(cast)
    assert rows(html) == [late.number, urgent.number, inquiry.number]
    order = ["已超时", f't-{late.number}"', "30 分钟内", f't-{urgent.number}"', "今天 <b>", f't-{inquiry.number}"']
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)


def test_the_prompt_names_whom_to_call_and_why(cast: Cast) -> None:
    """R13, R19: one key records that he goes."""
    ticket = cast.ticket()
    html = page(cast)
    assert "打电话派工" in html and "推荐 <b>马志远</b>" in html
    assert cast.foreman.phone not in html
    posted = cast.client("clerk").post(reverse("ticket-verbal", args=[ticket.number]), {"staff": cast.foreman.pk})
    assert posted.status_code == 302
    assert (fresh(ticket).assignee, fresh(ticket).state) == (cast.foreman, "dispatched")


def test_who_cannot_go_is_refused_for_him_and_the_offer_climbs(cast: Cast) -> None:
    """R14, R15: asked by phone, his reason is kept, his superior is asked."""
    ticket = cast.ticket()
    url = reverse("ticket-decline", args=[ticket.number])
    client = cast.client("clerk")
    assert 'name="reason"' in client.get(f"{url}?staff={cast.technician.pk}").content.decode()
    assert client.post(url, {"staff": cast.technician.pk, "reason": ""}).status_code == 422
    client.post(url, {"staff": cast.technician.pk, "reason": "在 7 栋抢修"})
    offers = list(ticket.assignments.order_by("level").values_list("staff__name", "state", "reason"))
    assert offers == [("孙海涛", "refused", "在 7 栋抢修"), ("马志远", "offered", "")]


def test_a_colleagues_number_is_shown_on_request_and_that_is_an_event(cast: Cast) -> None:
    ticket = cast.ticket()
    shown = cast.client("clerk").post(reverse("dial-colleague", args=[ticket.number, cast.technician.pk]))
    assert f'href="tel:{cast.technician.phone}"' in shown.content.decode()
    assert [event.payload for event in history(ticket).filter(type="ticket.phone_revealed")] == [{"of": "孙海涛"}]


def test_a_row_that_waits_for_somebody_says_for_whom(cast: Cast) -> None:
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    html = page(cast)
    assert "等他接单" in html and "已发给 孙海涛" in html


def test_arrival_becomes_the_desks_turn_when_it_is_due(cast: Cast, clock: Clock) -> None:
    """R18: at the promised time a prompt appears."""
    ticket = cast.ticket()
    client = cast.client("clerk")
    arrival = NOW + timedelta(minutes=20)
    dispatch.verbal(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk, arrival_at=arrival)
    assert "10:20 提醒核实" in page(cast)
    clock.set(arrival)
    assert "核实到场" in page(cast) and "问 孙海涛 到了没有" in page(cast)
    client.post(reverse("ticket-arrive", args=[ticket.number]))
    assert fresh(ticket).state == "on_site"
    assert "现场处理" in page(cast)


def test_tabs_count_and_narrow(cast: Cast, clock: Clock) -> None:
    cast.ticket()
    cast.ticket(by="second_clerk", kind="inquiry", skill="", description="几点开门")
    html = page(cast)
    assert "本班 <b>2</b>" in html and "轮到我 <b>1</b>" in html and "全部未关 <b>2</b>" in html
    assert len(rows(page(cast, query="?tab=mine"))) == 1
    assert len(rows(page(cast, query="?tab=all&kind=inquiry"))) == 1
    assert len(rows(page(cast, query="?tab=nonsense&kind=nonsense"))) == 2


def test_appointments_have_a_tab_of_their_own(cast: Cast) -> None:
    ticket = cast.ticket()
    dispatch.reschedule(
        ticket_id=ticket.pk, actor=cast.act("clerk"), appointment_at=NOW + timedelta(hours=3), resident_agreed=True
    )
    assert rows(page(cast, query="?tab=appointments")) == [ticket.number]
    assert "预约 13:00" in page(cast)


def test_an_empty_desk_says_so_and_what_a_key_does(cast: Cast) -> None:
    """Never empty: no prompt, no row, no chosen ticket, each says what it means."""
    html = page(cast)
    assert "都办完了" in html and "来电话时按 N" in html


def test_a_closed_ticket_leaves_the_list(cast: Cast) -> None:
    ticket = cast.ticket(kind="inquiry", skill="")
    answer(ticket_id=ticket.pk, actor=cast.act("clerk"), text="八点")
    assert rows(page(cast, query="?tab=all")) == []


def test_a_refresh_brings_rows_tabs_prompt_summary_and_notices_in_their_places(cast: Cast) -> None:
    ticket = cast.ticket()
    part = page(cast, **{"HX-Request": "true"})
    assert "<html" not in part
    assert part.count('hx-swap-oob="true"') == 4 and 'id="desk-notices"' in part
    assert rows(part) == [ticket.number]


def test_choosing_a_row_brings_its_prompt_and_summary(cast: Cast) -> None:
    first, second = cast.ticket(), cast.ticket(kind="inquiry", skill="", description="几点开门")
    chosen = cast.client("clerk").get(reverse("desk-choose", args=[second.number])).content.decode()
    assert f'value="{second.number}"' in chosen and "几点开门" in chosen
    assert first.number not in chosen
    kept = page(cast, query=f"?chosen={second.number}", **{"HX-Request": "true"})
    assert f'id="p-{second.number}' in kept


def test_the_list_goes_on_where_it_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    monkeypatch.setattr(desk, "PAGE", 2)
    numbers = [cast.ticket(description=f"漏水 {n}").number for n in range(5)]
    client, seen, html = cast.client("clerk"), [], page(cast)
    while True:
        seen += rows(html)
        if 'class="more' not in html:
            break
        url = html.split('class="more')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
        html = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert seen == numbers


@pytest.mark.parametrize("who", ["technician", "cashier"])
def test_only_the_desk_and_those_who_lead_work_here(cast: Cast, who: str) -> None:
    assert cast.client(who).get(reverse("desk")).status_code == 403


def test_another_estates_ticket_is_not_there(cast: Cast) -> None:
    ticket = cast.ticket()
    assert ticket.number not in page(cast, "outsider")
    outsider = cast.client("outsider")
    assert outsider.get(reverse("desk-choose", args=[ticket.number])).status_code == 404
    assert outsider.post(reverse("dial-colleague", args=[ticket.number, cast.technician.pk])).status_code == 404
    assert outsider.post(reverse("ticket-decline", args=[ticket.number]), {"reason": "x"}).status_code == 404


def queries(cast: Cast) -> int:
    client = cast.client("clerk")
    client.get(reverse("desk"))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("desk"))
    return len(captured)


def test_the_page_costs_the_same_with_one_row_and_with_three(cast: Cast) -> None:
    cast.ticket()
    one = queries(cast)
    for kind in ("inquiry", "complaint"):
        cast.ticket(kind=kind, skill="")
    assert queries(cast) == one

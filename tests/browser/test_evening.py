"""A real evening at real screens (Must show 1): the burst pipe at 21:50, the socket nobody can see to before tomorrow,
the complaint nobody signs for, the callback “so-so”. Worker and beat are processes of their own; the same story is told
through the actions in journeys/test_evening.py.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from billing.quotes.lines import Line
from dispatch import actions as dispatch
from servicedesk.messaging.models import Message
from tests.browser.session import several
from tests.browser.stage import Stage, big, draw
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.pictures import signature
from tests.support.prices import charge
from tests.support.processes import beat, running, worker
from tickets.callbacks.actions import attempt
from tickets.enums import State
from tickets.models import Ticket
from visits import actions as visits

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture
def ten_to_ten(clock: Clock) -> None:
    """Before the cast is made, so that its field staff are on shift this evening."""
    clock.set(at("2026-11-21 21:50"))


@pytest.fixture
def stage(
    ten_to_ten: None, live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path, live_server: Any,
) -> Iterator[Stage]:  # fmt: skip
    with (
        running(worker(process_env), beat(process_env | {"TICK_SECONDS": "0.2"}, tmp_path)),
        several(live_server.url, live_cast) as opener,
    ):
        yield Stage(live_cast, clock, opener)


def test_a_real_evening_is_played_in_the_browser(stage: Stage) -> None:
    pipe = burst_pipe(stage)
    refused_in_two_taps_and_climbed(stage, pipe)
    accepted_by_the_supervisor(stage, pipe)
    socket = agreed_for_tomorrow(stage)
    noise = complaint_registered(stage)
    mended_and_signed(stage, pipe)
    reviewed(stage, pipe)
    nobody_signs_for_the_complaint(stage, noise)
    sent_again_by_the_worker(stage, socket)
    so_so(stage, pipe)
    the_overview_is_right(stage)
    states = stage.asks(lambda: [fresh(one).state for one in (pipe, socket, noise)])
    assert states == [State.DISPATCHED, State.CLOSED, State.REGISTERED]


def intake(stage: Stage) -> Page:
    """The night operator's phone rings: N, the last four digits, and the caller is known (R2)."""
    page = stage.desk("night", "/desk")
    page.keyboard.press("n")
    expect(page.locator("#who")).to_be_focused()
    page.keyboard.type("5678")
    expect(page.locator("#who-found")).to_contain_text("刘淑芬")
    page.keyboard.press("Enter")
    expect(page.locator("#caller")).to_contain_text("刘淑芬")
    expect(page.locator("#intake-place")).to_have_value("3-2-1201")
    expect(page.locator("[name=description]")).to_be_focused()
    return page


def written_down(page: Page, stage: Stage) -> Ticket:
    """Ctrl Enter; the toast reads out the number."""
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已登记")
    ticket: Ticket = stage.asks(lambda: Ticket.objects.latest("registered_at", "number"))
    return ticket


def burst_pipe(stage: Stage) -> Ticket:
    """R6, R19: urgent, so that who leads is proposed; the night operator knows who is nearest and sends him."""
    page = intake(stage)
    page.keyboard.type("厨房水管爆了，水漫到客厅")
    page.keyboard.press("Alt+u")
    expect(page.locator("#intake-urgent")).to_be_checked()
    expect(page.locator("#primary")).to_contain_text("派给 马志远")
    page.locator("#assignee").select_option(str(stage.cast.technician.pk))
    expect(page.locator("#primary")).to_contain_text("派给 孙海涛")
    pipe = written_down(page, stage)
    expect(page.locator("#worklist")).to_contain_text("厨房水管爆了")
    assert pipe.urgent and pipe.assignee_id == stage.cast.technician.pk and pipe.place == "3-2-1201"
    told = {"what": "ticket.urgent", "staff": stage.cast.supervisor, "subject_id": pipe.pk}
    assert stage.asks(lambda: Message.objects.filter(**told).exists())
    return pipe


def refused_in_two_taps_and_climbed(stage: Stage, pipe: Ticket) -> None:
    """R14, R15: the button and a reason; the foreman does not answer, so that the worker asks his superior."""
    phone = stage.phone("technician")
    expect(phone.locator(".offer")).to_contain_text("厨房水管爆了")
    phone.locator(".offer .btn", has_text="去不了").tap()
    phone.get_by_text("手上的活走不开", exact=True).tap()
    expect(phone.locator("main")).not_to_contain_text("厨房水管爆了")
    page = stage.desk("night", f"/tickets/{pipe.number}")
    expect(page.locator(".ladder [data-outcome=refused]")).to_contain_text("孙海涛")
    expect(page.locator(".ladder [data-outcome=refused]")).to_contain_text("手上的活走不开")
    expect(page.locator(".ladder [data-outcome=waiting]")).to_contain_text("马志远")
    stage.becomes("2026-11-21 21:52")
    page.reload()
    expect(page.locator(".ladder [data-outcome=expired]")).to_contain_text("马志远")
    expect(page.locator(".ladder [data-outcome=waiting]")).to_contain_text("郑国栋")


def accepted_by_the_supervisor(stage: Stage, pipe: Ticket) -> None:
    """R18: with the time he promises."""
    phone = stage.phone("supervisor", f"/phone/{pipe.number}/")
    phone.get_by_text("22:05", exact=True).tap()
    big(phone, "接单，22:05 前到").tap()
    expect(big(phone, "我到了")).to_be_visible()
    stage.becomes("2026-11-21 21:55")


def agreed_for_tomorrow(stage: Stage) -> Ticket:
    """R16: refused up to the estate manager, who agrees; so does the resident: tomorrow at ten."""
    cast = stage.cast
    with cast.scope():
        socket = cast.ticket("night", description="客厅插座没电", skill="electrical")
    stage.does(dispatch.offer, "night", ticket_id=socket.pk, staff_id=cast.second_technician.pk)
    for name in ("second_technician", "foreman", "supervisor", "manager"):
        stage.does(dispatch.refuse, name, ticket_id=socket.pk, reason="都在抢修爆管")
    page = stage.desk("night", f"/tickets/{socket.number}")
    expect(page.locator(".ladder [data-outcome=refused]")).to_have_count(4)
    page.keyboard.press("t")
    page.fill("[name=appointment_at]", "2026-11-22T10:00")
    page.get_by_label("业户同意").check()
    page.get_by_label("项目经理同意").check()
    page.locator("[name=appointee]").select_option(label=cast.second_technician.name)
    page.fill("#step [name=reason]", "今晚抢修，业户同意明早")
    page.keyboard.press("Control+Enter")
    expect(page.locator('.stepper [aria-current="step"]')).to_have_attribute("data-state", "registered")
    expect(page.locator("#ticket-head")).to_contain_text("明天 10:00")
    return socket


def complaint_registered(stage: Stage) -> Ticket:
    """R5: a failure of management goes to the department responsible."""
    stage.becomes("2026-11-21 22:00")
    page = intake(stage)
    page.keyboard.type("楼上装修到深夜")
    page.locator("#new-ticket").get_by_text("投诉", exact=True).click()
    page.locator("#new-ticket").get_by_text("有效投诉", exact=True).click()
    page.locator("#assign").get_by_text("客服部", exact=True).click()
    expect(page.locator("#primary")).to_contain_text("客服部")
    return written_down(page, stage)


def mended_and_signed(stage: Stage, pipe: Ticket) -> None:
    """R18, R20–R23: there a minute early, let in, the work, the resident's name drawn on the screen."""
    stage.becomes("2026-11-21 22:04")
    phone = stage.phone("supervisor", f"/phone/{pipe.number}/")
    big(phone, "我到了").tap()
    big(phone, "第一次敲门").tap()
    expect(phone.locator(".knock")).to_be_visible()
    phone.get_by_label("业户同意我进门").check()
    big(phone, "门开了，开始").tap()
    phone.fill("[name=work_done]", "关总阀，换软管")
    phone.locator("[name=part_name]").first.fill("软管")
    phone.get_by_role("button", name="保存").tap()
    big(phone, "去签字").tap()
    phone.locator(".segments").get_by_text("免费", exact=True).tap()
    phone.locator(".segments").get_by_text("满意", exact=True).tap()
    draw(phone)
    big(phone, "提交，请主管审核").tap()
    phone.wait_for_url("**/phone/")
    visit = stage.asks(lambda: fresh(pipe).visits.get())
    assert (visit.minutes_late, visit.first_knock_at) == (-1, at("2026-11-21 22:04"))


def reviewed(stage: Stage, pipe: Ticket) -> None:
    """R24: by the manager, as nobody reviews his own work; the callback begins by itself."""
    page = stage.desk("manager", f"/tickets/{pipe.number}")
    expect(page.locator(".next")).to_contain_text("关总阀，换软管")
    page.locator(".next .btn", has_text="审核通过").click()
    expect(page.locator('.stepper [aria-current="step"]')).to_have_attribute("data-state", "callback")


def nobody_signs_for_the_complaint(stage: Stage, noise: Ticket) -> None:
    """Domain §7: an hour later the clock stands in red, the head of the department hears of it, then the manager."""
    stage.becomes("2026-11-21 23:00")
    stage.becomes("2026-11-21 23:30")
    page = stage.desk("night", f"/tickets/{noise.number}")
    expect(page.locator("#why-handoff .clock")).to_have_attribute("data-level", "breached")
    for name in ("韩梅", "梁敏"):
        expect(page.locator(".history")).to_contain_text(name)
    row = stage.desk("night", "/desk").locator(f"#t-{noise.number}")
    expect(row).to_have_attribute("data-level", "breached")


def sent_again_by_the_worker(stage: Stage, socket: Ticket) -> None:
    """R17: at half past nine the worker process offers it to the one agreed on, and the desk is asked to call him."""
    cast = stage.cast
    stage.becomes("2026-11-22 09:29")
    assert stage.asks(lambda: fresh(socket).state) == State.REGISTERED
    stage.becomes("2026-11-22 09:30")
    page = stage.desk("clerk", f"/desk?chosen={socket.number}")
    expect(page.locator("#prompt")).to_contain_text("客厅插座没电")
    expect(page.locator("#prompt")).to_contain_text(cast.second_technician.name)
    phone = stage.phone("second_technician")
    phone.locator(".offer .btn-primary").tap()
    big(phone, "接单").tap()
    expect(big(phone, "我到了")).to_be_visible()
    stage.becomes("2026-11-22 09:38")
    finished(stage, socket)


def finished(stage: Stage, socket: Ticket) -> None:
    """As the pipe was; its callback says “very satisfied”."""
    him, what = "second_technician", socket.pk
    stage.does(visits.arrive, him, ticket_id=what)
    stage.does(visits.let_in, him, ticket_id=what, by="业户")
    stage.does(visits.record_work, him, ticket_id=what, work_done="换插座")
    stage.does(charge, him, ticket_id=what, lines=[Line(name="换插座", unit_price=Decimal("30"))], payer="company")
    stage.does(visits.sign_off, him, ticket_id=what, signer_name="业户", signature=signature(), satisfied=True)
    stage.does(visits.review, "manager", ticket_id=what)
    stage.does(attempt, "clerk", ticket_id=what, outcome="reached", grade="very_satisfied")


def so_so(stage: Stage, pipe: Ticket) -> None:
    """R25: “so-so” needs its true reason and is sent again, counted as rework."""
    page = stage.desk("clerk", "/callbacks")
    expect(page.locator("#side")).to_contain_text("厨房水管爆了")
    page.keyboard.press("3")
    page.fill("#call [name=reason]", "软管接口还有点渗")
    page.keyboard.press("Alt+r")
    step = page.locator("#callback-step form")
    expect(step.locator("[name=reason]")).to_have_value("软管接口还有点渗")
    step.locator("[name=staff]").select_option(label=stage.cast.technician.name)
    step.locator("button[type=submit]").click()
    expect(page.locator("#side")).to_contain_text("没有要打的回访")
    again = stage.asks(lambda: fresh(pipe))
    assert (again.rework_count, again.assignee_id, again.grade) == (1, stage.cast.technician.pk, "so_so")


def the_overview_is_right(stage: Stage) -> None:
    """R41: both days, counted by hand. Missed were the complaint's hour, and at night its first reply and the pipe's
    callback; nobody was late, and the supervisor's arrival stays his though the ticket is another's by now.
    """
    page = stage.desk("supervisor", "/dashboard?period=7")
    tiles = [tile.inner_text().split("\n") for tile in page.locator(".kpis .kpi").all()]
    values = {name: value for name, value, *_against in tiles}
    assert values == {
        "新登记": "3 单", "未关闭": "2 单", "已超时": "1 单", "派工准时": "100.0 %", "到场准时": "100.0 %",
        "满意率 30 天": "50.0 %",
    }  # fmt: skip
    strip = page.locator(".figure-strip span").all_inner_texts()
    assert strip == ["已关闭 1", "超时 3", "拒单 5", "没接单 1", "没人在家 0", "返修 1"]
    people = [row.inner_text().split() for row in page.locator(".people tbody tr").all()]
    assert sorted(people) == [["何鹏", "0", "0", "100.0%"], ["孙海涛", "1", "0", "–"], ["郑国栋", "0", "0", "100.0%"]]

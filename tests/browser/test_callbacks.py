"""A clerk works off her callbacks with the keyboard (R25–R27)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.session import DESK, signed_in
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.tickets.test_callbacks_page import in_callback
from tickets.enums import Grade, State

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_cast: Cast, clock: Clock, live_server: Any) -> Iterator[Page]:
    clock.set(at("2026-11-21 10:00"))
    with signed_in(live_server.url, live_cast, "clerk", DESK) as page:
        page.base = live_server.url  # type: ignore[attr-defined]
        yield page


def test_grades_by_keys_and_so_so_is_sent_again(live_cast: Cast, page: Page) -> None:
    """Two calls: the first is content, the second says so-so and gets a new visit."""
    with live_cast.scope():
        content = in_callback(live_cast, description="厨房下水堵")
        so_so = in_callback(live_cast, description="阳台返味")
    page.goto(f"{page.base}/callbacks")  # type: ignore[attr-defined]
    expect(page.locator("#side")).to_contain_text("厨房下水堵")
    page.keyboard.press("d")
    expect(page.locator("#side a[href^='tel:']")).to_be_visible()
    page.keyboard.press("2")
    expect(page.locator(".because")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("满意，已关闭")
    expect(page.locator("#side")).to_contain_text("阳台返味")
    page.wait_for_load_state()
    page.keyboard.press("3")
    expect(page.locator(".because")).to_be_visible()
    page.fill("#call [name=reason]", "还有味")
    page.keyboard.press("Alt+r")
    step = page.locator("#callback-step form")
    expect(step.locator("[name=reason]")).to_have_value("还有味")
    step.locator("button[type=submit]").click()
    expect(page.locator("#side")).to_contain_text("没有要打的回访")
    expect(page.locator("#callbacks")).to_contain_text("今天的回访都打完了")
    with live_cast.scope():
        assert fresh(content).state == State.CLOSED
        assert (fresh(so_so).state, fresh(so_so).grade) == (State.DISPATCHED, Grade.SO_SO)


def test_nobody_answers_and_the_true_reason_is_asked_for(live_cast: Cast, page: Page) -> None:
    """R25, R27: nothing typed is lost when the reason is missing."""
    with live_cast.scope():
        first, second = in_callback(live_cast), in_callback(live_cast, description="阳台返味")
    page.goto(f"{page.base}/callbacks")  # type: ignore[attr-defined]
    page.keyboard.press("0")
    expect(page.locator("#toasts")).to_contain_text("已记一次")
    expect(page.locator("#side")).to_contain_text("阳台返味")
    page.wait_for_load_state()
    page.keyboard.press("4")
    page.fill("#call [name=remark]", "明天再打")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_reason-error")).to_be_visible()
    expect(page.locator("#call [name=remark]")).to_have_value("明天再打")
    with live_cast.scope():
        assert fresh(first).call_attempts.count() == 1
        assert fresh(second).call_attempts.count() == 0


def test_a_notice_is_issued_answered_and_told(live_cast: Cast, page: Page) -> None:
    """R26: from the call to the department's answer, all on the desk's page."""
    with live_cast.scope():
        ticket = in_callback(live_cast)
    page.goto(f"{page.base}/callbacks")  # type: ignore[attr-defined]
    page.keyboard.press("4")
    page.fill("#call [name=reason]", "还在渗")
    page.locator("#call label", has_text="意见告知书").click()
    page.fill("#call [name=demand]", "今天处理")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("意见告知书已发出")
    page.goto(f"{page.base}/callbacks/{ticket.number}?tab=notices")  # type: ignore[attr-defined]
    page.locator("#side button", has_text="回复…").click()
    step = page.locator("#callback-step form")
    step.locator("[name=done]").fill("重新打胶")
    step.locator("[name=done_by]").fill("马志远")
    step.locator("button[type=submit]").click()
    expect(page.locator("#side")).to_contain_text("工程维修部回复：重新打胶（马志远）")
    page.wait_for_load_state()
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("满意，已关闭")
    with live_cast.scope():
        assert fresh(ticket).state == State.CLOSED

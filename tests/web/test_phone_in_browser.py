"""A technician's phone in a real Chromium: knock, signature, and what is done without network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from tests.web.browser import ORIGIN, fresh_page, problems_of
from tests.web.gallery import html

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("phone.html")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser, lambda language, theme: html(language, theme, PAGE), 390, 844) as page:
        page.goto(f"{ORIGIN}/zh-hans/light")
        yield page


def answered(page: Page, status: int = 204, headers: dict[str, str] | None = None) -> list[Request]:
    """From now on the server is there; the list fills with what it was sent."""
    sent: list[Request] = []

    def answer(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(status=status, headers=headers)

    page.unroute(f"{ORIGIN}/knock")
    page.route(f"{ORIGIN}/knock", answer)
    return sent


def test_the_phone_page_fails_nowhere(page: Page) -> None:
    problems = problems_of(page)
    page.reload()
    page.wait_for_timeout(1200)
    assert problems == []


def test_a_button_is_allowed_from_its_time_on(page: Page) -> None:
    """R20: the second knock only after five minutes."""
    second = page.locator(".bigbar .btn").first
    assert second.get_attribute("aria-disabled") == "true"
    page.evaluate("document.querySelector('[data-ready-at]').dataset.readyAt = 0")
    page.wait_for_timeout(1200)
    assert second.get_attribute("aria-disabled") is None and second.locator("small").count() == 0


def test_a_signature_becomes_a_picture_and_clearing_empties_it(page: Page) -> None:
    """R23."""
    page.wait_for_selector("canvas[data-ready]")
    page.wait_for_timeout(300)
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()
    assert page.input_value("#signature").startswith("data:image/png;base64,")
    page.click("[data-sign-clear]")
    assert page.input_value("#signature") == ""


def test_what_is_done_without_network_is_kept_and_sent_once_with_its_time(page: Page) -> None:
    """R48: one key for one deed; the server decides by when it happened."""
    page.context.set_offline(True)
    page.fill("[name=note]", "没人应")
    page.click("#knock button")
    page.wait_for_selector("[data-offline-bar]:visible")
    assert "1 条已存手机" in page.inner_text("[data-offline-bar]")
    sent = answered(page)
    page.context.set_offline(False)
    page.wait_for_selector("#toasts .toast")
    assert "1 条已上传" in page.inner_text("#toasts")
    page.wait_for_timeout(300)
    assert len(sent) == 1 and sent[0].headers["idempotency-key"]
    body = sent[0].post_data or ""
    assert "没人应" in body and "second" in body and "2026-11-21T02:4" in body


def test_a_request_lost_on_the_way_is_sent_again_under_the_same_key(page: Page) -> None:
    """R48."""
    lost: list[Request] = []
    page.on("requestfailed", lambda request: lost.append(request))
    page.click("#knock button")
    page.wait_for_selector("[data-offline-bar]:visible")
    sent = answered(page)
    page.evaluate("import('/static/js/offline.js').then((offline) => offline.drain())")
    page.wait_for_selector("#toasts .toast")
    assert [request.headers["idempotency-key"] for request in (lost[0], sent[0])] == [
        lost[0].headers["idempotency-key"]
    ] * 2


def test_a_refusal_of_what_was_kept_is_told_and_not_repeated(page: Page) -> None:
    page.context.set_offline(True)
    page.click("#knock button")
    page.wait_for_selector("[data-offline-bar]:visible")
    sent = answered(page, 409, {"HX-Trigger": '{"toast": {"text": "He Peng was first", "level": "refused"}}'})
    page.context.set_offline(False)
    page.wait_for_selector("#toasts .toast[data-kind=refused]")
    assert "He Peng was first" in page.inner_text("#toasts")
    page.evaluate("import('/static/js/offline.js').then((offline) => offline.drain())")
    page.wait_for_timeout(300)
    assert len(sent) == 1

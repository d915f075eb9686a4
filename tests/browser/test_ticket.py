"""A clerk at the ticket page, by keys alone; what others change comes by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from tests.browser.session import DESK, signed_in
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tickets.enums import State
from tickets.models import Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_cast: Cast, clock: Clock, live_server: Any) -> Iterator[Page]:
    clock.set(at("2026-11-21 10:42"))
    with signed_in(live_server.url, live_cast, "clerk", DESK) as page:
        page.base = live_server.url  # type: ignore[attr-defined]
        yield page


@pytest.fixture
def ticket(live_cast: Cast, page: Page) -> Ticket:
    with live_cast.scope():
        made = live_cast.ticket()
    page.goto(f"{page.base}/tickets/{made.number}")  # type: ignore[attr-defined]
    return made


def test_dispatching_to_someone_else_by_keys(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    """R19: candidates with reasons; 3 someone else, Ctrl Enter sends; the page follows without being loaded anew."""
    page.keyboard.press("3")
    expect(page.locator(".candidate[data-fit=best]")).to_contain_text("推荐")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text(live_cast.foreman.name)
    expect(page.locator('.stepper [aria-current="step"]')).to_have_attribute("data-state", "dispatched")
    expect(page.locator("#step")).to_be_empty()
    with live_cast.scope():
        assert fresh(ticket).assignee == live_cast.foreman


def test_a_refused_input_stands_beside_its_field(page: Page, ticket: Ticket) -> None:
    """R16: the resident must agree."""
    page.keyboard.press("t")
    page.fill("[name=appointment_at]", "2026-11-22T09:00")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".field.wrong")).to_contain_text("业户")
    expect(page.locator("[name=appointment_at]")).to_have_value("2026-11-22T09:00")


def test_escape_closes_the_form_and_the_page_stays(page: Page, ticket: Ticket) -> None:
    page.keyboard.press("t")
    expect(page.locator("#step form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#step form")).to_have_count(0)
    assert page.url.endswith(ticket.number)


def test_one_primary_action_is_seen_whether_a_form_is_open_or_not(page: Page, ticket: Ticket) -> None:
    """Design, principle 3: while a form is open, its own."""
    assert blue_buttons(page) == 1
    page.keyboard.press("t")
    expect(page.locator("#step form")).to_be_visible()
    page.wait_for_timeout(300)
    assert blue_buttons(page) == 1


def blue_buttons(page: Page) -> int:
    return int(
        page.evaluate(
            """() => [...document.querySelectorAll(".btn-primary")].filter((button) => button.getClientRects().length)
                .filter((button) => getComputedStyle(button).backgroundColor === "rgb(29, 90, 214)").length"""
        )
    )


def test_a_note_is_written_with_c_and_stands_in_the_history(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    page.keyboard.press("c")
    page.keyboard.type("业户说下午都在家")
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("业户说下午都在家")
    expect(page.locator("#note")).to_have_value("")
    with live_cast.scope():
        assert history(ticket).filter(type="ticket.noted").count() == 1


def test_why_opens_into_calendar_and_rule(page: Page, ticket: Ticket) -> None:
    """Design: explain the machine."""
    first = page.locator("details.timer").first
    expect(first.locator(".facts-list")).to_be_visible()
    expect(first).to_contain_text("全天计时")
    first.locator("summary").click()
    expect(first.locator(".facts-list")).to_be_hidden()


def test_a_conflict_says_who_was_first(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    """R11."""
    page.keyboard.press("3")
    expect(page.locator(".candidate").first).to_be_visible()
    with live_cast.scope():
        dispatch.offer(ticket_id=ticket.pk, actor=live_cast.act("second_clerk"), staff_id=live_cast.foreman.pk)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts [data-kind=refused]")).to_contain_text(live_cast.second_clerk.name)
    with live_cast.scope():
        assert fresh(ticket).assignee == live_cast.foreman


def test_what_others_change_comes_by_itself_and_what_is_being_typed_stays(
    live_cast: Cast, page: Page, ticket: Ticket
) -> None:
    """Design, "Live parts": a hint makes the page fetch its live parts; the open form is none of them."""
    page.keyboard.press("t")
    page.fill("[name=reason]", "业户临时出门")
    page.locator("details.timer").nth(1).locator("summary").click()
    with live_cast.scope():
        dispatch.offer(ticket_id=ticket.pk, actor=live_cast.act("second_clerk"), staff_id=live_cast.foreman.pk)
    page.evaluate("htmx.trigger('#ticket-live', 'hint')")
    expect(page.locator('.stepper [aria-current="step"]')).to_have_attribute("data-state", "dispatched")
    expect(page.locator("[name=reason]")).to_have_value("业户临时出门")
    expect(page.locator("#why-first_reply")).to_have_attribute("open", "")


def test_the_number_is_shown_on_request(page: Page, ticket: Ticket) -> None:
    page.locator("#ticket-left").get_by_role("button", name="显示").click()
    expect(page.locator("#ticket-left")).to_contain_text("13800005678")
    assert ticket.state == State.REGISTERED

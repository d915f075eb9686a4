"""A supervisor at the board: by keys, by the mouse, with a reason for whom the row calls unfit, and undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.session import DESK, signed_in
from tests.cast import Cast, fresh
from tickets.enums import State
from tickets.models import Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(live_cast: Cast) -> Ticket:
    with live_cast.scope():
        return live_cast.ticket()


@pytest.fixture
def page(live_cast: Cast, ticket: Ticket, live_server: Any) -> Iterator[Page]:
    with signed_in(live_server.url, live_cast, "supervisor", DESK) as page:
        page.goto(f"{live_server.url}/board")
        yield page


def row(page: Page, cast: Cast, name: str) -> Any:
    return page.locator(f'[data-lane="{cast.people[name].pk}"]')


def test_a_lifted_card_says_who_fits_and_a_sends_it_as_recommended(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    """R19."""
    page.keyboard.press("ArrowDown")
    expect(row(page, live_cast, "second_technician")).to_have_attribute("data-fit", "no")
    expect(row(page, live_cast, "second_technician").locator(".fit")).to_contain_text("不会")
    expect(page.locator('[data-fit="best"]')).to_have_count(1)
    page.keyboard.press("a")
    expect(page.locator(".unassigned [data-card]")).to_have_count(0)
    expect(page.locator(".lanes .ticket-card")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".unassigned [data-card]")).to_have_count(1)
    with live_cast.scope():
        assert fresh(ticket).state == State.REGISTERED


def test_who_lacks_the_skill_is_sent_with_a_reason(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    """R19."""
    page.keyboard.press("ArrowDown")
    key = row(page, live_cast, "second_technician").locator("kbd").inner_text()
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.fill("#board-reason [name=reason]", "会简单的水活")
    page.keyboard.press("Control+Enter")
    expect(row(page, live_cast, "second_technician").locator(".ticket-card")).to_have_count(1)
    expect(page.locator("#board-reason")).to_be_empty()


def test_a_card_is_dragged_into_a_row(live_cast: Cast, page: Page, ticket: Ticket) -> None:
    page.locator("[data-card]").drag_to(row(page, live_cast, "foreman").locator("[data-drop]"))
    expect(row(page, live_cast, "foreman").locator(".ticket-card")).to_have_count(1)
    with live_cast.scope():
        assert fresh(ticket).assignee == live_cast.foreman

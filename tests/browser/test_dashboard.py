"""The overview in a browser: drawn under the strict policy, each figure opens its tickets, and parts come anew."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dispatch import actions as dispatch
from tests.browser.session import DESK, several
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_server: LiveServer, live_cast: Cast) -> Iterator[Page]:
    with live_cast.scope():
        for _n in range(2):
            live_cast.ticket()
    with several(live_server.url, live_cast) as open_page:
        page = open_page("supervisor", DESK)
        page.goto("/dashboard")
        yield page


def test_the_hours_are_drawn_and_follow_the_theme(page: Page) -> None:
    """ECharts on a canvas; nothing on the page breaks the policy (session.several looks at the console)."""
    canvas = page.locator(".heat-chart canvas")
    expect(canvas).to_be_visible()
    light = canvas.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("document.documentElement.dataset.theme = 'dark'; document.dispatchEvent(new CustomEvent('theme'))")
    assert canvas.evaluate("canvas => canvas.toDataURL()") != light


def test_a_figure_opens_the_tickets_behind_it(page: Page) -> None:
    """R41."""
    page.get_by_role("link", name="新登记").filter(has=page.locator(".value")).click()
    expect(page.locator("#register tbody tr")).to_have_count(2)


def test_the_page_fits_without_scrolling(page: Page) -> None:
    """Designed at 1366×768: panes scroll, the page does not."""
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [768, 1366]
    assert page.locator(".overview").evaluate("el => el.scrollHeight - el.clientHeight") <= 1


def test_figures_and_feed_come_anew(page: Page, live_cast: Cast) -> None:
    with live_cast.scope():
        ticket = live_cast.ticket()
        dispatch.offer(ticket_id=ticket.pk, actor=live_cast.act("clerk"), staff_id=live_cast.technician.pk)
    page.evaluate("htmx.trigger('#overview-feed', 'hint')")
    expect(page.locator("#overview-feed")).to_contain_text("派给 孙海涛")
    page.evaluate("htmx.ajax('GET', '/dashboard?part=figures', {target: '#overview-figures', swap: 'outerHTML'})")
    expect(page.locator(".kpis .value").first).to_contain_text("3")
    expect(page.locator(".heat-chart canvas")).to_be_visible()

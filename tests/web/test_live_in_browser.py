"""Live parts in a real Chromium, with a stream made of cardboard: what the page does with hints, beats and silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import ORIGIN, fresh_page
from tests.web.gallery import html

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("live.html")
CARDBOARD = """
window.EventSource = class extends EventTarget {
    static CLOSED = 2;
    constructor(url) { super(); window.stream = this; this.url = url; }
    close() {}
    say(type, data) { this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) })); }
};
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser, lambda language, theme: html(language, theme, PAGE)) as page:
        page.add_init_script(CARDBOARD)
        page.clock.install()
        for name in ("one", "list"):
            page.route(f"{ORIGIN}/{name}", lambda route: route.fulfill(body="<li>new</li>", content_type="text/html"))
        page.goto(f"{ORIGIN}/zh-hans/light")
        page.wait_for_load_state("networkidle")
        yield page


def say(page: Page, what: str, data: dict[str, object]) -> None:
    page.evaluate("([what, data]) => window.stream.say(what, data)", [what, data])


def test_a_hint_refreshes_the_parts_it_concerns_and_no_other(page: Page) -> None:
    say(page, "hint", {"ticket": "HJ-2", "what": "dispatched"})
    expect(page.locator("#rows")).to_have_text("new")
    assert page.inner_text("#one") == "old"
    say(page, "hint", {"ticket": "HJ-1", "what": "arrived"})
    expect(page.locator("#one")).to_have_text("new")


def test_a_list_waits_until_the_hand_rests_and_says_how_much_waits(page: Page) -> None:
    """The row under the hand never moves."""
    page.mouse.move(300, 300)
    for _ in range(3):
        say(page, "hint", {"ticket": "HJ-2", "what": "dispatched"})
    assert page.inner_text("[data-live-bar]") == "有 3 条变化"
    assert "old" in page.inner_text("#rows")
    page.clock.run_for(3500)
    expect(page.locator("#rows")).to_have_text("new")
    assert page.locator("[data-live-bar]").is_hidden()


def test_the_bar_brings_the_changes_at_once(page: Page) -> None:
    page.mouse.move(300, 300)
    say(page, "hint", {"ticket": "HJ-2", "what": "dispatched"})
    page.click("[data-live-bar]")
    expect(page.locator("#rows")).to_have_text("new")


def test_silence_makes_a_page_stale_and_then_lost(page: Page) -> None:
    """Fresh below 15 s, stale to 60 s, then lost: a page says when it was last right."""
    mark = page.locator("[data-live-mark]")
    seen = []
    for seconds in (10, 10, 55):
        page.clock.run_for(seconds * 1000)
        seen.append((mark.get_attribute("data-level"), mark.inner_text()))
    assert [level for level, _ in seen] == ["fresh", "stale", "lost"]
    assert "正在重连" in seen[1][1] and "已断开 1 分钟" in seen[2][1]


def test_a_beat_makes_it_fresh_again_and_sets_the_clock_by_the_server(page: Page) -> None:
    page.clock.run_for(70_000)
    say(page, "beat", {"now": 1795228938000})
    page.clock.run_for(1100)
    mark = page.locator("[data-live-mark]")
    assert mark.get_attribute("data-level") == "fresh"
    assert mark.inner_text().startswith("实时 · 10:42:")

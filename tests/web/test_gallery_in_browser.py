"""The gallery in a real Chromium, under the product's own Content-Security-Policy; no server, files come from disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from servicedesk.web.context import NAV
from tests.web.browser import ORIGIN, fresh_page, problems_of
from tests.web.gallery import html
from tests.web.test_wording import CASES

pytestmark = pytest.mark.browser
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser, html) as page:
        yield page


@pytest.fixture
def page(tab: Page) -> Page:
    """The gallery in Chinese, fresh."""
    tab.goto(f"{ORIGIN}/zh-hans/light")
    return tab


def test_nothing_breaks_the_strict_policy_and_no_script_fails(tab: Page) -> None:
    problems = problems_of(tab)
    tab.goto(f"{ORIGIN}/zh-hans/light")
    tab.wait_for_timeout(1500)
    assert problems == []


def test_clocks_say_the_same_in_the_browser_as_on_the_server(page: Page) -> None:
    for language, index in (("zh-hans", 1), ("en", 2)):
        page.goto(f"{ORIGIN}/{language}/light")
        words = page.evaluate(
            """async (cases) => {
                const { leftWords } = await import("/static/js/wording.js");
                return cases.map((seconds) => leftWords(seconds * 1000));
            }""",
            [case[0] for case in CASES],
        )
        assert words == [case[index] for case in CASES]


def test_a_clock_turns_to_warning_and_breached_by_itself(page: Page) -> None:
    """R32, on the page."""
    levels = page.evaluate(
        """async () => {
            const { tick } = await import("/static/js/clocks.js");
            const clock = document.querySelector('.worklist .clock[data-level="calm"]');
            const at = [clock.dataset.warn - 1000, +clock.dataset.warn, +clock.dataset.due];
            const row = clock.closest(".ticket-row"), use = clock.querySelector("use");
            const state = () => [clock.dataset.level, row.dataset.level, use.getAttribute("href").split("#")[1]];
            return at.map((moment) => (tick(clock, moment), state()));
        }"""
    )
    assert levels[0][0] == "calm"
    assert levels[1] == ["warning", "warning", "i-hourglass"]
    assert levels[2] == ["breached", "breached", "i-alert-triangle"]


def test_icons_of_the_external_sprite_are_drawn(page: Page) -> None:
    """A missing symbol would leave a box of no size inside the svg."""
    sizes = page.evaluate("[...document.querySelectorAll('.rail svg.icon use')].map((use) => use.getBBox().width)")
    assert len(sizes) == len(NAV) and all(size > 5 for size in sizes)


def test_single_keys_work_outside_fields_and_with_alt_inside(page: Page) -> None:
    page.evaluate(
        """addEventListener("click", (event) => {
            event.preventDefault();
            window.hit = event.target.closest("a, button")?.textContent.trim();
        }, true)"""
    )
    page.keyboard.press("n")
    assert "新登记" in page.evaluate("window.hit")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.evaluate("window.hit = null")
    page.keyboard.type("n")
    assert page.input_value("#q") == "n" and page.evaluate("window.hit") is None
    page.keyboard.press("Alt+n")
    assert "新登记" in page.evaluate("window.hit")


def test_keys_never_act_while_an_input_method_composes(page: Page) -> None:
    page.evaluate("addEventListener('click', () => { window.hit = true; }, true)")
    for how in ("isComposing: true", "keyCode: 229"):
        page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'n', bubbles: true, {how}}}))")
    assert page.evaluate("window.hit") is None


def test_j_and_k_choose_a_row_and_its_keys_then_come_first(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    chosen = page.locator('.ticket-row[aria-current="true"]')
    assert chosen.count() == 1 and "2-1-1502" in chosen.inner_text()
    assert page.evaluate("document.activeElement.matches('[data-open]')")
    in_row = page.evaluate("import('/static/js/keys.js').then((keys) => !!keys.find('1').closest('.ticket-row'))")
    page.keyboard.press("k")
    assert in_row and "5-2-803" in chosen.inner_text()


def test_an_option_of_a_group_has_its_own_key_even_inside_a_field(page: Page) -> None:
    page.focus("#id_what")
    page.keyboard.press("Alt+3")
    assert page.is_checked("#id_kind_2")


def test_the_key_map_lists_what_the_page_offers(page: Page) -> None:
    page.keyboard.press("?")
    assert "Alt U" in page.inner_text("#keymap") and "新登记" in page.inner_text("#keymap")
    page.keyboard.press("Escape")
    assert page.locator("#keymap").is_hidden()


def test_a_disabled_control_stays_visible_and_does_nothing(page: Page) -> None:
    button = page.locator('.bigbar [aria-disabled="true"]')
    page.evaluate("document.addEventListener('click', () => { window.hit = true; })")
    button.click(force=True)
    assert button.is_visible() and page.evaluate("window.hit") is None


def test_a_toast_from_the_server_offers_undo(page: Page) -> None:
    detail = {"text": "已派给 孙海涛", "level": "done", "undo_url": "/undo", "href": ""}
    page.evaluate("(detail) => document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, detail}))", detail)
    toast = page.locator("#toasts .toast").last
    assert "已派给 孙海涛" in toast.inner_text() and "撤回 8 秒" in toast.inner_text()


def test_the_theme_turns_at_once_and_is_remembered(page: Page) -> None:
    page.click("summary.me")
    page.click("[data-theme-toggle]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing(tab: Page, language: str, theme: str) -> None:
    """WCAG 2.1 AA on every part in each of its states."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci --include=dev)")
    tab.goto(f"{ORIGIN}/{language}/{theme}")
    tab.evaluate(AXE.read_text())
    run = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
             .then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`)))"""
    assert tab.evaluate(run) == []

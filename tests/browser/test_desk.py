"""The desk in a browser: a call taken with the keyboard alone, what is done with one key, and what is never lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import wrongs
from tests.browser.session import DESK, signed_in
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tickets.enums import State
from tickets.models import AlsoReported, Ticket

pytestmark = pytest.mark.browser
MATTER = "水槽下面漏水，柜子里有积水"


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """Before the cast is made, so that its field staff are on shift."""
    clock.set(at("2026-11-21 10:42"))


@pytest.fixture
def page(morning: None, live_cast: Cast, live_server: Any) -> Iterator[Page]:
    with signed_in(live_server.url, live_cast, "clerk", DESK) as page:
        yield page


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.pressed += len(name.split("+"))

    def text(self, words: str) -> None:
        """The text itself, which does not count."""
        self.page.keyboard.type(words)


def call(page: Page) -> Keys:
    """N, the last four digits, Enter: the caller is known and the matter comes next."""
    keys = Keys(page)
    page.goto("/desk")
    keys.press("n")
    expect(page.locator("#who")).to_be_focused()
    keys.press(*"5678", "Enter")
    expect(page.locator("#caller .who")).to_contain_text("刘淑芬")
    expect(page.locator("[name=description]")).to_be_focused()
    return keys


def test_a_report_is_registered_and_sent_with_fewer_than_twenty_keys(live_cast: Cast, page: Page) -> None:
    """Issue: a new ticket on one screen with under 20 keystrokes beyond the text itself."""
    keys = call(page)
    keys.text(MATTER)
    expect(page.locator("[name=skill][value=plumbing]")).to_be_checked()
    expect(page.locator("#primary")).to_contain_text("登记并派给 马志远")
    keys.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("HJ-20261121-0001 已登记，派给 马志远")
    expect(page.locator("#summary")).to_contain_text(MATTER)
    expect(page.locator("#worklist")).to_contain_text("等他接单")
    assert keys.pressed < 20
    with live_cast.scope():
        ticket = Ticket.objects.get()
        assert (ticket.state, ticket.skill, ticket.unit) == (State.DISPATCHED, "plumbing", live_cast.unit)
        assert ticket.contact_phone == "+8613800005678"


def test_a_dispatch_is_undone_from_the_toast(live_cast: Cast, page: Page) -> None:
    call(page).text(MATTER)
    expect(page.locator("#primary")).to_contain_text("登记并派给 马志远")
    page.keyboard.press("Control+Enter")
    page.locator("#toasts button", has_text="撤回").click()
    expect(page.locator("#toasts")).to_contain_text("已撤回")
    with live_cast.scope():
        assert Ticket.objects.get().state == State.REGISTERED


def test_folding_away_loses_nothing_and_a_stray_enter_registers_nothing(live_cast: Cast, page: Page) -> None:
    keys = call(page)
    keys.text(MATTER)
    page.locator("#intake-contact_name").press("Enter")
    page.locator("[name=description]").press("Escape")
    expect(page.locator("#new-ticket")).to_be_hidden()
    expect(page.locator("#summary")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("[name=description]")).to_have_value(MATTER)
    with live_cast.scope():
        assert not Ticket.objects.exists()


def test_a_wrong_field_gets_the_focus_and_what_was_typed_stays(page: Page) -> None:
    call(page).text(MATTER)
    expect(page.locator("#primary")).to_contain_text("登记并派给")
    page.fill("#intake-contact_phone", "1380000567")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#intake-contact_phone-error")).to_contain_text("手机号要 11 位，现在是 10 位")
    expect(page.locator("#intake-contact_phone")).to_be_focused()
    expect(page.locator("[name=description]")).to_have_value(MATTER)
    expect(page.locator("#intake-place")).to_have_value("3-2-1201")
    expect(page.locator("#caller .who")).to_contain_text("刘淑芬")


def test_a_duplicate_is_seen_while_typing_and_merged_with_one_key(live_cast: Cast, page: Page) -> None:
    """R7."""
    with live_cast.scope():
        first = live_cast.ticket(contact_name="陈先生", contact_phone="13700001111", reporter_id=None)
    call(page).text(MATTER)
    expect(page.locator("#beside .dup")).to_contain_text("同一户 · 都说")
    page.keyboard.press("Alt+m")
    expect(page.locator("#toasts")).to_contain_text(f"已并入 {first.number}")
    with live_cast.scope():
        assert AlsoReported.objects.get(ticket=first).phone == "+8613800005678"


def test_urgent_and_kind_are_one_key_each_even_inside_a_field(page: Page) -> None:
    """R6; an inquiry is answered on the spot (R8)."""
    call(page).text("几点开门")
    page.keyboard.press("Alt+u")
    expect(page.locator("#intake-urgent")).to_be_checked()
    page.keyboard.press("Alt+u")
    page.keyboard.press("Alt+4")
    expect(page.locator("#primary")).to_contain_text("当场答复并关闭")
    page.fill("[name=answer]", "早上八点")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已答复并关闭")


def test_outcomes_of_the_prompt_are_single_keys_and_the_next_one_comes_up(live_cast: Cast, page: Page) -> None:
    """R13, R14."""
    with live_cast.scope():
        first, second = live_cast.ticket(description="漏水甲"), live_cast.ticket(description="漏水乙")
    page.goto("/desk")
    expect(page.locator("#prompt")).to_contain_text("漏水甲")
    page.keyboard.press("1")
    expect(page.locator("#prompt")).to_contain_text("漏水乙")
    page.keyboard.press("2")
    expect(page.locator("#prompt [name=reason]")).to_be_focused()
    page.keyboard.type("在抢修")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("正在问 马志远")
    with live_cast.scope():
        assert fresh(first).accepted_at is not None
        offers = list(fresh(second).assignments.order_by("level").values_list("state", flat=True))
        assert offers == ["refused", "offered"]


def test_rows_are_chosen_with_j_and_the_keys_mean_the_chosen_one(live_cast: Cast, page: Page) -> None:
    with live_cast.scope():
        first, second = live_cast.ticket(description="漏水甲"), live_cast.ticket(description="漏水乙")
    page.goto("/desk")
    page.keyboard.press("j")
    expect(page.locator("#prompt")).to_contain_text("漏水乙")
    expect(page.locator("#summary")).to_contain_text(second.number)
    page.keyboard.press("1")
    expect(page.locator("#toasts")).to_contain_text(second.number)
    with live_cast.scope():
        assert fresh(first).accepted_at is None and fresh(second).accepted_at is not None
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/*")


def test_the_search_leads_to_the_caller(page: Page) -> None:
    page.goto("/desk")
    page.keyboard.press("/")
    page.keyboard.type("5678")
    expect(page.locator("#found")).to_contain_text("刘淑芬")
    page.keyboard.press("Enter")
    expect(page.locator("#caller .who")).to_contain_text("刘淑芬")
    expect(page.locator("#intake-contact_phone")).to_have_value("138****5678")


def test_nothing_hides_a_running_clock_and_nobody_is_kept_out(live_cast: Cast, page: Page) -> None:
    """Design: the drawer pushes the list; WCAG 2.1 AA."""
    with live_cast.scope():
        live_cast.ticket()
    call(page)
    clock = page.locator("#worklist .clock").first.bounding_box()
    side = page.locator("#side").bounding_box()
    assert clock and side and clock["x"] + clock["width"] <= side["x"]
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK[1]
    assert wrongs(page) == []

"""The price on the spot: from the list with few taps, told large, agreed with a pen on the glass (R33)."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from billing.models import Quote
from tests.browser.session import DESK, PHONE, several
from tests.browser.stage import big, draw
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.prices import version_of
from tests.visits.phone import accepted

pytestmark = pytest.mark.browser


def test_a_price_in_four_taps_and_a_signature(live_cast: Cast, clock: Clock, live_server: LiveServer) -> None:
    """R33: what is chosen stays in sight while another item is looked for, and nothing is lost without network."""
    clock.set(at("2026-11-21 10:00"))
    with live_cast.scope():
        version_of({}, {"code": "W02", "name": "疏通下水", "labour": Decimal("80"), "parts": Decimal("0")})
        ticket = accepted(live_cast)
    with several(live_server.url, live_cast) as opener:
        page = opener("technician", PHONE)
        page.goto(f"/phone/{ticket.number}/quote")
        page.get_by_label("多一个：更换角阀").click()
        page.get_by_label("多一个：更换角阀").click()
        page.locator("#find").fill("shutong")
        page.get_by_label("多一个：疏通下水").click()
        expect(page.locator("[data-quote-sum]")).to_have_text("¥171.00")
        page.context.set_offline(True)
        big(page, "报这个价").click()
        expect(page.locator("[data-quote-offline]")).to_be_visible()
        page.context.set_offline(False)
        big(page, "报这个价").click()
        expect(page.locator(".quote-big .big")).to_have_text("¥171.00")
        draw(page)
        big(page, "已签字，同意").click()
        expect(page.locator(".quote-big")).to_contain_text("已同意")
    with live_cast.scope():
        agreed = Quote.objects.get()
        assert (agreed.means, agreed.consented_by, agreed.signature is not None) == ("signature", "刘阿姨", True)


def test_at_the_desk_an_item_is_found_by_pinyin_and_taken_by_keyboard(
    live_cast: Cast, clock: Clock, live_server: LiveServer
) -> None:
    """R33: Enter in the search tells no price; what is taken goes into the first empty line."""
    clock.set(at("2026-11-21 10:00"))
    with live_cast.scope():
        version_of({}, {"code": "W02", "name": "疏通下水", "labour": Decimal("80"), "parts": Decimal("0")})
        ticket = live_cast.ticket()
    with several(live_server.url, live_cast) as opener:
        page = opener("clerk", DESK)
        page.goto(f"/tickets/{ticket.number}")
        page.locator("[hx-get*='/charge']").first.click()
        find = page.locator("[data-price-find]")
        find.fill("没有的")
        find.press("Enter")
        expect(page.locator("[data-price-note]")).not_to_be_empty()
        find.fill("shutong")
        find.press("ArrowDown")
        find.press("Enter")
        expect(page.locator("[name=item_1] option:checked")).to_contain_text("疏通下水")
        expect(page.locator("[name=quantity_1]")).to_be_focused()
        page.keyboard.type("2")
        page.keyboard.press("Control+Enter")
        expect(page.locator("form.verb-form")).to_have_count(0)
    with live_cast.scope():
        assert Quote.objects.get().lines.get().amount == 160

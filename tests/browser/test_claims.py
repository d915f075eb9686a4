"""The claim pool on two screens: held out at the desk by keys, taken on a phone by one tap (R13)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.session import DESK, PHONE, several
from tests.cast import Cast, fresh

pytestmark = pytest.mark.browser


def test_held_out_by_keys_and_taken_by_a_tap(live_cast: Cast, live_server: Any) -> None:
    with live_cast.scope():
        ticket = live_cast.ticket()
    with several(live_server.url, live_cast) as open_page:
        desk, phone = open_page("clerk", DESK), open_page("technician", PHONE)
        desk.goto("/desk")
        desk.keyboard.press("v")
        expect(desk.locator(".script")).to_contain_text("厨房水槽下面漏水")
        desk.keyboard.press("Escape")
        desk.keyboard.press("o")
        desk.wait_for_selector("#prompt-step form")
        desk.keyboard.press("Control+Enter")
        expect(desk.locator(".toast").first).to_contain_text(ticket.number)
        phone.goto("/phone/claims/")
        phone.locator(".offer .btn-primary").click()
        phone.wait_for_url(f"**/phone/{ticket.number}/")
    with live_cast.scope():
        assert fresh(ticket).assignee == live_cast.technician

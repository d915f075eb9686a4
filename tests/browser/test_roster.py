"""A supervisor writes the week with the keyboard; a clerk signs a shift over with a pen (R19, R43)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from dispatch.models import Handover
from servicedesk.people.models import Shift
from tests.browser.session import DESK, signed_in
from tests.browser.stage import draw
from tests.cast import Cast, at
from tests.support.clock import Clock

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    """Before the cast is made."""
    clock.set(at("2026-11-23 10:00"))


def test_the_week_is_written_with_arrows_and_digits(live_cast: Cast, live_server: Any) -> None:
    with live_cast.scope():
        Shift.objects.all().delete()
    with signed_in(live_server.url, live_cast, "supervisor", DESK) as page:
        page.goto("/roster")

        def cell(day: int) -> Any:
            return page.locator(f"#c-{live_cast.night.pk}-2026-11-{day}")

        cell(23).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("2")
        expect(cell(24)).to_contain_text("20–8")
        expect(cell(24)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("班次")).to_be_focused()
        page.get_by_label("至").fill("06:00")
        page.keyboard.press("Control+Enter")
        expect(cell(24)).to_contain_text("20–6")
        page.get_by_label("班次").focus()
        page.keyboard.press("Escape")
        expect(cell(24)).to_be_focused()
        page.keyboard.press("Delete")
        expect(cell(24)).to_have_text("")
    with live_cast.scope():
        assert not Shift.objects.exists()


def test_a_shift_is_signed_over_by_pen(live_cast: Cast, live_server: Any) -> None:
    """R43."""
    with live_cast.scope():
        live_cast.ticket()
    with signed_in(live_server.url, live_cast, "clerk", DESK) as page:
        page.goto("/handover")
        page.get_by_label("名称").fill("泵房钥匙")
        page.get_by_role("button", name="加到交班单").click()
        expect(page.locator(".handover-body")).to_contain_text("泵房钥匙")
        draw(page)
        page.get_by_role("button", name="签字交班").click()
        expect(page.locator("img.signature")).to_be_visible()
        page.get_by_label("接班人").select_option(str(live_cast.night.pk))
        draw(page)
        page.get_by_role("button", name="签字接班").click()
        expect(page.locator("img.signature")).to_have_count(2)
    with live_cast.scope():
        sheet = Handover.objects.get()
        assert (sheet.state, sheet.incoming, sheet.incoming_signed_by) == ("taken", live_cast.night, "pen")

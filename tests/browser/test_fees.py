"""Meters are read down a list with the keyboard alone (R39); fees are taken at the counter (R35)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from billing.models import Reading, Receipt
from tests.billing.fees import WATER, fee_of, meter_of, three_months, today, unit_of
from tests.browser.session import DESK, signed_in
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_readings_are_typed_down_the_list_and_a_lower_one_is_explained(live_cast: Cast, live_server: Any) -> None:
    with live_cast.scope():
        fee = fee_of(live_cast, rate="5.2", **WATER)
        units = [live_cast.unit, *(unit_of(live_cast, code=f"9-{nth}") for nth in range(2))]
        meters = [meter_of(live_cast, fee, "100", "110", "120", unit=unit) for unit in units]
    with signed_in(live_server.url, live_cast, "cashier", DESK) as page:
        page.goto("/fees/readings")
        expect(page.locator("[data-reading]").first).to_be_focused()
        for value in ("131", "90"):
            page.keyboard.type(value)
            page.keyboard.press("Enter")
        expect(page.locator(f"#m-{meters[0].pk}")).to_contain_text("已保存")
        expect(page.locator(f"#m-{meters[1].pk}")).to_contain_text("换表")
        expect(page.locator(f"#m-{meters[2].pk} [data-reading]")).to_be_focused()
    with live_cast.scope():
        assert Reading.objects.filter(day=today()).count() == 1


def test_the_counter_ticks_what_is_paid_and_two_clicks_pay_once(live_cast: Cast, live_server: Any) -> None:
    """R35, R48: the amount follows the bills until somebody writes another one; what stays open is said beside it."""
    with live_cast.scope():
        three_months(live_cast)
    with signed_in(live_server.url, live_cast, "cashier", DESK) as page:
        page.goto(f"/fees/units/{live_cast.unit.pk}/pay")
        amount = page.get_by_label("金额")
        expect(amount).to_have_value("600.00")
        page.get_by_label("2026-10").uncheck()
        expect(amount).to_have_value("400.00")
        amount.fill("350")
        expect(page.locator("[data-take-less]")).to_have_text("仍未缴： ¥50.00")
        page.get_by_role("button", name="收款并开收据").dblclick()
        expect(page.locator(".notice")).to_contain_text("¥350.00")
    with live_cast.scope():
        assert Receipt.objects.get().amount == 350

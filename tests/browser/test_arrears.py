"""A reminder is looked at, recorded, and its words and link are copied by hand (R38)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from billing.models import Reminder
from tests.billing.arrears import owing
from tests.browser.session import DESK, signed_in
from tests.cast import Cast
from tests.support.clock import Clock

pytestmark = pytest.mark.browser


def test_from_the_list_to_the_words_that_are_copied(live_cast: Cast, live_server: Any, clock: Clock) -> None:
    with live_cast.scope():
        owing(live_cast, clock)
    with signed_in(live_server.url, live_cast, "supervisor", DESK) as page:
        page.goto("/fees/arrears")
        page.get_by_role("checkbox", name="3-2-1201").check()
        page.get_by_role("button", name="催缴选中的…").click()
        page.get_by_role("button", name="催缴 1 户").click()
        expect(page.locator("body")).to_contain_text("已记录 1 户催缴")
        button = page.get_by_role("button", name="复制话术和链接")
        copied = str(button.get_attribute("data-copy"))
        assert "刘阿姨，您好" in copied and f"\n{live_server.url}/r/arrears" in copied
        page.goto(copied.split("\n")[1])
        expect(page.get_by_role("heading")).to_contain_text(["3-2-1201：未缴 ¥600.00"])
    with live_cast.scope():
        assert Reminder.objects.get().by_name == live_cast.supervisor.name

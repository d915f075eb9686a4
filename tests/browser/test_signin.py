"""Signing in, in a browser: with the keyboard alone, wrong and right, and with a second factor."""

import time
from collections.abc import Iterator

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from servicedesk.tenancy.models import Tenant
from tests.browser.session import DESK, PHONE, several
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_server: LiveServer, live_cast: Cast) -> Iterator[Page]:
    """Nobody's browser, at a desk."""
    with several(live_server.url, live_cast) as open_page:
        yield open_page("", DESK)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_the_keyboard_is_enough_and_the_error_stands_at_its_field(page: Page) -> None:
    sign_in(page, "hexin-clerk", "wrong")
    expect(page.get_by_text("还可以试 4 次")).to_be_visible()
    expect(page.get_by_label("密码")).to_be_focused()
    expect(page.get_by_label("用户名")).to_have_value("hexin-clerk")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/desk")


def test_signing_out_from_the_menu_leads_back(page: Page) -> None:
    sign_in(page, "hexin-clerk")
    page.locator("summary.me").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url("/sign-in")
    page.goto("/desk")
    expect(page).to_have_url("/sign-in?next=/desk")


def test_the_language_can_be_changed_before_signing_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="EN").click()
    expect(page.get_by_label("User name")).to_be_visible()


def test_an_admin_sets_up_the_second_factor_from_the_page(page: Page, live_cast: Cast) -> None:
    Tenant.objects.update(mfa_required=True)
    sign_in(page, "hexin-admin")
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_label("六位数字").fill(code())
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="已经收好").click()
    expect(page).to_have_url("/settings")


def code() -> str:
    device = TOTPDevice.objects.get()
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_is_cut_off(live_server: LiveServer, live_cast: Cast, size: tuple[int, int]) -> None:
    with several(live_server.url, live_cast) as open_page:
        page = open_page("", size)
        page.goto("/sign-in")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == size[0] and page.get_by_role("button", name="登录").is_visible()
        assert page.get_by_label("公用电脑").is_checked()

"""A technician's evening on his phone: the door nobody opens, the job that is signed, the basement without network."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from servicedesk.journal.record import history
from tests.browser.session import PHONE, signed_in
from tests.browser.stage import big, draw, wait_for_kept
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.visits.phone import accepted, offered
from tickets.enums import State
from tickets.models import Ticket
from visits.models import SignOff, Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_cast: Cast, clock: Clock, live_server: Any) -> Iterator[Page]:
    clock.set(at("2026-11-21 10:42"))
    with signed_in(live_server.url, live_cast, "technician", PHONE) as page:
        page.base = live_server.url  # type: ignore[attr-defined]
        yield page


def open_job(page: Page, ticket: Ticket) -> None:
    page.goto(f"{page.base}/phone/{ticket.number}/")  # type: ignore[attr-defined]


def test_offer_arrival_two_knocks_and_nobody_at_home(live_cast: Cast, clock: Clock, page: Page) -> None:
    """R18, R20."""
    with live_cast.scope():
        ticket = offered(live_cast)
    page.goto(f"{page.base}/phone/")  # type: ignore[attr-defined]
    page.click(".offer .btn-primary")
    expect(big(page, "去不了")).to_have_attribute("aria-disabled", "true")
    big(page, "接单，10:55 前到").click()
    expect(big(page, "我到了")).to_be_visible()
    clock.move(timedelta(minutes=9))
    big(page, "我到了").click()
    big(page, "第一次敲门").click()
    expect(page.locator(".ring text").first).to_contain_text(":")
    expect(big(page, "第二次敲门")).to_have_attribute("aria-disabled", "true")
    clock.move(timedelta(minutes=5))
    page.reload()
    big(page, "第二次敲门").click()
    big(page, "没人在家").click()
    page.wait_for_url("**/phone/")
    expect(page.locator("#toasts")).to_contain_text("已记没人在家")
    with live_cast.scope():
        assert fresh(ticket).state == State.REGISTERED
        assert Visit.objects.get(ticket=ticket).second_knock_at == at("2026-11-21 10:56")


def test_work_is_recorded_signed_with_a_pen_and_handed_in(live_cast: Cast, page: Page) -> None:
    """R21–R23."""
    with live_cast.scope():
        ticket = accepted(live_cast)
    open_job(page, ticket)
    big(page, "我到了").click()
    expect(big(page, "门开了，开始")).to_have_attribute("aria-disabled", "true")
    page.get_by_label("业户同意我进门").check()
    big(page, "门开了，开始").click()
    expect(big(page, "去签字")).to_have_attribute("aria-disabled", "true")
    page.fill("[name=work_done]", "换角阀")
    page.locator("[name=part_name]").first.fill("角阀 DN15")
    page.get_by_role("button", name="保存").click()
    big(page, "去签字").click()
    page.get_by_text("免费", exact=True).click()
    page.locator(".segments").get_by_text("满意", exact=True).click()
    draw(page)
    big(page, "提交，请主管审核").click()
    page.wait_for_url("**/phone/")
    with live_cast.scope():
        signed = SignOff.objects.get(ticket=ticket)
        assert (signed.signer_name, signed.satisfied, fresh(ticket).state) == ("刘阿姨", True, State.SIGNED_OFF)
        assert signed.signature.size > 500


def test_a_visit_in_the_basement_is_sent_once_when_there_is_network(live_cast: Cast, clock: Clock, page: Page) -> None:
    """R20, R48: the page goes on without network, its taps keep their times."""
    with live_cast.scope():
        ticket = accepted(live_cast)
    page.clock.install()
    open_job(page, ticket)
    page.context.set_offline(True)
    big(page, "我到了").click()
    big(page, "第一次敲门").click()
    expect(big(page, "第二次敲门")).to_have_attribute("aria-disabled", "true")
    page.clock.fast_forward("05:02")
    big(page, "第二次敲门").click()
    big(page, "没人在家").click()
    expect(page.locator("main")).to_contain_text("“没人在家”已存手机")
    expect(page.locator("[data-offline-bar]")).to_contain_text("4 条已存手机")
    clock.move(timedelta(minutes=20))
    page.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("4 条已上传")
    with live_cast.scope():
        kinds = [event.type for event in history(fresh(ticket))]
        assert [kinds.count(f"visit.{kind}") for kind in ("arrived", "knocked", "no_access")] == [1, 2, 1]
        visit = Visit.objects.get(ticket=ticket)
        assert visit.second_knock_at - visit.first_knock_at >= timedelta(minutes=5)
        assert visit.ended_at < at("2026-11-21 10:50")


def test_an_answer_lost_on_the_way_does_not_do_it_twice(live_cast: Cast, page: Page) -> None:
    """R48: the server has it, the phone does not know, and sends it again under the same key."""
    with live_cast.scope():
        ticket = accepted(live_cast)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    open_job(page, ticket)
    page.route("**/arrive", lose)
    big(page, "我到了").click()
    expect(page.locator("[data-offline-bar]")).to_contain_text("1 条已存手机")
    page.unroute("**/arrive")
    page.evaluate("import('/static/js/offline.js').then((offline) => offline.drain())")
    expect(page.locator("#toasts")).to_contain_text("1 条已上传")
    expect(big(page, "第一次敲门")).to_be_visible()
    with live_cast.scope():
        assert [event.type for event in history(fresh(ticket))].count("visit.arrived") == 1


def test_nothing_of_one_person_is_sent_by_another_on_the_same_phone(live_cast: Cast, page: Page) -> None:
    """Two shifts share a phone: what the first kept waits for him."""
    with live_cast.scope():
        ticket = accepted(live_cast)
    open_job(page, ticket)
    page.context.set_offline(True)
    big(page, "我到了").click()
    expect(page.locator("[data-offline-bar]")).to_contain_text("1 条已存手机")
    other = live_cast.client("foreman").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": other, "url": page.base}])  # type: ignore[attr-defined]
    page.evaluate("document.querySelector('meta[name=staff]').content = 'somebody-else'")
    page.context.set_offline(False)
    page.goto(f"{page.base}/phone/")  # type: ignore[attr-defined]
    page.wait_for_timeout(500)
    with live_cast.scope():
        assert fresh(ticket).state == State.DISPATCHED


def test_the_job_opens_and_is_signed_without_network(live_cast: Cast, clock: Clock, page: Page) -> None:
    """The phone was in the pocket: the page is opened anew in the basement, and says the right time."""
    with live_cast.scope():
        ticket = accepted(live_cast)
    page.goto(f"{page.base}/phone/")  # type: ignore[attr-defined]
    page.evaluate("navigator.serviceWorker.ready")
    open_job(page, ticket)
    for name, wanted in (("pages", "/sign"), ("files", "signature_pad.min.js")):
        wait_for_kept(page, name, wanted)
    page.context.set_offline(True)
    open_job(page, ticket)
    big(page, "我到了").click()
    page.get_by_label("业户同意我进门").check()
    big(page, "门开了，开始").click()
    page.fill("[name=work_done]", "换角阀")
    page.get_by_role("button", name="保存").click()
    big(page, "去签字").click()
    page.locator(".segments").get_by_text("免费", exact=True).click()
    draw(page)
    big(page, "提交，请主管审核").click()
    expect(page.locator("main")).to_contain_text("已在手机上提交")
    clock.move(timedelta(minutes=10))
    page.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("4 条已上传")
    with live_cast.scope():
        signed = SignOff.objects.get(ticket=ticket)
        assert fresh(ticket).state == State.SIGNED_OFF
        assert signed.signed_at < at("2026-11-21 10:45")

"""A new offer rings and is refused in two taps; a contractor works by the code of the paper."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from dispatch.actions.placing import live_assignment
from servicedesk.journal.record import history
from servicedesk.web import links
from tests.browser.session import PHONE, several
from tests.browser.stage import big, draw, wait_for_kept
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.visits.phone import accepted, offered, picture
from tickets.enums import State
from tickets.models import Ticket
from visits.models import SignOff, Visit
from visits.paper.links import path_of

pytestmark = pytest.mark.browser
# What the page would play: the headless browser has no loudspeaker.
LISTEN = """
window.rings = 0;
document.addEventListener("offered", () => (window.rings += 1));
"""


def test_a_new_offer_rings_once_and_is_refused_in_two_taps(
    live_cast: Cast, clock: Clock, live_server: LiveServer
) -> None:
    """R14."""
    clock.set(at("2026-11-21 10:42"))
    with several(live_server.url, live_cast) as open_page:
        page = open_page("technician", PHONE)
        page.add_init_script(LISTEN)
        page.goto("/phone/")
        page.get_by_role("button", name="打开铃声").click()
        expect(page.get_by_role("button", name="打开铃声")).to_be_hidden()
        with live_cast.scope():
            ticket = offered(live_cast)
        page.goto("/phone/")
        assert page.evaluate("window.rings") == 1
        page.reload()
        assert page.evaluate("window.rings") == 0
        page.get_by_text("去不了…").click()
        page.get_by_role("button", name="手上的活走不开").click()
        expect(page.locator("#toasts")).to_contain_text("已转给 马志远")
        with live_cast.scope():
            assert fresh(ticket).assignee == live_cast.foreman


def paper_order(cast: Cast, folder: Path) -> tuple[Ticket, str, Path]:
    """An accepted ticket, the address behind its paper's code, and a photo on the contractor's phone."""
    with cast.scope():
        ticket = accepted(cast)
        assignment = live_assignment(ticket)
        assert assignment
        path = path_of(assignment)
    photo = folder / "p.png"
    photo.write_bytes(picture().read())
    return ticket, path, photo


def test_a_contractor_works_by_the_papers_code(
    live_cast: Cast, clock: Clock, live_server: LiveServer, tmp_path: Path
) -> None:
    """R18, R22, R23: on his own phone, without an account."""
    clock.set(at("2026-11-21 10:42"))
    ticket, path, photo = paper_order(live_cast, tmp_path)
    with several(live_server.url, live_cast) as open_page:
        page = open_page("", PHONE)
        page.goto(path)
        page.get_by_label("您怎么称呼").fill("王师傅")
        page.get_by_label("您的单位").fill("宏达电梯")
        big(page, "我到了").click()
        expect(page.locator("canvas, .shot").first).to_be_visible()
        page.wait_for_load_state()
        page.locator("input[type=file]").first.set_input_files(photo)
        expect(page.locator(".shot").first).to_contain_text("· 1")
        page.get_by_label("业户同意我进门").check()
        page.get_by_label("做了什么").fill("换门机皮带")
        page.locator("#work button").click()
        draw(page)
        big(page, "提交，请主管审核").click()
        expect(page.locator("h1")).to_have_text("这张工单已结束")
    with live_cast.scope():
        assert Visit.objects.get(ticket=ticket).contractor == "王师傅 (宏达电梯)"
        assert SignOff.objects.get(ticket=ticket).signature and fresh(ticket).state == State.SIGNED_OFF


def test_a_contractor_in_the_basement_is_sent_once_when_there_is_network(
    live_cast: Cast, clock: Clock, live_server: LiveServer, tmp_path: Path
) -> None:
    """R22, R23, R48: arrival, photo, work and signature are made without network, and keep their times."""
    clock.set(at("2026-11-21 10:42"))
    ticket, path, photo = paper_order(live_cast, tmp_path)
    with several(live_server.url, live_cast) as open_page:
        page = open_page("", PHONE)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.get_by_label("您怎么称呼").fill("王师傅")
        big(page, "我到了").click()
        expect(big(page, "提交，请主管审核")).to_have_attribute("aria-disabled", "true")
        page.locator("input[type=file]").first.set_input_files(photo)
        page.get_by_label("业户同意我进门").check()
        page.get_by_label("做了什么").fill("换门机皮带")
        page.locator("#work button").click()
        draw(page)
        big(page, "提交，请主管审核").click()
        expect(page.locator("main")).to_contain_text("已在手机上签好")
        expect(page.locator("[data-offline-bar]")).to_contain_text("4 条已存手机")
        clock.move(timedelta(minutes=20))
        page.context.set_offline(False)
        expect(page.locator("h1")).to_have_text("这张工单已结束")
    with live_cast.scope():
        visit = Visit.objects.get(ticket=ticket)
        assert (visit.contractor, visit.work_done) == ("王师傅", "换门机皮带")
        assert visit.arrived_at < at("2026-11-21 10:50") and fresh(ticket).state == State.SIGNED_OFF
        assert ticket.photos.filter(kind="before").count() == 1
        assert SignOff.objects.get(ticket=ticket).signature
        kinds = [event.type for event in history(fresh(ticket))]
        assert [kinds.count(f"visit.{kind}") for kind in ("arrived", "worked", "signed_off")] == [1, 1, 1]


def test_at_the_door_the_code_says_i_am_here_in_one_tap_also_without_network(
    live_cast: Cast, clock: Clock, live_server: LiveServer
) -> None:
    """R18: kept once, with no button to say it again, also when opened anew; the history says how it was told."""
    clock.set(at("2026-11-21 10:42"))
    with live_cast.scope():
        ticket = accepted(live_cast)
        code = f"/r/{links.sign(live_cast.tenant.pk, 'unit', live_cast.unit.pk)}/report"
    with several(live_server.url, live_cast) as open_page:
        page = open_page("technician", PHONE)
        page.goto(code)
        page.wait_for_url("**/phone/door/**")
        expect(page.locator("main")).to_contain_text(ticket.place)
        page.evaluate("navigator.serviceWorker.ready")
        page.goto(page.url)
        wait_for_kept(page, "pages", page.url.rpartition("/")[2])
        page.context.set_offline(True)
        big(page, "我到了").click()
        for _again in range(2):
            expect(page.locator("main")).to_contain_text("已存手机，有信号自动上传")
            expect(page.get_by_role("button", name="我到了")).to_have_count(0)
            page.reload()
        expect(page.locator("[data-offline-bar]")).to_contain_text("1 条已存手机")
        clock.move(timedelta(minutes=5))
        page.context.set_offline(False)
        expect(page.locator("#toasts")).to_contain_text("1 条已上传")
        expect(page.locator(".job-row")).to_contain_text(ticket.place)
    with live_cast.scope():
        arrived = history(fresh(ticket)).get(type="visit.arrived")
        assert (arrived.payload["means"], fresh(ticket).state) == ("door", State.ON_SITE)
        there = fresh(ticket).arrived_at
        assert there and there < at("2026-11-21 10:46")

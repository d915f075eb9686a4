"""Nobody is kept out: axe finds nothing on the settings, the roster, phones, a receipt and a contractor's page."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from billing.actions import pay
from billing.models import Receipt
from billing.quotes.actions import propose
from billing.quotes.lines import Line
from dispatch.actions.placing import live_assignment
from servicedesk.web import links
from tests.browser.axe import COLOURS, wrongs
from tests.browser.session import DESK, PHONE, several
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.prices import charge, drafted, listed
from tests.tickets.complaints.steps import handed
from tests.visits.phone import accepted
from tickets.follow import follow_path
from tickets.models import Ticket
from tickets.phrasebook.actions import keep_phrase
from visits import actions as visits
from visits.paper.links import path_of

pytestmark = pytest.mark.browser
SETTINGS = ("/settings/windows", "/settings/phrases", "/roster?week=2026-10-01", "/roster/patterns", "/roster/month")


def at_work(cast: Cast) -> Ticket:
    """Let in, and paid for."""
    ticket, him = accepted(cast), cast.act("technician")
    visits.arrive(ticket_id=ticket.pk, actor=him)
    visits.let_in(ticket_id=ticket.pk, actor=him, checks=("permission",))
    charge(ticket_id=ticket.pk, actor=him, lines=[Line(name="换阀", unit_price=Decimal(45))])
    pay(ticket_id=ticket.pk, actor=him, amount=Decimal(45), method="wechat")
    return ticket


def look(page: Page, *paths: str) -> dict[str, list[tuple[str, str]]]:
    """What is wrong, by page, in the light theme and with the colours of the dark one; too wide is wrong too."""
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for path in paths:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[path] = wrongs(page) + ([("wide", path)] if wide else [])
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found[path] += wrongs(page, COLOURS)
    return {path: wrong for path, wrong in found.items() if wrong}


def test_axe_finds_nothing_and_no_page_is_too_wide(live_cast: Cast, clock: Clock, live_server: LiveServer) -> None:
    """WCAG 2.1 AA."""
    clock.set(at("2026-11-21 10:42"))
    with live_cast.scope():
        job = at_work(live_cast)
        assignment = live_assignment(accepted(live_cast))
        assert assignment
        keep_phrase(actor=live_cast.act("admin"), kind="greeting", name="开场", words="您好")
        receipt = Receipt.objects.get().number
        form = handed(live_cast).number
        line = drafted(live_cast)
        offered = accepted(live_cast)
        propose(ticket_id=offered.pk, actor=live_cast.act("technician"), lines=[Line(item_id=listed().pk)])
    version = f"/billing/prices/{line.version_id}"
    money = ("/billing", "/billing/prices", version, f"{version}/publish", "/billing/reviews", "/billing/warranties")
    quotes = (f"/phone/{offered.number}/quote", f"/phone/{offered.number}/quote?new=1")
    door = f"/phone/door/{links.sign(live_cast.tenant.pk, 'unit', live_cast.unit.pk)}/"
    department = ("/phone/department/", f"/phone/department/{form}/return-handoff")
    screens = (
        ("admin", DESK, (*SETTINGS, *money)), ("technician", PHONE, quotes),
        ("technician", PHONE, (door, f"/phone/{job.number}/", f"/receipts/{receipt}", "/cash-up", *department)),
        ("cashier", DESK, ("/billing/cash-ups", "/billing/receipts", "/billing/amends")),
        ("", PHONE, (path_of(assignment), f"{follow_path(offered)}price")),
    )  # fmt: skip
    with several(live_server.url, live_cast) as open_page:
        for who, size, paths in screens:
            page = open_page(who, size)
            assert look(page, *paths) == {}

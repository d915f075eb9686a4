"""Money on the technician's phone: told before work, paid or owed before the signature (R33–R35)."""

from decimal import Decimal

import pytest

from billing.quotes.lines import Line
from tests.cast import Cast, fresh
from tests.support.prices import charge
from tests.visits.phone import Phone, accepted
from tickets.enums import Fee, State
from tickets.models import Ticket

HTMX = {"HX-Request": "true"}


def price_agreed(cast: Cast, ticket: Ticket) -> None:
    line = Line(name="换角阀", unit_price=Decimal("55.00"))
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), lines=[line])


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def working(cast: Cast, phone: Phone) -> Ticket:
    ticket = accepted(cast)
    phone.post(ticket, "arrive")
    phone.post(ticket, "let-in", checks=["permission"])
    phone.post(ticket, "work", work_done="换角阀")
    return ticket


def test_the_price_is_told_on_the_phone_in_figures_and_capitals(cast: Cast, phone: Phone) -> None:
    """R33, R35."""
    ticket = working(cast, phone)
    assert "还没报" in phone.get(f"{ticket.number}/").content.decode()
    price_agreed(cast, ticket)
    page = phone.get(f"{ticket.number}/sign").content.decode()
    assert "¥55.00" in page and "伍拾伍元整" in page


def test_paid_on_the_spot_is_settled_and_may_be_signed(cast: Cast, phone: Phone) -> None:
    """R23, R35: the receipt settles it, nobody's word does."""
    ticket = working(cast, phone)
    price_agreed(cast, ticket)
    assert phone.post(ticket, "sign", unsigned="away").status_code == 422
    phone.client.post(f"/tickets/{ticket.number}/pay", {"amount": "55.00", "method": "wechat"}, headers=HTMX)
    assert fresh(ticket).fee == Fee.SETTLED
    phone.post(ticket, "sign", unsigned="away")
    assert fresh(ticket).state == State.SIGNED_OFF


def test_what_is_not_paid_is_owed_explicitly(cast: Cast, phone: Phone) -> None:
    """Domain §3: settled or explicitly owed."""
    ticket = working(cast, phone)
    price_agreed(cast, ticket)
    assert phone.post(ticket, "sign", unsigned="away", fee="free").status_code == 422
    phone.post(ticket, "sign", unsigned="away", fee="owed")
    assert (fresh(ticket).fee, fresh(ticket).state) == (Fee.OWED, State.SIGNED_OFF)

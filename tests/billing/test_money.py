"""What it costs, who pays, and a receipt per payment (R33–R35, R39)."""

from datetime import date
from decimal import Decimal

import pytest

from billing.actions import owe, pay
from billing.models import Receipt
from billing.quotes.lines import Line
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.support.prices import charge, listed, version_of
from tickets.enums import Fee
from tickets.models import Ticket


@pytest.fixture
def priced(cast: Cast) -> Ticket:
    """A ticket for which 45.00 was told."""
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), lines=[Line(name="换角阀", unit_price=Decimal("45.00"))])
    return fresh(ticket)


def test_part_payments_each_give_a_receipt_and_the_last_settles(cast: Cast, clock: Clock, priced: Ticket) -> None:
    """R35: numbered without a gap per estate and year."""
    clock.set(at("2026-12-31 23:59"))
    first = pay(ticket_id=priced.pk, actor=cast.act("cashier"), amount=Decimal("20.00"), method="cash")
    assert fresh(priced).fee == Fee.QUOTED
    clock.set(at("2027-01-01 00:01"))
    second = pay(ticket_id=priced.pk, actor=cast.act("cashier"), amount=Decimal("25.00"), method="wechat")
    assert (first.number, second.number) == ("SJ-HJ-2026-000001", "SJ-HJ-2027-000001")
    assert fresh(priced).fee == Fee.SETTLED


@pytest.mark.parametrize("amount", ["0", "-1", "45.01", "0.001"])
def test_an_amount_is_positive_in_whole_fen_and_not_more_than_owed(cast: Cast, priced: Ticket, amount: str) -> None:
    """R39."""
    with pytest.raises(Invalid) as refused:
        pay(ticket_id=priced.pk, actor=cast.act("cashier"), amount=Decimal(amount), method="cash")
    assert refused.value.field == "amount" and not Receipt.objects.exists()


def test_a_refused_payment_leaves_no_gap_in_the_numbers(cast: Cast, priced: Ticket) -> None:
    """R35."""
    with pytest.raises(Invalid):
        pay(ticket_id=priced.pk, actor=cast.act("cashier"), amount=Decimal("99"), method="cash")
    receipt = pay(ticket_id=priced.pk, actor=cast.act("cashier"), amount=Decimal("45"), method="cash")
    assert receipt.number.endswith("-000001")


def test_owing_needs_a_reason_and_something_owed(cast: Cast, priced: Ticket) -> None:
    with pytest.raises(Invalid):
        owe(ticket_id=priced.pk, actor=cast.act("clerk"), reason="")
    owe(ticket_id=priced.pk, actor=cast.act("clerk"), reason="月底一起交")
    assert fresh(priced).fee == Fee.OWED
    with pytest.raises(Conflict):
        owe(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), reason="x")


def test_amounts_are_rounded_half_up_to_the_fen_once(cast: Cast) -> None:
    """R39."""
    line = Line(name="管", quantity=Decimal("0.5"), unit_price=Decimal("0.05"))
    (told,) = charge(ticket_id=cast.ticket().pk, actor=cast.act("technician"), lines=[line])
    assert told.amount == Decimal("0.03")


def test_an_item_of_another_estate_or_tenant_or_year_is_not_on_the_list(cast: Cast) -> None:
    """R33."""
    past = {"valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}
    old = version_of({}, **past).items.get()
    other = listed(cast.other_estate)
    twin = build("twin", "TW")
    with twin.scope():
        theirs = listed()
    for item in (old, other, theirs):
        with pytest.raises(NotFound):
            charge(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), lines=[Line(item_id=item.pk)])

"""A month of money in the cast's estate, for the tests of reports."""

from datetime import date
from decimal import Decimal
from typing import Any

from billing.actions import pay
from billing.amends.actions import grant
from billing.cashup.actions import close, hand_over
from billing.fees.runs import carry_out
from billing.quotes.lines import Line as PriceLine
from billing.receipts.actions import take, void
from billing.reports.tables import Line, Report, Table
from tests.billing.fees import fee_of
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.prices import charge

DAY = date(2026, 10, 20)
D = Decimal


def month_of_money(cast: Cast, clock: Clock) -> Cast:
    """A month: fees of two hundred billed on the 1st; on the 20th a ticket's price, payments, an advance, a void, a
    discount and a refund; the technician's day is handed over and closed with five missing.
    """
    clock.set(at("2026-09-28 10:00"))
    ticket = priced(cast, "30.00")
    clock.set(at("2026-10-01 09:00"))
    fee = fee_of(cast, "2.00")
    cast.unit.area = 100
    cast.unit.save()
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=date(2026, 10, 1))
    clock.set(at("2026-10-20 10:00"))
    second = priced(cast, "45.00")
    tech, cashier = cast.act("technician"), cast.act("cashier")
    pay(ticket_id=ticket.pk, actor=tech, amount=D(30), method="cash")
    wrong = pay(ticket_id=second.pk, actor=tech, amount=D(20), method="wechat")
    void(receipt_id=wrong.pk, actor=cast.act("supervisor"), reason="金额写错")
    pay(ticket_id=second.pk, actor=tech, amount=D(40), method="cash")
    grant(ticket_id=second.pk, actor=cashier, kind="discount", amount=D(5), reason="多次上门")
    take(unit_id=cast.unit.pk, actor=cashier, amount=D(260), method="transfer")
    refund: dict[str, Any] = {"kind": "refund", "amount": D(10), "reason": "多收", "method": "cash"}
    grant(ticket_id=ticket.pk, actor=cashier, **refund)
    hand_over(estate_id=cast.estate.pk, actor=tech, day=DAY, handed={"cash": D(65)}, explanation="找零")
    sheet = cast.technician.cash_ups.get()
    close(cash_up_id=sheet.pk, actor=cashier, remark="属实")
    return cast


def priced(cast: Cast, price: str, payer: str = "resident") -> Any:
    ticket = cast.ticket()
    lines = [PriceLine(name="换角阀", unit_price=D(price))]
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), payer=payer, lines=lines)
    return ticket


def table(report: Report, name: str) -> Table:
    return next(one for one in report.tables if one.name == name)


def line(found: Table, name: str) -> dict[str, Any]:
    return dict(next(one for one in found.lines if one.name == name).cells)


def last(found: Table) -> dict[str, Any]:
    one: Line = found.lines[-1]
    assert one.look == "sum"
    return dict(one.cells)

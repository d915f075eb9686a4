"""Money up to a point, for tests that begin there."""

from decimal import Decimal
from typing import Any

from billing.actions import pay
from billing.models import Receipt
from billing.quotes.lines import Line
from tests.cast import Cast, fresh
from tests.support.prices import charge
from tickets.models import Ticket


def told(cast: Cast, price: str = "45.00", *, payer: str = "resident", **report: Any) -> Ticket:
    """A ticket with a price told."""
    ticket = cast.ticket(**report)
    lines = [Line(name="换角阀", unit_price=Decimal(price))]
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), lines=lines, payer=payer)
    return fresh(ticket)


def paid(cast: Cast, price: str = "45.00", *, method: str = "cash", by: str = "technician") -> Receipt:
    """A receipt for the whole of it."""
    ticket = told(cast, price)
    return pay(ticket_id=ticket.pk, actor=cast.act(by), amount=Decimal(price), method=method)


def ticket_of(receipt: Receipt) -> Ticket:
    """As the database has it."""
    assert receipt.ticket_id is not None
    return fresh(receipt.ticket_id)

"""The money on the printed work order: what the resident was told, not what the parts cost (R33, R34)."""

from decimal import Decimal

from billing.capitals import in_capitals
from billing.enums import Method
from billing.quotes.queries import binding, lines_of, offered
from tickets.enums import Fee
from tickets.models import Ticket
from visits.bills import BILLS, Bill

BOXES = (Method.WECHAT, Method.ALIPAY, Method.CASH)


def told(ticket: Ticket) -> Bill | None:
    """The price that is his to agree to, else the agreed one; who pays, and how it was paid."""
    charges = lines_of(offered(ticket) or binding(ticket))
    if not charges:
        return None
    methods = [Method(one) for one in ticket.receipts.good().order_by("paid_at").values_list("method", flat=True)]
    total = sum((charge.amount for charge in charges), Decimal(0))
    ticks = {*(charge.payer for charge in charges), *methods, *(["owed"] if ticket.fee == Fee.OWED else [])}
    others = tuple(dict.fromkeys(str(one.label) for one in methods if one not in BOXES))
    return Bill(charges, total, in_capitals(total), frozenset(ticks), others)


BILLS.append(told)

"""From a receipt to the ledger: where the money lies, and what it settles (R35)."""

from billing.enums import Method
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import Receipt
from servicedesk.estates.models import Estate

# Where money lies until finance has it: cash with who took it, the rest with who settles it.
LIES = {
    Method.CASH: Book.CASH, Method.WECHAT: Book.WECHAT, Method.ALIPAY: Book.ALIPAY, Method.CARD: Book.CARD,
    Method.TRANSFER: Book.BANK,
}  # fmt: skip


def receipt_draft(receipt: Receipt, estate: Estate) -> Draft:
    """The entry of a receipt, once for each."""
    where = LIES[Method(receipt.method)]
    about = {"ticket_id": receipt.ticket_id, "unit_id": receipt.ticket.unit_id}
    legs = (
        debit(where, receipt.amount, staff_id=receipt.collector_id, **about),
        credit(Book.RECEIVABLE, receipt.amount, **about),
    )
    return Draft(f"receipt:{receipt.pk}", Why.PAYMENT, estate, receipt.paid_at, legs)

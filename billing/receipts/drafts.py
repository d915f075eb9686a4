"""From a receipt to the ledger: where the money lies, and what it settles (R35)."""

from collections.abc import Sequence

from billing.enums import Method
from billing.ledger.drafts import Draft, Leg, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import Receipt
from servicedesk.estates.models import Estate

# Where money lies until finance has it: cash with who took it, the rest with who settles it. What was paid in advance
# is with us already.
LIES = {
    Method.CASH: Book.CASH, Method.WECHAT: Book.WECHAT, Method.ALIPAY: Book.ALIPAY, Method.CARD: Book.CARD,
    Method.TRANSFER: Book.BANK, Method.ON_ACCOUNT: Book.ADVANCES,
}  # fmt: skip


def receipt_draft(receipt: Receipt, estate: Estate, settles: Sequence[Leg] = (), *, reported: bool = False) -> Draft:
    """The entry of a receipt, once for each; `settles` says what it pays, by default the ticket's price. `reported`: a
    provider has told of the money before, and it stands in the ledger as not yet assigned.
    """
    about = {"ticket_id": receipt.ticket_id, "unit_id": receipt.unit_id}
    lies = Book.UNCLEAR if reported else LIES[Method(receipt.method)]
    taken = debit(lies, receipt.amount, staff_id=receipt.collector_id, **about)
    legs = (taken, *(settles or (credit(Book.RECEIVABLE, receipt.amount, **about),)))
    return Draft(source_of(receipt), Why.PAYMENT, estate, receipt.paid_at, legs, day=receipt.day)


def source_of(receipt: Receipt) -> str:
    return f"receipt:{receipt.pk}"

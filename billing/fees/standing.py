"""How each bill stands, and what each receipt of a unit paid: the ledger's lines name their bill (R35, R38)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.fees.enums import BillState
from billing.ledger.enums import Book, Why
from billing.models import Bill, Posting, Receipt
from billing.money import ZERO
from billing.receipts.drafts import source_of

# An A5 receipt has room for so many.
MOST_LINES = 8


def with_open(rows: QuerySet[Bill]) -> QuerySet[Any]:
    """The same bills with `open`, what the ledger says is still owed, and `lowered`, what was granted of them (R37)."""
    return rows.annotate(open=summed(), lowered=-summed(entry__why__in=(Why.DISCOUNT, Why.WAIVER)))


def summed(**narrowed: object) -> Coalesce:
    lines = Posting.objects.filter(bill=OuterRef("pk"), account__key=Book.RECEIVABLE, **narrowed).order_by()
    return Coalesce(Subquery(lines.values("bill").annotate(sum=Sum("amount")).values("sum")), ZERO)


def state_of(bill: Any) -> BillState:
    """Of a bill from `with_open`."""
    if bill.reversed_at:
        return BillState.REVERSED
    if bill.open <= 0:
        return BillState.WAIVED if paid_of(bill) <= 0 else BillState.PAID
    return BillState.PART if paid_of(bill) > 0 else BillState.OPEN


def paid_of(bill: Any) -> Decimal:
    """What money has settled of a bill from `with_open`."""
    paid: Decimal = bill.amount - bill.lowered - bill.open
    return paid


@dataclass(frozen=True)
class PaidLine:
    """A part of a receipt: of a bill (its fee's name and month), of what was owed without one, or kept in advance."""

    name: str
    period: date | None
    amount: Decimal
    bill_id: UUID | None
    kept: bool
    # Of several months in one line: the last.
    until: date | None = None


def lines_of(receipts: Iterable[Receipt]) -> dict[UUID, list[PaidLine]]:
    """What each of these receipts of units paid, the oldest month first and what is kept last, by their keys. Tickets'
    receipts have none: their price is the ticket's.
    """
    keys = {source_of(one): one.pk for one in receipts if one.ticket_id is None}
    found: dict[UUID, list[PaidLine]] = {key: [] for key in keys.values()}
    rows = (
        Posting.objects.filter(entry__source__in=list(keys), amount__lt=0)
        .filter(Q(account__key=Book.RECEIVABLE) | Q(account__key=Book.ADVANCES))
        .select_related("entry", "account", "bill__fee")
        .order_by("-account__key", "bill__period", "bill__fee__code", "pk")
    ) if keys else []  # fmt: skip
    for row in rows:
        bill = row.bill
        line = PaidLine(
            bill.fee.name if bill else "", bill.period if bill else None, -row.amount, row.bill_id,
            row.account.key == Book.ADVANCES,
        )  # fmt: skip
        found[keys[row.entry.source]].append(line)
    return found


def short(lines: list[PaidLine], most: int = MOST_LINES) -> list[PaidLine]:
    """For a small paper: where they are more than it holds, one line for each fee, from its first month to its last."""
    if len(lines) <= most:
        return lines
    fees: dict[tuple[str, bool], list[PaidLine]] = {}
    for line in lines:
        fees.setdefault((line.name, line.kept), []).append(line)
    return [
        replace(rows[0], amount=sum((row.amount for row in rows), ZERO), bill_id=None, until=rows[-1].period)
        for rows in fees.values()
    ]


def paid_by(receipt: Receipt) -> list[PaidLine]:
    """The same for one."""
    return lines_of([receipt]).get(receipt.pk, [])

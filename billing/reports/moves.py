"""What was posted in some days, added up by the database: one query for everything that a report shows (R39)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from billing.ledger.enums import Book, Kind, Why
from billing.money import ZERO
from billing.receipts.drafts import LIES
from billing.reports.scope import Scope

METHODS = {book: method for method, book in LIES.items()}
GRANTS = (Why.DISCOUNT, Why.WAIVER, Why.REFUND, Why.COMPENSATION)
GIVES = (Why.REFUND, Why.COMPENSATION)
CHARGES = (Why.CHARGE, Why.FEES)
# A reversal stands for what it reverses, with the sides changed: its own word would say nothing. Money that a provider
# had reported before its receipt lay with what is not assigned yet: it counts by the method of the receipt.
MOVES = """
SELECT e.estate_id, coalesce(CASE r.method WHEN 'transfer' THEN 'bank' ELSE r.method END, a.key), a.kind,
    coalesce(o.why, e.why), e.reverses_id IS NOT NULL, p.staff_id, b.fee_id,
    p.ticket_id IS NOT NULL, CASE WHEN a.kind = 'income' THEN p.item ELSE '' END,
    coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0), coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0), 0),
    count(*) FILTER (WHERE p.amount > 0), count(*) FILTER (WHERE p.amount < 0)
FROM billing_entry e
JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
LEFT JOIN billing_entry o ON o.tenant_id = e.tenant_id AND o.id = e.reverses_id
LEFT JOIN billing_bill b ON b.tenant_id = p.tenant_id AND b.id = p.bill_id
LEFT JOIN billing_receipt r ON r.tenant_id = e.tenant_id AND r.id = CASE
    WHEN a.key = 'unclear' AND coalesce(o.source, e.source) ~ '^receipt:[0-9a-f-]{36}$'
    THEN substr(coalesce(o.source, e.source), 9)::uuid END
WHERE e.tenant_id = (SELECT %(tenant)s::uuid) AND e.estate_id = ANY(%(estates)s::uuid[])
    AND e.day BETWEEN %(since)s AND %(until)s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""


@dataclass(frozen=True)
class Move:
    """Postings of one account that are alike: `why` they were made, and whether they undo that (`undone`)."""

    estate_id: UUID
    account: str
    kind: str
    why: str
    undone: bool
    staff_id: UUID | None
    fee_id: UUID | None
    ticket: bool
    item: str
    debit: Decimal
    credit: Decimal
    debits: int
    credits: int


def moves(scope: Scope) -> list[Move]:
    """All that was posted in these days and estates."""
    with connection.cursor() as cursor:
        cursor.execute(MOVES, scope.query)
        return [Move(*row) for row in cursor.fetchall()]


# Each of these says how much of a move is something; zero where it is not. A sum over all moves is that figure.
Measure = Callable[[Move], Decimal]


def is_money(one: Move) -> bool:
    """The line of a payment that says where the money lies, or of its void."""
    return one.why == Why.PAYMENT and one.account in METHODS


def taken(one: Move) -> Decimal:
    """Received, by its method; what is over and kept in advance is no method."""
    return one.debit if is_money(one) and not one.undone else ZERO


def voided(one: Move) -> Decimal:
    """Money of receipts that do not hold."""
    return one.credit if is_money(one) and one.undone else ZERO


def paid_out(one: Move) -> Decimal:
    """Refunds and compensation that left a hand or an account."""
    if one.why not in GIVES or one.account not in METHODS:
        return ZERO
    # Of a refund that stood on the unit's account the account bears it: that is where it comes from, not goes to.
    if one.account == Book.ADVANCES:
        return ZERO if one.undone else one.credit
    return one.credit - one.debit


def net(one: Move) -> Decimal:
    return taken(one) - voided(one) - paid_out(one)


def receipts(one: Move) -> int:
    return one.debits if taken(one) else 0


def voids(one: Move) -> int:
    return one.credits if voided(one) else 0


def charged(one: Move) -> Decimal:
    """Earned: a price agreed, a fee billed."""
    return one.credit if one.kind == Kind.INCOME and not one.undone else ZERO


def taken_back(one: Move) -> Decimal:
    """Prices told anew, bills reversed."""
    return one.debit if one.kind == Kind.INCOME and one.undone else ZERO


def granted(one: Move) -> Decimal:
    """Discounts, waivers, refunds, compensation: what bears them."""
    if one.why not in GRANTS:
        return ZERO
    return -one.credit if one.undone else one.debit


def settled(one: Move) -> Decimal:
    """What payments settled or left in advance, less their voids: the other side of the money, by what it was for."""
    if one.why != Why.PAYMENT or one.account not in (Book.RECEIVABLE, Book.ADVANCES):
        return ZERO
    if one.account == Book.RECEIVABLE:
        return one.credit - one.debit
    return -one.debit if one.undone else one.credit


def total(rows: Iterable[Move], measure: Measure) -> Decimal:
    return sum((measure(one) for one in rows), ZERO)

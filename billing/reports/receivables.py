"""应收报表: what was owed, what came to it and what went off in a month, and what is owed at its end (R38, R39)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.ledger.enums import Book, Why
from billing.ledger.queries import balance
from billing.money import ZERO
from billing.reports.monthly import fee_names
from billing.reports.moves import CHARGES, GRANTS, Move, moves
from billing.reports.proofs import Proof, proofs, same
from billing.reports.scope import Scope
from billing.reports.tables import Column, Line, Report, Table, summed

TITLE = gettext_lazy("Receivables")
PROOFS = ("told", "bills", "reversed", "receipts", "voids", "grants")
COLUMNS = (
    Column("opening", gettext_lazy("Opening balance")), Column("charged", gettext_lazy("Charged")),
    Column("collected", gettext_lazy("Collected")), Column("granted", gettext_lazy("Discounts and refunds")),
    Column("taken_back", gettext_lazy("Taken back")), Column("voided", gettext_lazy("Voided")),
    Column("other", gettext_lazy("Otherwise")), Column("closing", gettext_lazy("Closing balance")),
)  # fmt: skip
# What was owed before these days, by what it is for; of it, what counts from the reversal on is in the entries.
OPENING = """
SELECT p.estate_id, p.ticket_id IS NOT NULL, b.fee_id, sum(p.amount)
FROM billing_posting p
JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id AND a.key = 'receivable'
JOIN billing_entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
LEFT JOIN billing_bill b ON b.tenant_id = p.tenant_id AND b.id = p.bill_id
WHERE p.tenant_id = (SELECT %(tenant)s::uuid) AND p.estate_id = ANY(%(estates)s::uuid[]) AND e.day < %(since)s
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Owed:
    """A part of what is owed: of one estate, for tickets, for a fee, or (neither) for what no bill says."""

    estate_id: UUID
    ticket: bool
    fee_id: UUID | None
    opening: Decimal = ZERO
    moved: Move | None = None


def receivables(scope: Scope) -> Report:
    """The report of a month: by tickets and fees, and by estate where there are several.

    Opening + charged − collected − granted − taken back + voided ± otherwise = closing, which is the ledger's balance.
    """
    parts = [*opening(scope), *moved(moves(scope))]

    def draw() -> list[Table]:
        return [whole(one) for one in (by_fee(parts), *([by_estate(scope, parts)] if scope.several else []))]

    return Report("receivables", TITLE, scope, draw, lambda: [ends_with(parts, scope), *proofs(PROOFS, scope)])


def ends_with(parts: Iterable[Owed], scope: Scope) -> Proof:
    """What this comes to, and what the ledger says on the last day without asking how."""
    ledger = balance(Book.RECEIVABLE, estate__in=list(scope.estates), until=scope.until)
    words = _("Closing balance, and the ledger's on that day")
    return same("closing", words, figures(parts)["closing"], ledger)


def opening(scope: Scope) -> list[Owed]:
    with connection.cursor() as cursor:
        cursor.execute(OPENING, scope.query)
        return [Owed(*row) for row in cursor.fetchall()]


def moved(rows: Iterable[Move]) -> list[Owed]:
    mine = (one for one in rows if one.account == Book.RECEIVABLE)
    return [Owed(one.estate_id, one.ticket, one.fee_id, moved=one) for one in mine]


def column_of(one: Move) -> str:
    """Where a movement of what is owed stands."""
    if one.why in CHARGES:
        return "taken_back" if one.undone else "charged"
    if one.why == Why.PAYMENT:
        return "voided" if one.undone else "collected"
    return "granted" if one.why in GRANTS else "other"


# Which of them lower what is owed: they are shown as they are called, and taken off.
LOWER = ("collected", "granted", "taken_back")


def figures(parts: Iterable[Owed]) -> dict[str, Any]:
    """The columns of one line."""
    cells = {one.key: ZERO for one in COLUMNS}
    for part in parts:
        cells["opening"] += part.opening
        if part.moved is not None:
            key, change = column_of(part.moved), part.moved.debit - part.moved.credit
            cells[key] += -change if key in LOWER else change
    added = sum((cells[key] for key in ("opening", "charged", "voided", "other")), ZERO)
    cells["closing"] = added - sum((cells[key] for key in LOWER), ZERO)
    return cells


def by_fee(parts: Sequence[Owed]) -> Table:
    """Tickets, each fee, and what no bill says."""
    lines = [Line(_("Ticket services"), figures(one for one in parts if one.ticket))]
    names = fee_names({one.fee_id for one in parts if one.fee_id})
    lines += [Line(name, figures(one for one in parts if one.fee_id == key)) for key, name in names.items()]
    bare = figures(one for one in parts if not one.ticket and not one.fee_id)
    if any(bare.values()):
        lines.append(Line(_("Without a bill"), bare))
    return Table("fees", _("By tickets and fees"), _("Fee"), COLUMNS, [*lines, summed(lines, COLUMNS)])


def by_estate(scope: Scope, parts: Sequence[Owed]) -> Table:
    lines = [Line(one.name, figures(part for part in parts if part.estate_id == one.pk)) for one in scope.estates]
    return Table("estates", _("By estate"), _("Estate"), COLUMNS, [*lines, summed(lines, COLUMNS)])


def whole(table: Table) -> Table:
    """Without the column that is hardly ever needed."""
    if any(line.cells["other"] for line in table.lines):
        return table
    columns = tuple(one for one in COLUMNS if one.key != "other")
    return Table(table.name, table.title, table.head, columns, table.lines)

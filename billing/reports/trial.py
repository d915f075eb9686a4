"""科目余额表: every account's opening balance, debits, credits, closing balance; both sides come to the same (R39)."""

from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Account
from billing.money import ZERO
from billing.reports.proofs import Proof, proofs, same
from billing.reports.scope import Scope
from billing.reports.tables import Column, Line, Report, Table, summed

TITLE = gettext_lazy("Trial balance")
PROOFS = ("receipts", "voids", "grants", "handed", "told", "bills", "reversed")
COLUMNS = (
    Column("account", gettext_lazy("Ledger account"), "text"),
    Column("opening_debit", gettext_lazy("Opening debit")), Column("opening_credit", gettext_lazy("Opening credit")),
    Column("debit", gettext_lazy("Debit")), Column("credit", gettext_lazy("Credit")),
    Column("closing_debit", gettext_lazy("Closing debit")), Column("closing_credit", gettext_lazy("Closing credit")),
)  # fmt: skip
SUMS = """
SELECT p.account_id, coalesce(sum(p.amount) FILTER (WHERE e.day < %(since)s), 0),
    coalesce(sum(p.amount) FILTER (WHERE e.day >= %(since)s AND p.amount > 0), 0),
    coalesce(-sum(p.amount) FILTER (WHERE e.day >= %(since)s AND p.amount < 0), 0)
FROM billing_posting p JOIN billing_entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
WHERE p.tenant_id = (SELECT %(tenant)s::uuid) AND p.estate_id = ANY(%(estates)s::uuid[])
    AND e.estate_id = ANY(%(estates)s::uuid[]) AND e.day <= %(until)s GROUP BY 1
"""


def trial(scope: Scope) -> Report:
    """The balances of some days, of one estate or several together."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, scope.query)
        sums = {key: figures for key, *figures in cursor.fetchall()}
    accounts = Account.objects.order_by("number")
    lines = [line(one, *sums.get(one.pk, (ZERO, ZERO, ZERO))) for one in accounts]
    end = summed(lines, COLUMNS)
    table = Table("accounts", TITLE, _("Account number"), COLUMNS, [*lines, end])
    return Report("trial-balance", TITLE, scope, lambda: [table], lambda: [*two_sides(end), *proofs(PROOFS, scope)])


def line(account: Account, opening: Decimal, debit: Decimal, credit: Decimal) -> Line:
    """A balance stands on the side where it is."""
    closing = opening + debit - credit
    return Line(account.number, {
        "account": account.label, "opening_debit": max(opening, ZERO), "opening_credit": max(-opening, ZERO),
        "debit": debit, "credit": credit, "closing_debit": max(closing, ZERO), "closing_credit": max(-closing, ZERO),
    })  # fmt: skip


def two_sides(end: Line) -> list[Proof]:
    """Debits and credits of the beginning, of the days, of the end."""
    cells: Any = end.cells
    return [
        same("opening", _("Opening: debits and credits"), cells["opening_debit"], cells["opening_credit"]),
        same("moved", _("Of these days: debits and credits"), cells["debit"], cells["credit"]),
        same("closing", _("Closing: debits and credits"), cells["closing_debit"], cells["closing_credit"]),
    ]

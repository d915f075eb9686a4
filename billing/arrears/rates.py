"""收缴率: what was billed of a month, what of it has come in until now; and of the years before what was cleared (R38).

Only what the ledger says of bills: money (payments and what was paid in advance) is collected, discounts and waivers
lower what is due, the rest is open. A bill that is reversed was never billed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from billing.arrears.ageing import receivable
from billing.ledger.enums import Why
from billing.money import ZERO
from servicedesk.estates.models import Estate
from servicedesk.tenancy.scope import require_tenant_id

# An entry's reason, and of a reversal that of what it undoes.
WHY = "coalesce(undone.why, e.why)"
FROM = """
FROM billing_bill b
JOIN billing_posting p ON p.tenant_id = b.tenant_id AND p.bill_id = b.id AND p.account_id = %(account)s
JOIN billing_entry e ON e.tenant_id = b.tenant_id AND e.id = p.entry_id
LEFT JOIN billing_entry undone ON undone.tenant_id = b.tenant_id AND undone.id = e.reverses_id
WHERE b.tenant_id = (SELECT %(tenant)s::uuid) AND b.estate_id = ANY(%(estates)s::uuid[]) AND b.reversed_at IS NULL
"""
MONTHS = f"""
SELECT b.estate_id, b.period, coalesce(sum(p.amount) FILTER (WHERE {WHY} = 'fees'), 0),
    coalesce(-sum(p.amount) FILTER (WHERE {WHY} = ANY(%(money)s)), 0), sum(p.amount)
{FROM} AND b.period >= %(first)s AND b.period < %(next)s GROUP BY b.estate_id, b.period ORDER BY b.estate_id, b.period
"""
PRIOR = f"""
SELECT b.estate_id,
    sum(p.amount) FILTER (WHERE {WHY} = 'fees' OR e.day < %(first)s),
    coalesce(-sum(p.amount) FILTER (WHERE {WHY} = ANY(%(money)s) AND e.day >= %(first)s AND e.day < %(next)s), 0)
{FROM} AND b.period < %(first)s GROUP BY b.estate_id
"""
MONEY = [str(Why.PAYMENT), str(Why.ALLOCATED)]


@dataclass(frozen=True)
class Rate:
    """Of a month, or a year: billed, lowered, collected, open."""

    billed: Decimal = ZERO
    collected: Decimal = ZERO
    open: Decimal = ZERO

    @property
    def lowered(self) -> Decimal:
        return self.billed - self.collected - self.open

    @property
    def due(self) -> Decimal:
        """What should come in."""
        return self.billed - self.lowered

    @property
    def percent(self) -> Decimal | None:
        return percent(self.collected, self.due)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.billed + other.billed, self.collected + other.collected, self.open + other.open)


@dataclass(frozen=True)
class Collected:
    """One estate's year: its months, and what was left of the years before (`prior`) and cleared in this one."""

    estate: Estate
    months: tuple[tuple[date, Rate], ...]
    prior: Decimal = ZERO
    cleared: Decimal = ZERO

    @property
    def year(self) -> Rate:
        return sum((rate for _month, rate in self.months), Rate())

    @property
    def cleared_percent(self) -> Decimal | None:
        return percent(self.cleared, self.prior)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """With one place; None of nothing."""
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole > 0 else None


def collected(estates: Sequence[Estate], year: int) -> list[Collected]:
    """Each estate's months of a year, as things stand now. Two statements, however many estates and bills."""
    about: dict[str, Any] = {
        "tenant": require_tenant_id(), "account": receivable(), "money": MONEY,
        "estates": [str(one.pk) for one in estates], "first": date(year, 1, 1), "next": date(year + 1, 1, 1),
    }  # fmt: skip
    months: dict[UUID, list[tuple[date, Rate]]] = {one.pk: [] for one in estates}
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, about)
        for estate, month, billed, paid, still in cursor.fetchall():
            months[estate].append((month, Rate(billed, paid, still)))
        cursor.execute(PRIOR, about)
        prior = {estate: (left or ZERO, cleared) for estate, left, cleared in cursor.fetchall()}
    return [Collected(one, tuple(months[one.pk]), *prior.get(one.pk, (ZERO, ZERO))) for one in estates]

"""What each unit would be billed: read through a cursor of the server's, so that memory stays with many units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from billing.fees.enums import Basis, Skip
from billing.fees.queries import after, rate_on
from billing.models import Fee
from billing.money import rounded
from servicedesk.estates.models import Estate
from servicedesk.tenancy.scope import require_tenant_id

BATCH = 2_000
VALID = (
    "tenant_id = %(tenant)s AND fee_id = %(fee)s AND valid_from <= %(first)s AND coalesce(valid_to >= %(first)s, true)"
)
PLACES = f"SELECT {{column}} FROM billing_feeplace WHERE {VALID} AND {{which}} AND {{column}} IS NOT NULL"


def among(which: str) -> str:
    """SQL: the unit, or its building, stands among the fee's places of this kind."""
    units, buildings = (PLACES.format(column=column, which=which) for column in ("unit_id", "building_id"))
    return f"(u.id IN ({units}) OR u.building_id IN ({buildings}))"


BY_AREA = ("u.area", "NULL::date", "false", "", "coalesce(u.area, 0) <= 0", Skip.NO_AREA)
TIMES = f"(SELECT sum(quantity) FROM billing_feeplace WHERE {VALID} AND NOT exempt AND unit_id = u.id)"
FIXED = (f"coalesce({TIMES}, 1)", "NULL::date", "false", "", "false", Skip.NOTHING_DUE)
# What was read since the last standing bill, up to the month's end; what was skipped before is among it.
METERED = (
    "r.used", "r.read_on", "coalesce(r.estimated, false)",
    """LEFT JOIN billing_meter m ON m.tenant_id = u.tenant_id AND m.unit_id = u.id AND m.fee_id = %(fee)s
    LEFT JOIN LATERAL (
        SELECT sum(used) AS used, max(day) AS read_on, bool_or(kind = 'estimated') AS estimated
        FROM billing_reading WHERE tenant_id = u.tenant_id AND meter_id = m.id AND withdrawn_at IS NULL
        AND kind <> 'first' AND day <= %(last)s AND day > coalesce((
            SELECT max(read_on) FROM billing_bill WHERE tenant_id = u.tenant_id AND unit_id = u.id
            AND fee_id = %(fee)s AND reversed_at IS NULL), '-infinity')
    ) r ON true""",
    "r.used IS NULL OR r.used <= 0", Skip.NO_READING,
)  # fmt: skip
SHAPES = {Basis.AREA: BY_AREA, Basis.SEASON: BY_AREA, Basis.FIXED: FIXED, Basis.METER: METERED}
QUERY = """
SELECT u.id, u.code, CASE
    WHEN b.id IS NOT NULL THEN 'billed' WHEN {exempt} THEN 'exempt' {metered} WHEN {lacking} THEN '{why}' ELSE '' END,
    {quantity}, {read_on}, {estimated}, p.amount, b.amount
FROM estates_unit u
LEFT JOIN billing_bill b ON b.tenant_id = u.tenant_id AND b.unit_id = u.id AND b.fee_id = %(fee)s
    AND b.period = %(first)s AND b.reversed_at IS NULL
LEFT JOIN billing_bill p ON p.tenant_id = u.tenant_id AND p.unit_id = u.id AND p.fee_id = %(fee)s
    AND p.period = %(before)s AND p.reversed_at IS NULL
{joins}
WHERE u.tenant_id = %(tenant)s AND u.estate_id = %(estate)s AND (%(everywhere)s OR {pays}) ORDER BY u.code
"""
METER_WHY = "WHEN m.id IS NULL THEN 'no_meter' WHEN r.used <= 0 THEN 'nothing_used'"


@dataclass(frozen=True)
class Sum:
    """What one unit would be billed of one fee, or why it is not. `before`: last time's amount."""

    unit_id: UUID
    code: str
    skip: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    read_on: date | None = None
    estimated: bool = False
    before: Decimal | None = None

    @property
    def why(self) -> str:
        """The reason in words."""
        return str(Skip(self.skip).label) if self.skip else ""


def sums(fee: Fee, estate: Estate, period: date) -> Iterator[Sum]:
    """A line for each unit that the fee is about. Must be used up, or closed, within the transaction."""
    rate = rate_on(fee, period)
    off = skipped_whole(fee, period, rate is not None)
    amount = rate.amount if rate else Decimal(0)
    with connection.chunked_cursor() as cursor:
        cursor.execute(query(fee), parameters(fee, estate, period))
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                yield summed(row, amount, off)


def skipped_whole(fee: Fee, period: date, has_rate: bool) -> str:
    """Why nobody at all is billed this fee in this month."""
    if fee.basis == Basis.SEASON and period.month != fee.season_month:
        return Skip.NOT_SEASON
    return "" if has_rate else Skip.NO_RATE


def query(fee: Fee) -> str:
    quantity, read_on, estimated, joins, lacking, why = SHAPES[Basis(fee.basis)]
    return QUERY.format(
        quantity=quantity, read_on=read_on, estimated=estimated, joins=joins, lacking=lacking, why=why.value,
        exempt=among("exempt"), pays=among("NOT exempt"), metered=METER_WHY if fee.basis == Basis.METER else "",
    )  # fmt: skip


def parameters(fee: Fee, estate: Estate, period: date) -> dict[str, Any]:
    return {
        "tenant": require_tenant_id(), "estate": estate.pk, "fee": fee.pk, "everywhere": fee.everywhere,
        "first": period, "last": after(period) - timedelta(days=1), "before": last_time(fee, period),
    }  # fmt: skip


def last_time(fee: Fee, period: date) -> date:
    """With which month this one is compared."""
    return after(period, -12 if fee.basis == Basis.SEASON else -1)


def summed(row: tuple[Any, ...], rate: Decimal, off: str) -> Sum:
    unit_id, code, skip, quantity, read_on, estimated, before, billed = row
    if skip == Skip.BILLED:
        return Sum(unit_id, code, skip, Decimal(0), rate, billed, before=before)
    skip = skip or off
    quantity = quantity or Decimal(0)
    # The one rounding, line by line (R39).
    amount = Decimal(0) if skip else rounded(quantity * rate)
    skip = skip or ("" if amount else Skip.NOTHING_DUE)
    return Sum(unit_id, code, skip, quantity, rate, amount, read_on, estimated, before)

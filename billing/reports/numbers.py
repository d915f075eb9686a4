"""Which receipt numbers a day has, and whether one is missing between the first and the last (R35)."""

from dataclasses import dataclass

from django.db import connection

from billing.reports.scope import Scope

# A number in its series. Of a day of cash-up some may lie between that belong to another collector's next day.
NUMBERS = """
WITH mine AS (
    SELECT regexp_replace(number, '-[0-9]+$', '') AS series, min(number) AS first, max(number) AS last, count(*) AS n
    FROM billing_receipt
    WHERE tenant_id = (SELECT %(tenant)s::uuid) AND estate_id = ANY(%(estates)s::uuid[])
        AND day BETWEEN %(since)s AND %(until)s
    GROUP BY 1
)
SELECT m.first, m.last, m.n, count(r.id),
    substring(m.last FROM '[0-9]+$')::int - substring(m.first FROM '[0-9]+$')::int + 1
FROM mine m JOIN billing_receipt r ON r.tenant_id = (SELECT %(tenant)s::uuid) AND r.number BETWEEN m.first AND m.last
    AND regexp_replace(r.number, '-[0-9]+$', '') = m.series
GROUP BY m.series, m.first, m.last, m.n ORDER BY m.first
"""


@dataclass(frozen=True)
class Numbers:
    """One series (an estate's year): `mine` receipts of these days, `there` of any day between the first and the last,
    where there should be `span`.
    """

    first: str
    last: str
    mine: int
    there: int
    span: int

    @property
    def missing(self) -> int:
        return self.span - self.there

    @property
    def others(self) -> int:
        """Between them, but of another day of cash-up."""
        return self.there - self.mine


def numbers(scope: Scope) -> list[Numbers]:
    """None where there is no receipt; two at the turn of a year."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, scope.query)
        return [Numbers(*row) for row in cursor.fetchall()]

"""Whether runs, bills and the ledger agree (R39): for `manage.py ledger --check`."""

from collections.abc import Iterator

from django.db import connection

from billing.ledger.checks import OTHERS
from servicedesk.tenancy.scope import require_tenant_id

RUNS = """
SELECT to_char(r.period, 'YYYY-MM'), r.bills, r.total, count(b.id), coalesce(sum(b.amount), 0)
FROM billing_feerun r LEFT JOIN billing_bill b ON b.tenant_id = r.tenant_id AND b.run_id = r.id
WHERE r.tenant_id = (SELECT %(tenant)s::uuid) GROUP BY r.id, r.period, r.bills, r.total
HAVING r.bills <> count(b.id) OR r.total <> coalesce(sum(b.amount), 0) ORDER BY r.id
"""
BILLS = """
SELECT b.id, b.amount, coalesce(l.posted, 0), b.reversed_at IS NOT NULL, coalesce(l.undone, false)
FROM billing_bill b LEFT JOIN LATERAL (
    SELECT sum(p.amount) FILTER (WHERE p.amount > 0 AND p.unit_id = b.unit_id) AS posted,
        bool_or(v.id IS NOT NULL) AS undone
    FROM billing_entry e JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
    LEFT JOIN billing_entry v ON v.tenant_id = e.tenant_id AND v.reverses_id = e.id
    WHERE e.tenant_id = b.tenant_id AND e.source = 'bill:' || b.id
) l ON true
WHERE b.tenant_id = (SELECT %(tenant)s::uuid) AND (b.amount IS DISTINCT FROM l.posted
    OR (b.reversed_at IS NOT NULL) <> coalesce(l.undone, false)) ORDER BY b.id
"""
ORPHANS = """
SELECT e.source FROM billing_entry e
WHERE e.tenant_id = (SELECT %(tenant)s::uuid) AND e.why = 'fees' AND e.source LIKE 'bill:%%' AND NOT EXISTS (
    SELECT FROM billing_bill b WHERE b.tenant_id = e.tenant_id AND 'bill:' || b.id = e.source) ORDER BY e.id
"""
# Nothing is settled beyond its bill, and of a reversed one nothing is open.
SETTLED = """
SELECT b.id, b.amount, coalesce(l.open, 0) FROM billing_bill b LEFT JOIN (
    SELECT p.bill_id, sum(p.amount) AS open FROM billing_posting p
    JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id AND a.key = 'receivable'
    WHERE p.tenant_id = (SELECT %(tenant)s::uuid) AND p.bill_id IS NOT NULL GROUP BY 1
) l ON l.bill_id = b.id
WHERE b.tenant_id = (SELECT %(tenant)s::uuid)
    AND coalesce(l.open, 0) NOT BETWEEN 0 AND CASE WHEN b.reversed_at IS NULL THEN b.amount ELSE 0 END ORDER BY b.id
"""


def fee_differences() -> Iterator[str]:
    """A line for each run that is not the sum of its bills, and each bill that the ledger knows otherwise."""
    with connection.cursor() as cursor:
        for words, query in (
            ("run of {0}: {1} bills and {2} kept, {3} and {4} found", RUNS),
            ("bill {0}: {1} billed, {2} in the ledger; reversed {3}, there {4}", BILLS),
            ("bill {0}: {1} billed, {2} of it open", SETTLED),
            ("entry {0} has no bill", ORPHANS),
        ):
            cursor.execute(query, {"tenant": require_tenant_id()})
            yield from (words.format(*row) for row in cursor.fetchall())


OTHERS.append(fee_differences)

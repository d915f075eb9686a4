"""Whether the books agree with themselves and with the papers: everything is computed anew from the rows (R39)."""

from collections.abc import Callable, Iterator

from django.db import connection

from servicedesk.tenancy.scope import require_tenant_id

# Each says what must not be: (words with {0}, {1}, …, query of the tenant's rows that break it).
CHECKS: list[tuple[str, str]] = [
    (
        "entry {0} ({1}) does not balance: {2} postings, sum {3}",
        """SELECT e.id, e.source, count(p.id), coalesce(sum(p.amount), 0)
        FROM billing_entry e LEFT JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        WHERE e.tenant_id = (SELECT %(tenant)s::uuid) GROUP BY e.id, e.source
        HAVING count(p.id) < 2 OR sum(p.amount) <> 0 ORDER BY e.id""",
    ),
    (
        "reversal {0} is not the opposite of entry {1}: account {2} is left with {3}",
        """SELECT r.id, r.reverses_id, p.account_id, sum(p.amount)
        FROM billing_entry r JOIN billing_posting p ON p.tenant_id = r.tenant_id AND p.entry_id IN (r.id, r.reverses_id)
        WHERE r.tenant_id = (SELECT %(tenant)s::uuid) AND r.reverses_id IS NOT NULL
        GROUP BY r.id, r.reverses_id, p.account_id, p.unit_id, p.ticket_id, p.staff_id
        HAVING sum(p.amount) <> 0 ORDER BY r.id""",
    ),
    (
        "ticket {0}: {1} agreed, {2} in the ledger",
        """SELECT t.number, coalesce(c.told, 0), coalesce(l.posted, 0)
        FROM (SELECT c.ticket_id, sum(c.amount) AS told
            FROM billing_charge c JOIN billing_quote q ON q.tenant_id = c.tenant_id AND q.id = c.quote_id
            WHERE c.tenant_id = (SELECT %(tenant)s::uuid) AND q.state = 'consented' GROUP BY 1) c
        FULL JOIN (
            SELECT p.ticket_id, sum(p.amount) FILTER (WHERE p.amount > 0) AS posted
            FROM billing_entry e JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = (SELECT %(tenant)s::uuid) AND e.source LIKE 'told:%%' AND NOT EXISTS (
                SELECT FROM billing_entry r WHERE r.tenant_id = e.tenant_id AND r.reverses_id = e.id)
            GROUP BY 1) l USING (ticket_id)
        JOIN tickets_ticket t ON t.tenant_id = (SELECT %(tenant)s::uuid) AND t.id = ticket_id
        WHERE coalesce(c.told, 0) <> coalesce(l.posted, 0) ORDER BY t.number""",
    ),
    (
        "receipt {0}: {1} on paper, {2} in the ledger",
        """SELECT r.number, r.amount, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)
        FROM billing_receipt r
        LEFT JOIN billing_entry e ON e.tenant_id = r.tenant_id AND e.source = 'receipt:' || r.id
        LEFT JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        WHERE r.tenant_id = (SELECT %(tenant)s::uuid) GROUP BY r.number, r.amount
        HAVING r.amount <> coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0) ORDER BY r.number""",
    ),
    (
        "receipts {0}: {1} of them, the last has number {2}",
        """SELECT regexp_replace(number, '-[0-9]+$', ''), count(*), max(regexp_replace(number, '^.*-', '')::int)
        FROM billing_receipt WHERE tenant_id = (SELECT %(tenant)s::uuid) GROUP BY 1
        HAVING count(*) <> max(regexp_replace(number, '^.*-', '')::int) ORDER BY 1""",
    ),
    (
        "void receipt {0}: its entry is not reversed",
        """SELECT r.number FROM billing_receiptvoid v JOIN billing_receipt r
            ON r.tenant_id = v.tenant_id AND r.id = v.receipt_id
        LEFT JOIN billing_entry e ON e.tenant_id = r.tenant_id AND e.source = 'receipt:' || r.id
        LEFT JOIN billing_entry u ON u.tenant_id = e.tenant_id AND u.reverses_id = e.id
        WHERE v.tenant_id = (SELECT %(tenant)s::uuid) AND u.id IS NULL ORDER BY r.number""",
    ),
    (
        "grant {0} ({1}): {2} granted, {3} in the ledger",
        """SELECT a.number, a.kind, a.amount, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)
        FROM billing_amend a LEFT JOIN billing_entry e ON e.tenant_id = a.tenant_id AND e.source = 'amend:' || a.id
        LEFT JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        WHERE a.tenant_id = (SELECT %(tenant)s::uuid) GROUP BY a.id, a.number, a.kind, a.amount, a.effective_at
        HAVING coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)
            <> CASE WHEN a.effective_at IS NULL THEN 0 ELSE a.amount END ORDER BY a.number""",
    ),
    (
        "cash-up of {0} on {1}: {2} in cash signed, {3} in the ledger",
        """SELECT c.collector_name, c.day, l.expected, coalesce(sum(p.amount), 0)
        FROM billing_cashup c
        JOIN billing_cashupline l ON l.tenant_id = c.tenant_id AND l.cash_up_id = c.id AND l.method = 'cash'
        LEFT JOIN (billing_posting p
            JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id AND a.key = 'cash'
            JOIN billing_entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id AND e.why <> 'cash_up')
            ON p.tenant_id = c.tenant_id AND p.staff_id = c.collector_id AND p.estate_id = c.estate_id AND e.day = c.day
        WHERE c.tenant_id = (SELECT %(tenant)s::uuid) GROUP BY c.id, c.collector_name, c.day, l.expected
        HAVING l.expected <> coalesce(sum(p.amount), 0) ORDER BY c.day""",
    ),
]
# Rooms of billing that keep sums of their own add what finds a difference in them.
OTHERS: list[Callable[[], Iterator[str]]] = []


def differences() -> Iterator[str]:
    """A line for each thing that does not agree, in the tenant in scope; none when the books are right."""
    with connection.cursor() as cursor:
        for words, query in CHECKS:
            cursor.execute(query, {"tenant": require_tenant_id()})
            yield from (words.format(*row) for row in cursor.fetchall())
    for other in OTHERS:
        yield from other()

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
        WHERE e.tenant_id = %(tenant)s GROUP BY e.id, e.source
        HAVING count(p.id) < 2 OR sum(p.amount) <> 0 ORDER BY e.id""",
    ),
    (
        "reversal {0} is not the opposite of entry {1}: account {2} is left with {3}",
        """SELECT r.id, r.reverses_id, p.account_id, sum(p.amount)
        FROM billing_entry r JOIN billing_posting p ON p.tenant_id = r.tenant_id AND p.entry_id IN (r.id, r.reverses_id)
        WHERE r.tenant_id = %(tenant)s AND r.reverses_id IS NOT NULL
        GROUP BY r.id, r.reverses_id, p.account_id, p.unit_id, p.ticket_id, p.staff_id
        HAVING sum(p.amount) <> 0 ORDER BY r.id""",
    ),
    (
        "ticket {0}: {1} agreed, {2} in the ledger",
        """SELECT t.number, coalesce(c.told, 0), coalesce(l.posted, 0)
        FROM (SELECT c.ticket_id, sum(c.amount) AS told
            FROM billing_charge c JOIN billing_quote q ON q.tenant_id = c.tenant_id AND q.id = c.quote_id
            WHERE c.tenant_id = %(tenant)s AND q.state = 'consented' GROUP BY 1) c
        FULL JOIN (
            SELECT p.ticket_id, sum(p.amount) FILTER (WHERE p.amount > 0) AS posted
            FROM billing_entry e JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = %(tenant)s AND e.source LIKE 'told:%%' AND NOT EXISTS (
                SELECT FROM billing_entry r WHERE r.tenant_id = e.tenant_id AND r.reverses_id = e.id)
            GROUP BY 1) l USING (ticket_id)
        JOIN tickets_ticket t ON t.tenant_id = %(tenant)s AND t.id = ticket_id
        WHERE coalesce(c.told, 0) <> coalesce(l.posted, 0) ORDER BY t.number""",
    ),
    (
        "receipt {0}: {1} on paper, {2} in the ledger",
        """SELECT r.number, r.amount, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)
        FROM billing_receipt r
        LEFT JOIN billing_entry e ON e.tenant_id = r.tenant_id AND e.source = 'receipt:' || r.id
        LEFT JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        WHERE r.tenant_id = %(tenant)s GROUP BY r.number, r.amount
        HAVING r.amount <> coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0) ORDER BY r.number""",
    ),
    (
        "receipts {0}: {1} of them, the last has number {2}",
        """SELECT regexp_replace(number, '-[0-9]+$', ''), count(*), max(regexp_replace(number, '^.*-', '')::int)
        FROM billing_receipt WHERE tenant_id = %(tenant)s GROUP BY 1
        HAVING count(*) <> max(regexp_replace(number, '^.*-', '')::int) ORDER BY 1""",
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

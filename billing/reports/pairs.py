"""Papers beside what was posted for them: (source, account or '', paper's name, its amount) against the ledger (R39).

Each source is known on one side, on both, or differently: whatever is not the same on both is a difference. The day of
a paper that was posted is the day of its entry, for what is posted to a collector's open day may fall on the next one.
"""


def here(alias: str) -> str:
    """SQL: rows of the tenant and the estates."""
    return f"{alias}.tenant_id = (SELECT %(tenant)s::uuid) AND {alias}.estate_id = ANY(%(estates)s::uuid[])"


def these_days(day: str) -> str:
    return f"{day} BETWEEN %(since)s AND %(until)s"


def posted(prefix: str, amount: str = "sum(p.amount) FILTER (WHERE p.amount > 0)", book: str = "''") -> str:
    """The entries whose source begins so, of these days."""
    groups = "1, 2" if book != "''" else "1"
    return f"""SELECT e.source, {book} AS book, coalesce({amount}, 0) AS amount
        FROM billing_entry e JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
        WHERE {here("e")} AND {these_days("e.day")} AND e.source LIKE '{prefix}%%' GROUP BY {groups}"""


def undone(prefix: str) -> str:
    """Reversals of entries whose source begins so, under the source of what they reverse."""
    return f"""SELECT o.source, '' AS book, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0) AS amount
        FROM billing_entry e JOIN billing_entry o ON o.tenant_id = e.tenant_id AND o.id = e.reverses_id
        JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
        WHERE {here("e")} AND {these_days("e.day")} AND o.source LIKE '{prefix}%%' GROUP BY 1"""


def local(moment: str) -> str:
    """SQL: the day of a moment in the zone of estate s."""
    return f"({moment} AT TIME ZONE s.zone)::date"


ESTATE = "JOIN estates_estate s ON s.tenant_id = {0}.tenant_id AND s.id = {0}.estate_id"
ENTRY = "LEFT JOIN billing_entry e ON e.tenant_id = {0}.tenant_id AND e.source = {1}"
# Where money of each method lies: the entry must say the same (billing/receipts/drafts.py LIES).
LIES = """CASE r.method WHEN 'transfer' THEN 'bank' WHEN 'on_account' THEN 'advances' ELSE r.method END"""
# What a provider had reported before is taken from what is not assigned yet: there the receipt alone knows the method.
REPORTED = f"""coalesce((SELECT {LIES} FROM billing_receipt r WHERE r.tenant_id = e.tenant_id AND r.id = CASE
    WHEN a.key = 'unclear' AND e.source ~ '^receipt:[0-9a-f-]{{36}}$' THEN substr(e.source, 9)::uuid END), a.key)"""
RECEIPTS = (
    f"""SELECT 'receipt:' || r.id AS source, {LIES} AS book, r.number AS name, r.amount
    FROM billing_receipt r WHERE {here("r")} AND {these_days("r.day")}""",
    f"""SELECT * FROM ({posted("receipt:", book=REPORTED)}) every WHERE amount > 0""",
)
VOIDS = (
    f"""SELECT 'receipt:' || r.id AS source, '' AS book, v.number || ' (' || r.number || ')' AS name, r.amount
    FROM billing_receiptvoid v JOIN billing_receipt r ON r.tenant_id = v.tenant_id AND r.id = v.receipt_id
    {ESTATE.format("r")} {ENTRY.format("r", "'receipt:' || r.id")}
    LEFT JOIN billing_entry u ON u.tenant_id = e.tenant_id AND u.reverses_id = e.id
    WHERE {here("r")} AND {these_days(f"coalesce(u.day, {local('v.at')})")}""",
    undone("receipt:"),
)
BILLS = (
    f"""SELECT 'bill:' || b.id AS source, '' AS book, '' AS name, b.amount
    FROM billing_feerun r {ESTATE.format("r")}
    JOIN billing_bill b ON b.tenant_id = r.tenant_id AND b.run_id = r.id
    WHERE {here("r")} AND {these_days(local("r.carried_at"))}""",
    posted("bill:"),
)
REVERSED = (
    f"""SELECT 'bill:' || b.id AS source, '' AS book, '' AS name, b.amount
    FROM billing_bill b {ESTATE.format("b")}
    WHERE {here("b")} AND b.reversed_at IS NOT NULL AND {these_days(local("b.reversed_at"))}""",
    undone("bill:"),
)
# A price that was told anew is reversed: what counts of a ticket is its version that holds, and its entry that stands.
TOLD = (
    f"""SELECT q.ticket_id::text AS source, '' AS book, t.number AS name, sum(c.amount) AS amount
    FROM billing_quote q JOIN tickets_ticket t ON t.tenant_id = q.tenant_id AND t.id = q.ticket_id
    {ESTATE.format("t")} JOIN billing_charge c ON c.tenant_id = q.tenant_id AND c.quote_id = q.id
    WHERE {here("t")} AND q.state = 'consented' AND {these_days(local("q.consented_at"))}
    GROUP BY 1, 3 HAVING sum(c.amount) <> 0""",
    f"""SELECT split_part(source, ':', 2) AS source, book, sum(amount) AS amount FROM ({posted("told:")}) told
    WHERE NOT EXISTS (SELECT FROM billing_entry o
        JOIN billing_entry r ON r.tenant_id = o.tenant_id AND r.reverses_id = o.id
        WHERE o.tenant_id = (SELECT %(tenant)s::uuid) AND o.source = told.source) GROUP BY 1, 2""",
)
GRANTS = (
    f"""SELECT 'amend:' || m.id AS source, '' AS book, m.number AS name, m.amount
    FROM billing_amend m {ESTATE.format("m")} {ENTRY.format("m", "'amend:' || m.id")}
    WHERE {here("m")} AND m.effective_at IS NOT NULL AND {these_days(f"coalesce(e.day, {local('m.effective_at')})")}""",
    posted("amend:"),
)
HANDED = (
    f"""SELECT 'cash-up:' || c.id AS source, '' AS book, c.collector_name || ' ' || c.day AS name, l.handed AS amount
    FROM billing_cashup c JOIN billing_cashupline l ON l.tenant_id = c.tenant_id AND l.cash_up_id = c.id
    WHERE {here("c")} AND {these_days("c.day")} AND c.closed_at IS NOT NULL AND l.method = 'cash'
        AND (l.handed <> 0 OR l.expected <> 0)""",
    posted("cash-up:", "sum(p.amount) FILTER (WHERE a.key = 'finance_cash')"),
)
# What a collector signed for, method by method, against what was posted of his day: nothing may come after it.
SIGNED = (
    f"""SELECT 'cash-up:' || c.id AS source,
        CASE l.method WHEN 'transfer' THEN 'bank' ELSE l.method END AS book,
        c.collector_name || ' ' || c.day AS name, l.expected AS amount
    FROM billing_cashup c JOIN billing_cashupline l ON l.tenant_id = c.tenant_id AND l.cash_up_id = c.id
    WHERE {here("c")} AND {these_days("c.day")} AND l.expected <> 0""",
    f"""SELECT 'cash-up:' || c.id AS source, a.key AS book, sum(p.amount) AS amount
    FROM billing_cashup c JOIN billing_entry e ON e.tenant_id = c.tenant_id AND e.estate_id = c.estate_id
        AND e.day = c.day AND e.why NOT IN ('cash_up', 'settlement')
    JOIN billing_posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id AND p.staff_id = c.collector_id
    JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
        AND a.key IN ('cash', 'bank', 'wechat', 'alipay', 'card')
    WHERE {here("c")} AND {these_days("c.day")} GROUP BY 1, 2 HAVING sum(p.amount) <> 0""",
)

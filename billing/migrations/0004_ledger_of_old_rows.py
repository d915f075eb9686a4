"""What was told and paid before there was a ledger is posted, company by company (R39)."""

from typing import Any

from django.db import migrations

CHART = (
    ("cash", "1001.01", "asset"),
    ("wechat", "1012.01", "asset"),
    ("alipay", "1012.02", "asset"),
    ("card", "1012.03", "asset"),
    ("bank", "1002", "asset"),
    ("receivable", "1122", "asset"),
    ("developer", "1221.01", "asset"),
    ("common_fund", "1221.02", "asset"),
    ("services", "6001.01", "income"),
    ("own_work", "6051", "income"),
    ("company", "6401", "expense"),
)
ACCOUNT = """INSERT INTO billing_account (tenant_id, key, number, name, kind) VALUES (%s, %s, %s, '', %s)
ON CONFLICT DO NOTHING"""
TOLD = """
WITH told AS (
    SELECT t.id AS ticket_id, t.estate_id, t.unit_id, max(c.added_at) AS at, max(c.added_by) AS by
    FROM billing_charge c JOIN tickets_ticket t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id
    WHERE c.tenant_id = %(tenant)s AND c.amount <> 0 GROUP BY t.id, t.estate_id, t.unit_id
), made AS (
    INSERT INTO billing_entry (tenant_id, estate_id, why, source, at, day, reason, actor_name)
    SELECT %(tenant)s, told.estate_id, 'charge', 'told:' || ticket_id || ':1', at,
        (at AT TIME ZONE s.zone)::date, '', by
    FROM told JOIN estates_estate s ON s.tenant_id = %(tenant)s AND s.id = told.estate_id
    ON CONFLICT DO NOTHING RETURNING id, source
), kept AS (
    SELECT made.id AS entry_id, told.* FROM made JOIN told ON made.source = 'told:' || told.ticket_id || ':1'
), lines AS (
    SELECT c.ticket_id, CASE payer WHEN 'resident' THEN 'receivable' ELSE payer END AS key, '' AS item, sum(amount) AS amount
    FROM billing_charge c WHERE c.tenant_id = %(tenant)s GROUP BY c.ticket_id, payer
    UNION ALL
    SELECT c.ticket_id, CASE payer WHEN 'company' THEN 'own_work' ELSE 'services' END, name, -amount
    FROM billing_charge c WHERE c.tenant_id = %(tenant)s
)
INSERT INTO billing_posting (tenant_id, entry_id, account_id, estate_id, unit_id, ticket_id, item, amount)
SELECT %(tenant)s, kept.entry_id, a.id, kept.estate_id, kept.unit_id, kept.ticket_id, lines.item, lines.amount
FROM kept JOIN lines ON lines.ticket_id = kept.ticket_id
JOIN billing_account a ON a.tenant_id = %(tenant)s AND a.key = lines.key
WHERE lines.amount <> 0
"""
PAID = """
WITH made AS (
    INSERT INTO billing_entry (tenant_id, estate_id, why, source, at, day, reason, actor_id, actor_name)
    SELECT r.tenant_id, r.estate_id, 'payment', 'receipt:' || r.id, r.paid_at,
        (r.paid_at AT TIME ZONE s.zone)::date, '', r.collector_id, r.collector_name
    FROM billing_receipt r JOIN estates_estate s ON s.tenant_id = r.tenant_id AND s.id = r.estate_id
    WHERE r.tenant_id = %(tenant)s ON CONFLICT DO NOTHING RETURNING id, source
)
INSERT INTO billing_posting (tenant_id, entry_id, account_id, estate_id, unit_id, ticket_id, staff_id, item, amount)
SELECT r.tenant_id, made.id, a.id, r.estate_id, t.unit_id, r.ticket_id, side.staff_id, '', side.amount
FROM made JOIN billing_receipt r ON r.tenant_id = %(tenant)s AND made.source = 'receipt:' || r.id
JOIN tickets_ticket t ON t.tenant_id = r.tenant_id AND t.id = r.ticket_id
CROSS JOIN LATERAL (VALUES
    (CASE r.method WHEN 'transfer' THEN 'bank' ELSE r.method END, r.amount, r.collector_id),
    ('receivable', -r.amount, NULL)) AS side(key, amount, staff_id)
JOIN billing_account a ON a.tenant_id = r.tenant_id AND a.key = side.key
"""


def post_old_rows(apps: Any, schema_editor: Any) -> None:
    """The owner sees a company's rows only in its scope, as row-level security is forced."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tenancy_tenant ORDER BY id")
        for (tenant,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
            for key, number, kind in CHART:
                cursor.execute(ACCOUNT, [tenant, key, number, kind])
            cursor.execute(TOLD, {"tenant": tenant})
            cursor.execute(PAID, {"tenant": tenant})
        cursor.execute("SELECT set_config('app.tenant', '', true)")


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_ledger")]
    operations = [migrations.RunPython(post_old_rows, migrations.RunPython.noop)]

"""A line of the ledger names the bill that it is about: what is still owed is said of each bill (R35, R38).

The lines of bills posted before are filled in once, as the owner of the tables; what was paid before is set against the
oldest bills of its unit by an entry of its own, as the rule for new money says.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields

FILL = """
UPDATE billing_posting p SET bill_id = b.id
FROM billing_entry e, billing_bill b, billing_account a
WHERE p.tenant_id = %(tenant)s AND e.tenant_id = p.tenant_id AND e.id = p.entry_id
    AND a.tenant_id = p.tenant_id AND a.id = p.account_id AND a.key = 'receivable' AND b.tenant_id = p.tenant_id
    AND (e.source = 'bill:' || b.id OR e.reverses_id = (
        SELECT first.id FROM billing_entry first
        WHERE first.tenant_id = p.tenant_id AND first.source = 'bill:' || b.id))
"""
# Per unit: what was paid without a bill, and the bills in the order of their age with what the older ones come to.
ALLOCATE = """
WITH owed AS (
    SELECT p.unit_id, p.estate_id, p.account_id, p.bill_id, p.ticket_id, sum(p.amount) AS amount
    FROM billing_posting p JOIN billing_account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
    WHERE p.tenant_id = %(tenant)s AND a.key = 'receivable' AND p.ticket_id IS NULL AND p.unit_id IS NOT NULL
    GROUP BY p.unit_id, p.estate_id, p.account_id, p.bill_id, p.ticket_id
), paid AS (
    SELECT unit_id, estate_id, account_id, -amount AS amount FROM owed WHERE bill_id IS NULL AND amount < 0
), queue AS (
    SELECT o.unit_id, o.bill_id, o.amount, sum(o.amount) OVER (
        PARTITION BY o.unit_id ORDER BY b.period, b.id ROWS UNBOUNDED PRECEDING) - o.amount AS older
    FROM owed o JOIN billing_bill b ON b.tenant_id = %(tenant)s AND b.id = o.bill_id WHERE o.amount > 0
), parts AS (
    SELECT paid.*, queue.bill_id, least(queue.amount, paid.amount - queue.older) AS part
    FROM paid JOIN queue USING (unit_id) WHERE paid.amount > queue.older
), made AS (
    INSERT INTO billing_entry (tenant_id, estate_id, why, source, at, day, reason, actor_name)
    SELECT DISTINCT %(tenant)s, parts.estate_id, 'allocated', 'allocated:' || unit_id, app_now(),
        (app_now() AT TIME ZONE s.zone)::date, '', 'servicedesk'
    FROM parts JOIN estates_estate s ON s.tenant_id = %(tenant)s AND s.id = parts.estate_id RETURNING id, source
)
INSERT INTO billing_posting (tenant_id, entry_id, account_id, estate_id, unit_id, bill_id, item, amount)
SELECT %(tenant)s, made.id, parts.account_id, parts.estate_id, parts.unit_id, side.bill_id, '', side.amount
FROM made JOIN parts ON made.source = 'allocated:' || parts.unit_id
CROSS JOIN LATERAL (VALUES (parts.bill_id, -parts.part), (NULL, parts.part)) AS side (bill_id, amount)
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Company by company, as row-level security is forced. The ledger refuses changes: for this once it is told not to."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_posting DISABLE TRIGGER append_only")
        cursor.execute("SELECT id FROM tenancy_tenant ORDER BY id")
        for (tenant,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
            cursor.execute(FILL, {"tenant": tenant})
            cursor.execute(ALLOCATE, {"tenant": tenant})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('app.tenant', '', true)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_posting ENABLE TRIGGER append_only")


class Migration(migrations.Migration):
    dependencies = [("billing", "0020_fees")]
    operations = [
        migrations.AddField(
            model_name="posting",
            name="bill",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="billing.bill",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("bill__isnull", False)), fields=["tenant", "bill"], name="posting_bill"
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="why",
            field=models.CharField(
                choices=[
                    ("charge", "Charge"),
                    ("payment", "Payment"),
                    ("reversal", "Reversal"),
                    ("discount", "Discount"),
                    ("waiver", "Waiver"),
                    ("refund", "Refund"),
                    ("compensation", "Compensation"),
                    ("cash_up", "Cash-up"),
                    ("settlement", "Settled by the provider"),
                    ("fees", "Recurring charges"),
                    ("allocated", "Set against bills"),
                ],
                max_length=12,
            ),
        ),
    ]

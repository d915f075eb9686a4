"""Receipts get their day of cash-up and their unit, and from then on stand as they are: no UPDATE, no DELETE (R35)."""

from typing import Any

from django.db import migrations, models

FILL = """
UPDATE billing_receipt r SET day = (r.paid_at AT TIME ZONE s.zone)::date, unit_id = t.unit_id
FROM estates_estate s, tickets_ticket t
WHERE r.tenant_id = %(tenant)s AND s.tenant_id = r.tenant_id AND s.id = r.estate_id
    AND t.tenant_id = r.tenant_id AND t.id = r.ticket_id AND r.day IS NULL
"""
STAND = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_receipt
    FOR EACH ROW EXECUTE FUNCTION money_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_receiptvoid
    FOR EACH ROW EXECUTE FUNCTION money_is_append_only();
REVOKE UPDATE, DELETE ON billing_receipt FROM servicedesk_app;
"""
FALL = """
DROP TRIGGER append_only ON billing_receipt;
DROP TRIGGER append_only ON billing_receiptvoid;
GRANT UPDATE, DELETE ON billing_receipt TO servicedesk_app;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Company by company, as row-level security is forced; then the table may be altered again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tenancy_tenant ORDER BY id")
        for (tenant,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
            cursor.execute(FILL, {"tenant": tenant})
        cursor.execute("SELECT set_config('app.tenant', '', true)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_receipts")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("receipt", "day", models.DateField()),
        migrations.RunSQL(STAND, FALL),
    ]

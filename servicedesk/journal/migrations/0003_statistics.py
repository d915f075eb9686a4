"""Tell the planner that an estate belongs to one tenant (as tickets.0003 does for tickets)."""

from django.db import migrations

FORWARD = "CREATE STATISTICS event_estate_of_tenant (dependencies) ON tenant_id, estate_id FROM journal_event"
BACKWARD = "DROP STATISTICS event_estate_of_tenant"


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

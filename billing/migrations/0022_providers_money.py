"""What a provider reports stands in the ledger from then on, not yet assigned, and a receipt takes it from there; a
comparison with his list has a part for each estate; settlements carry money from where it is cleared into the bank.

Receipts given for codes before are put in the same form once, as the owner of the tables: what they took directly from the
provider's account, or the bank's, they take from what he reported.
"""

from decimal import Decimal
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields

OPEN = """
INSERT INTO billing_account (tenant_id, key, number, name, kind) VALUES
    (%(tenant)s, 'unclear', '2241.01', '', 'liability'), (%(tenant)s, 'providers', '1012.04', '', 'asset')
ON CONFLICT DO NOTHING
"""
MOVE = """
UPDATE billing_posting p SET account_id = unclear.id
FROM billing_paymentcode c
JOIN billing_entry first ON first.tenant_id = c.tenant_id AND first.source = 'receipt:' || c.receipt_id
JOIN billing_entry e ON e.tenant_id = c.tenant_id AND (e.id = first.id OR e.reverses_id = first.id)
JOIN billing_account unclear ON unclear.tenant_id = c.tenant_id AND unclear.key = 'unclear'
WHERE c.tenant_id = %(tenant)s AND p.tenant_id = c.tenant_id AND p.entry_id = e.id AND p.account_id IN (
    SELECT id FROM billing_account WHERE tenant_id = %(tenant)s AND key IN ('bank', 'wechat', 'alipay'))
"""
REPORT = """
WITH told AS (
    SELECT n.id, n.amount, n.received_at, n.provider, c.estate_id, c.ticket_id, t.unit_id, s.zone
    FROM billing_paymentnotice n
    JOIN billing_paymentcode c ON c.tenant_id = n.tenant_id AND c.id = n.code_id
    JOIN tickets_ticket t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id
    JOIN estates_estate s ON s.tenant_id = c.tenant_id AND s.id = c.estate_id
    WHERE n.tenant_id = %(tenant)s AND n.amount > 0
), made AS (
    INSERT INTO billing_entry (tenant_id, estate_id, why, source, at, day, reason, actor_name)
    SELECT %(tenant)s, estate_id, 'reported', 'notice:' || id, received_at, (received_at AT TIME ZONE zone)::date, '',
        provider
    FROM told RETURNING id, source
)
INSERT INTO billing_posting (tenant_id, entry_id, account_id, estate_id, unit_id, ticket_id, item, amount)
SELECT %(tenant)s, made.id, a.id, told.estate_id, told.unit_id, told.ticket_id, '', side.amount
FROM made JOIN told ON made.source = 'notice:' || told.id
CROSS JOIN LATERAL (VALUES
    (CASE told.provider WHEN 'local' THEN 'providers' ELSE told.provider END, told.amount), ('unclear', -told.amount)
) AS side (key, amount)
JOIN billing_account a ON a.tenant_id = %(tenant)s AND a.key = side.key
"""
# A company that has notices has had the standard accounts since its first posting.
WITH_CODES = "SELECT DISTINCT tenant_id FROM billing_paymentcode WHERE tenant_id = %s"


def fill(apps: Any, schema_editor: Any) -> None:
    """Company by company, as row-level security is forced. The ledger refuses changes: for this once it is told not to."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_posting DISABLE TRIGGER append_only")
        cursor.execute("SELECT id FROM tenancy_tenant ORDER BY id")
        for (tenant,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
            cursor.execute(WITH_CODES, [tenant])
            if cursor.fetchone() is None:
                continue
            for statement in (OPEN, MOVE, REPORT):
                cursor.execute(statement, {"tenant": tenant})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('app.tenant', '', true)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_posting ENABLE TRIGGER append_only")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0021_lines_name_their_bill"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0008_reporters_and_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=servicedesk.tenancy.fields.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(choices=[("taken", "Taken"), ("given_back", "Given back")], max_length=10)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("number", models.CharField(blank=True, max_length=32)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("signed_by_name", models.CharField(blank=True, max_length=60)),
                ("effective_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("refused_by_name", models.CharField(blank=True, max_length=60)),
                ("refusal", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ReconciledPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=servicedesk.tenancy.fields.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("matched", models.PositiveIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("differences", models.JSONField(default=list)),
                ("named", models.JSONField(default=list)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Settled",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=servicedesk.tenancy.fields.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("standing", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=servicedesk.tenancy.fields.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "book",
                    models.CharField(
                        choices=[
                            ("wechat", "WeChat, to be settled"),
                            ("alipay", "Alipay, to be settled"),
                            ("card", "Cards, to be settled"),
                            ("providers", "Other providers, to be settled"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        choices=[("local", "Practice provider"), ("wechat", "WeChat"), ("alipay", "Alipay")],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField()),
                ("ours", models.DecimalField(decimal_places=2, max_digits=14)),
                ("fee", models.DecimalField(decimal_places=2, max_digits=14)),
                ("arrived", models.DecimalField(decimal_places=2, max_digits=14)),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=60)),
                ("undone_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="paymentcode",
            name="bills",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="paymentcode",
            name="unit",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_codes",
                to="estates.unit",
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
                    ("reported", "Reported by a provider"),
                    ("given_back", "Given back"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="paymentcode",
            name="ticket",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_codes",
                to="tickets.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="reconciliation",
            name="amount",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14),
        ),
        migrations.AlterField(
            model_name="reconciliation",
            name="matched",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="paymentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ticket__isnull", False), ("unit__isnull", True)),
                    models.Q(("ticket__isnull", True), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="payment_code_for_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="noticedecision",
            name="by",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="noticedecision",
            name="notice",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="billing.paymentnotice",
            ),
        ),
        migrations.AddField(
            model_name="noticedecision",
            name="receipt",
            field=servicedesk.tenancy.fields.TenantOneToOneField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notice_decision",
                to="billing.receipt",
            ),
        ),
        migrations.AddField(
            model_name="noticedecision",
            name="signed_by",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="noticedecision",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="reconciledpart",
            name="estate",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="estates.estate",
            ),
        ),
        migrations.AddField(
            model_name="reconciledpart",
            name="reconciliation",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="billing.reconciliation",
            ),
        ),
        migrations.AddField(
            model_name="reconciledpart",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="settled",
            name="decision",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settled",
                to="billing.noticedecision",
            ),
        ),
        migrations.AddField(
            model_name="settled",
            name="notice",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settled",
                to="billing.paymentnotice",
            ),
        ),
        migrations.AddField(
            model_name="settled",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="by",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="estate",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="estates.estate",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="reconciliation",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlements",
                to="billing.reconciliation",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="settled",
            name="settlement",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="billing.settlement",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("tenant", "number"),
                name="notice_decision_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticedecision",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="notice_decision_amount"),
        ),
        migrations.AddConstraint(
            model_name="noticedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("effective_at__isnull", True), ("refused_at__isnull", True), _connector="OR"),
                name="notice_decision_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciledpart",
            constraint=models.UniqueConstraint(
                fields=("tenant", "reconciliation", "estate"), name="reconciled_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("tenant", "estate", "book", "provider", "day"),
                name="settlement_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(condition=models.Q(("fee__gte", 0)), name="settlement_fee"),
        ),
        migrations.AddConstraint(
            model_name="settled",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", False), ("standing", True)),
                fields=("tenant", "notice"),
                name="settled_notice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settled",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__isnull", False), ("standing", True)),
                fields=("tenant", "decision"),
                name="settled_decision_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settled",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("notice__isnull", False)),
                    models.Q(("decision__isnull", False), ("notice__isnull", True)),
                    _connector="OR",
                ),
                name="settled_one_thing",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(
            """CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_reconciledpart
                FOR EACH ROW EXECUTE FUNCTION money_is_append_only();""",
            "DROP TRIGGER append_only ON billing_reconciledpart;",
        ),
    ]

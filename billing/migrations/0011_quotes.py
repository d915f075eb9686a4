"""What a ticket costs becomes versions of a quote (R33): what was told until now is each ticket's first one, agreed;
its lines are frozen from now on.
"""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields

MOVE = """
ALTER TABLE billing_charge NO FORCE ROW LEVEL SECURITY;
ALTER TABLE billing_priceitem NO FORCE ROW LEVEL SECURITY;
INSERT INTO billing_quote (tenant_id, ticket_id, number, state, reason, company_version_id, own_version_id, made_at,
    made_by, needs_review, reviewed_by, review_note, consented_at, means, consented_by, consent_phone, kept_by, ended_by,
    end_reason)
SELECT c.tenant_id, c.ticket_id, 1, 'consented', '',
    (array_agg(v.id) FILTER (WHERE v.estate_id IS NULL))[1], (array_agg(v.id) FILTER (WHERE v.estate_id IS NOT NULL))[1],
    min(c.added_at), (array_agg(c.added_by ORDER BY c.id))[1], false, '', '', min(c.added_at), 'before', '', '',
    (array_agg(c.added_by ORDER BY c.id))[1], '', ''
FROM billing_charge c LEFT JOIN billing_priceitem i ON i.id = c.item_id
LEFT JOIN billing_priceversion v ON v.id = i.version_id
GROUP BY c.tenant_id, c.ticket_id;
UPDATE billing_charge c SET quote_id = q.id,
    account = CASE c.payer WHEN 'resident' THEN 'receivable' ELSE c.payer END,
    unit = coalesce((SELECT i.unit FROM billing_priceitem i WHERE i.id = c.item_id), ''),
    list_price = CASE WHEN c.item_id IS NOT NULL THEN c.unit_price END
FROM billing_quote q WHERE q.tenant_id = c.tenant_id AND q.ticket_id = c.ticket_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE billing_priceitem FORCE ROW LEVEL SECURITY;
ALTER TABLE billing_charge FORCE ROW LEVEL SECURITY;
"""
FREEZE = """
CREATE FUNCTION quote_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the lines of a quote are frozen: another price is another version (R33)'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER quote_line_guard BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW EXECUTE FUNCTION quote_line_guard();
"""
THAW = "DROP TRIGGER quote_line_guard ON billing_charge; DROP FUNCTION quote_line_guard();"


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0010_prices"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0007_complaints"),
    ]

    operations = [
        migrations.AddField(
            model_name="charge",
            name="account",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="charge",
            name="list_price",
            field=models.DecimalField(decimal_places=2, max_digits=10, null=True),
        ),
        migrations.AddField(
            model_name="charge",
            name="suggested",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resident", "Resident"),
                    ("developer", "Developer's warranty"),
                    ("common_fund", "Common-area fund"),
                    ("company", "Company's fault"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="suggested_why",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="charge",
            name="unit",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.CreateModel(
            name="Quote",
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
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("review", "Fee review"),
                            ("returned", "Sent back by the review"),
                            ("offered", "Waits for consent"),
                            ("consented", "Agreed to"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("replaced", "Replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("needs_review", models.BooleanField(default=False)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.CharField(blank=True, max_length=60)),
                ("review_note", models.CharField(blank=True, max_length=300)),
                ("consented_at", models.DateTimeField(null=True)),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signature", "By signature"),
                            ("link", "By link"),
                            ("phone", "By recorded phone call"),
                            ("free", "Free to the resident"),
                            ("before", "Told before prices had versions"),
                        ],
                        max_length=10,
                    ),
                ),
                ("consented_by", models.CharField(blank=True, max_length=60)),
                ("consent_phone", models.CharField(blank=True, max_length=20)),
                ("kept_by", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("end_reason", models.CharField(blank=True, max_length=300)),
                (
                    "company_version",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.priceversion",
                    ),
                ),
                (
                    "maker",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "own_version",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.priceversion",
                    ),
                ),
                (
                    "signature",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.photo",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "ticket",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="quote",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="billing.quote",
            ),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="charge",
            name="quote",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="billing.quote",
            ),
        ),
        migrations.CreateModel(
            name="DeveloperWarranty",
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
                ("ends_on", models.DateField()),
                (
                    "building",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.building",
                    ),
                ),
                (
                    "estate",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.estate",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "estate", "building"), name="developer_warranty_place", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(
                condition=models.Q(("state", "review")), fields=["tenant", "made_at"], name="quote_reviews_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(fields=("tenant", "ticket", "number"), name="quote_number"),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("review", "offered"))),
                fields=("tenant", "ticket"),
                name="quote_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "consented")), fields=("tenant", "ticket"), name="quote_one_binding"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "consented"), _negated=True),
                    models.Q(("consented_at__isnull", False), models.Q(("means", ""), _negated=True)),
                    _connector="OR",
                ),
                name="quote_consent_by_means",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("means", "signature"), _negated=True), ("signature__isnull", False), _connector="OR"
                ),
                name="quote_signature_kept",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

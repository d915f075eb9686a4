"""Recurring fees: rates that do not overlap, meters, runs, bills that are reversed and never changed (R37, R39)."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields

# An exclusion by fee and days needs the fee as something a GiST index knows, and no extension is to be had: a range of
# one key is such a thing.
FORWARD = """
CREATE TYPE key_range AS RANGE (subtype = uuid);
ALTER TABLE billing_feerate ADD CONSTRAINT fee_rate_no_overlap EXCLUDE USING gist (
    key_range(fee_id, fee_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&);
CREATE FUNCTION bill_is_reversed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.reversed_at IS NOT NULL OR NEW.reversed_at IS NULL
       OR (NEW.id, NEW.tenant_id, NEW.run_id, NEW.estate_id, NEW.fee_id, NEW.unit_id, NEW.period, NEW.quantity, NEW.rate,
           NEW.amount, NEW.read_on, NEW.estimated) IS DISTINCT FROM
          (OLD.id, OLD.tenant_id, OLD.run_id, OLD.estate_id, OLD.fee_id, OLD.unit_id, OLD.period, OLD.quantity, OLD.rate,
           OLD.amount, OLD.read_on, OLD.estimated) THEN
        RAISE EXCEPTION 'a bill is reversed, never changed (R37)' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reversed_once BEFORE UPDATE OR DELETE ON billing_bill
    FOR EACH ROW EXECUTE FUNCTION bill_is_reversed_once();
"""
BACKWARD = """
DROP TRIGGER reversed_once ON billing_bill;
DROP FUNCTION bill_is_reversed_once();
ALTER TABLE billing_feerate DROP CONSTRAINT fee_rate_no_overlap;
DROP TYPE key_range;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0011_quotes"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fee",
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
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=40)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("area", "by area, each month"),
                            ("season", "by area, once a season"),
                            ("meter", "by meter"),
                            ("fixed", "a fixed sum each month"),
                        ],
                        max_length=8,
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=12)),
                ("everywhere", models.BooleanField(default=True)),
                ("season_month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("factor", models.DecimalField(decimal_places=1, default=3, max_digits=4)),
                ("active", models.BooleanField(default=True)),
                (
                    "account",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.account",
                    ),
                ),
                (
                    "estate",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fees",
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
            },
        ),
        migrations.CreateModel(
            name="FeePlace",
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
                ("exempt", models.BooleanField(default=False)),
                ("quantity", models.DecimalField(decimal_places=2, default=1, max_digits=8)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "building",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.building",
                    ),
                ),
                (
                    "fee",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="billing.fee",
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
                    "unit",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FeeRate",
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
                ("amount", models.DecimalField(decimal_places=4, max_digits=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "fee",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates",
                        to="billing.fee",
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
            },
        ),
        migrations.CreateModel(
            name="FeeRun",
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
                ("period", models.DateField()),
                ("codes", models.CharField(max_length=200)),
                ("carried_at", models.DateTimeField()),
                ("actor_name", models.CharField(max_length=60)),
                ("bills", models.PositiveIntegerField(default=0)),
                ("total", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversed_by", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "actor",
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
                    "estate",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_runs",
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
            },
        ),
        migrations.CreateModel(
            name="Bill",
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
                ("period", models.DateField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("rate", models.DecimalField(decimal_places=4, max_digits=10)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("read_on", models.DateField(null=True)),
                ("estimated", models.BooleanField(default=False)),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversed_by", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                (
                    "unit",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="estates.unit",
                    ),
                ),
                (
                    "fee",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.fee",
                    ),
                ),
                (
                    "run",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.feerun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Meter",
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
                ("serial", models.CharField(blank=True, max_length=30)),
                ("digits", models.PositiveSmallIntegerField(default=5)),
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
                    "fee",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meters",
                        to="billing.fee",
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
                    "unit",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meters",
                        to="estates.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                ("day", models.DateField()),
                ("value", models.DecimalField(decimal_places=3, max_digits=12)),
                ("used", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first reading"),
                            ("normal", "read"),
                            ("rollover", "the meter went round"),
                            ("changed", "meter changed"),
                            ("estimated", "estimated"),
                        ],
                        default="normal",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("confirmed", models.BooleanField(default=False)),
                ("read_by", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
                (
                    "meter",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="billing.meter",
                    ),
                ),
                (
                    "staff",
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
            },
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.UniqueConstraint(
                fields=("tenant", "estate", "code"), name="fee_code", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(condition=models.Q(("factor__gt", 1)), name="fee_factor"),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "season"), ("season_month__gte", 1), ("season_month__lte", 12)),
                    models.Q(models.Q(("basis", "season"), _negated=True), ("season_month__isnull", True)),
                    _connector="OR",
                ),
                name="fee_season",
            ),
        ),
        migrations.AddIndex(
            model_name="feeplace",
            index=models.Index(fields=["tenant", "fee"], name="fee_place_fee"),
        ),
        migrations.AddConstraint(
            model_name="feeplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("building__isnull", True), ("unit__isnull", False)),
                    models.Q(("building__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="fee_place_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("exempt", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="fee_exempt_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeplace",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="fee_place_quantity"),
        ),
        migrations.AddConstraint(
            model_name="feeplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="fee_place_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerate",
            constraint=models.UniqueConstraint(fields=("tenant", "fee", "valid_from"), name="fee_rate_version"),
        ),
        migrations.AddConstraint(
            model_name="feerate",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="fee_rate_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="feerate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="fee_rate_days",
            ),
        ),
        migrations.AddIndex(
            model_name="feerun",
            index=models.Index(fields=["tenant", "estate", "period", "id"], name="fee_run_estate"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["tenant", "unit", "fee", "period"], name="bill_unit"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["tenant", "run", "id"], name="bill_run"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["tenant", "estate", "period", "fee"], name="bill_estate_period"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reversed_at__isnull", True)),
                fields=("tenant", "unit", "fee", "period"),
                name="bill_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="bill_amount"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["tenant", "estate", "fee"], name="meter_estate"),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.UniqueConstraint(fields=("tenant", "unit", "fee"), name="meter_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(("digits__gte", 3), ("digits__lte", 9)), name="meter_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("tenant", "meter", "day"),
                name="reading_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="reading_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["rollover", "changed"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="reading_reason",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

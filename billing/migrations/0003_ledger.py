"""The ledger (R39): accounts, entries, postings. The database itself proves that every entry balances, and refuses change."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields

# All postings of an entry come in one statement and balance, so that an entry is never added to later; one look at the
# statement's rows proves it for fifty thousand as for one. That an entry has postings at all can only be proved at the
# commit: deferred, and with the whole sum once more. There the scope is set by hand, as another tenant's may stand by
# then, and row-level security would show nothing. A plan made while the table was small must not scan it when it is large.
FORWARD = """
CREATE FUNCTION ledger_postings_balance() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    one record;
    lines integer;
    place uuid;
BEGIN
    -- One by one, each by its key: a join with the statement's rows would be planned for the table as it was when small.
    FOR one IN SELECT tenant_id, entry_id, estate_id, count(*) AS lines, sum(amount) AS total
               FROM new_postings GROUP BY tenant_id, entry_id, estate_id LOOP
        SELECT count(*) INTO lines FROM billing_posting WHERE tenant_id = one.tenant_id AND entry_id = one.entry_id;
        SELECT estate_id INTO place FROM billing_entry WHERE id = one.entry_id AND tenant_id = one.tenant_id;
        IF one.lines < 2 OR one.total <> 0 OR one.lines <> lines OR one.estate_id IS DISTINCT FROM place THEN
            RAISE EXCEPTION 'entry %: % postings with the sum % do not make it up (R39)', one.entry_id, one.lines,
                one.total USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    served text := coalesce(current_setting('app.tenant', true), '');
    lines integer;
    total numeric;
BEGIN
    IF served <> NEW.tenant_id::text THEN
        PERFORM set_config('app.tenant', NEW.tenant_id::text, true);
    END IF;
    SELECT count(*), sum(amount) INTO lines, total
    FROM billing_posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id;
    IF served <> NEW.tenant_id::text THEN
        PERFORM set_config('app.tenant', served, true);
    END IF;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'entry %: % postings with the sum % (R39)', NEW.id, lines, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON billing_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
CREATE TRIGGER balances AFTER INSERT ON billing_posting REFERENCING NEW TABLE AS new_postings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_balance();
CREATE FUNCTION money_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'money is append-only: what was wrong is reversed (R37)' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_entry
    FOR EACH ROW EXECUTE FUNCTION money_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_posting
    FOR EACH ROW EXECUTE FUNCTION money_is_append_only();
"""
BACKWARD = """
DROP TRIGGER append_only ON billing_posting;
DROP TRIGGER append_only ON billing_entry;
DROP FUNCTION money_is_append_only();
DROP TRIGGER balances ON billing_posting;
DROP TRIGGER balances ON billing_entry;
DROP FUNCTION ledger_postings_balance();
DROP FUNCTION ledger_entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_initial"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0007_complaints"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                ("key", models.CharField(max_length=30)),
                ("number", models.CharField(max_length=20)),
                ("name", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "Asset"),
                            ("liability", "Liability"),
                            ("income", "Income"),
                            ("expense", "Expense"),
                        ],
                        max_length=10,
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
            name="Entry",
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
                    "why",
                    models.CharField(
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
                        ],
                        max_length=12,
                    ),
                ),
                ("source", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("actor_name", models.CharField(max_length=60)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=models.Func(function="app_now", output_field=models.DateTimeField())
                    ),
                ),
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
                        related_name="+",
                        to="estates.estate",
                    ),
                ),
                (
                    "reverses",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="billing.entry",
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
            name="Posting",
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
                ("item", models.CharField(blank=True, max_length=80)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
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
                    "entry",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="billing.entry",
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
                (
                    "ticket",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="tickets.ticket",
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
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("tenant", "key"), name="account_key"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("tenant", "number"), name="account_number"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["tenant", "estate", "day", "id"], name="entry_estate_day"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("tenant", "source"), name="entry_once_per_source"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", False)),
                fields=("tenant", "reverses"),
                name="entry_reversed_once",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["tenant", "entry"], name="posting_entry"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["tenant", "account", "estate"], name="posting_account"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("ticket__isnull", False)),
                fields=["tenant", "ticket", "account"],
                name="posting_ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("unit__isnull", False)), fields=["tenant", "unit", "account"], name="posting_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("staff__isnull", False)),
                fields=["tenant", "staff", "account"],
                name="posting_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="posting_not_zero"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

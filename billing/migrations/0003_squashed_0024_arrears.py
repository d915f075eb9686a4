"""0003 to 0024 in one: money as it stood when they were squashed. What they moved of old rows, no new database has."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import billing.models.prices
import servicedesk.tenancy.fields
from servicedesk.tenancy.operations import AtOnce, sql_of


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0003_ledger"),
        ("billing", "0004_ledger_of_old_rows"),
        ("billing", "0005_receipts"),
        ("billing", "0006_receipts_stand"),
        ("billing", "0007_payment_codes"),
        ("billing", "0010_prices"),
        ("billing", "0011_quotes"),
        ("billing", "0020_fees"),
        ("billing", "0021_lines_name_their_bill"),
        ("billing", "0022_providers_money"),
        ("billing", "0023_grants_of_bills"),
        ("billing", "0024_arrears"),
    ]

    dependencies = [
        ("billing", "0002_initial"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0008_reporters_and_findings"),
    ]

    operations = [
        AtOnce(
            operations=[
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
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "key"), name="account_key"),
                            models.UniqueConstraint(fields=("tenant", "number"), name="account_number"),
                        ],
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
                                    ("allocated", "Set against bills"),
                                    ("reported", "Reported by a provider"),
                                    ("given_back", "Given back"),
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
                        "indexes": [models.Index(fields=["tenant", "estate", "day", "id"], name="entry_estate_day")],
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "source"), name="entry_once_per_source"),
                            models.UniqueConstraint(
                                condition=models.Q(("reverses__isnull", False)),
                                fields=("tenant", "reverses"),
                                name="entry_reversed_once",
                            ),
                        ],
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
                                related_name="postings",
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
                        (
                            "bill",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="billing.bill",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(fields=["tenant", "entry"], name="posting_entry"),
                            models.Index(fields=["tenant", "account", "estate"], name="posting_account"),
                            models.Index(
                                condition=models.Q(("ticket__isnull", False)),
                                fields=["tenant", "ticket", "account"],
                                name="posting_ticket",
                            ),
                            models.Index(
                                condition=models.Q(("unit__isnull", False)),
                                fields=["tenant", "unit", "account"],
                                name="posting_unit",
                            ),
                            models.Index(
                                condition=models.Q(("staff__isnull", False)),
                                fields=["tenant", "staff", "account"],
                                name="posting_staff",
                            ),
                            models.Index(
                                condition=models.Q(("bill__isnull", False)),
                                fields=["tenant", "bill"],
                                name="posting_bill",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="posting_not_zero"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amend",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("discount", "Discount"),
                                    ("waiver", "Waiver"),
                                    ("refund", "Refund"),
                                    ("compensation", "Compensation"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("cash", "Cash"),
                                    ("wechat", "WeChat"),
                                    ("alipay", "Alipay"),
                                    ("card", "Card"),
                                    ("transfer", "Transfer"),
                                    ("on_account", "On account"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("asked_by_name", models.CharField(max_length=60)),
                        ("asked_at", models.DateTimeField()),
                        ("signed_by_name", models.CharField(blank=True, max_length=60)),
                        ("effective_at", models.DateTimeField(null=True)),
                        ("refused_at", models.DateTimeField(null=True)),
                        ("refused_by_name", models.CharField(blank=True, max_length=60)),
                        ("refusal", models.CharField(blank=True, max_length=300)),
                        ("number", models.CharField(blank=True, max_length=32)),
                        (
                            "asked_by",
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
                            "receipt",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refunds",
                                to="billing.receipt",
                            ),
                        ),
                        (
                            "signed_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amends_of_money",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "bill",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amends",
                                to="billing.bill",
                            ),
                        ),
                        ("once", models.CharField(blank=True, default="", max_length=64)),
                        (
                            "unit",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
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
                        "indexes": [models.Index(fields=["tenant", "estate", "asked_at"], name="amend_estate")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("tenant", "number"),
                                name="amend_number",
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="amend_amount"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_at__isnull", True), ("refused_at__isnull", True), _connector="OR"
                                ),
                                name="amend_one_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("bill__isnull", True), ("ticket__isnull", False), ("unit__isnull", True)),
                                    models.Q(
                                        ("ticket__isnull", True),
                                        ("unit__isnull", False),
                                        models.Q(("bill__isnull", False), ("receipt__isnull", False), _connector="OR"),
                                    ),
                                    _connector="OR",
                                ),
                                name="amend_about",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("once", ""), _negated=True),
                                fields=("tenant", "once"),
                                name="amend_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CashUp",
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
                        ("collector_name", models.CharField(max_length=60)),
                        ("day", models.DateField()),
                        ("handed_at", models.DateTimeField()),
                        ("explanation", models.CharField(blank=True, max_length=300)),
                        ("objection", models.CharField(blank=True, max_length=300)),
                        ("objected_at", models.DateTimeField(null=True)),
                        ("cashier_name", models.CharField(blank=True, max_length=60)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("remark", models.CharField(blank=True, max_length=300)),
                        (
                            "cashier",
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
                            "collector",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cash_ups",
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
                        "indexes": [models.Index(fields=["tenant", "estate", "day"], name="cash_up_estate_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tenant", "collector", "estate", "day"), name="cash_up_once_a_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    models.Q(("cashier_name", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="cash_up_closed_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CashUpLine",
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
                            "method",
                            models.CharField(
                                choices=[
                                    ("cash", "Cash"),
                                    ("wechat", "WeChat"),
                                    ("alipay", "Alipay"),
                                    ("card", "Card"),
                                    ("transfer", "Transfer"),
                                    ("on_account", "On account"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("receipts", models.PositiveIntegerField()),
                        ("expected", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("handed", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "cash_up",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="billing.cashup",
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
                            models.UniqueConstraint(fields=("tenant", "cash_up", "method"), name="cash_up_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoneyTerms",
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
                        ("second_above", models.DecimalField(decimal_places=2, default=Decimal("200"), max_digits=10)),
                        (
                            "supervisor_most",
                            models.DecimalField(decimal_places=2, default=Decimal("500"), max_digits=10),
                        ),
                        ("cashier_most", models.DecimalField(decimal_places=2, default=Decimal("500"), max_digits=10)),
                        ("manager_most", models.DecimalField(decimal_places=2, default=Decimal("5000"), max_digits=10)),
                        (
                            "director_most",
                            models.DecimalField(decimal_places=2, default=Decimal("100000"), max_digits=10),
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
                        "constraints": [models.UniqueConstraint(fields=("tenant",), name="money_terms_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptVoid",
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
                        ("number", models.CharField(max_length=32)),
                        ("reason", models.CharField(max_length=300)),
                        ("by_name", models.CharField(max_length=60)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
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
                            "receipt",
                            servicedesk.tenancy.fields.TenantOneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="void",
                                to="billing.receipt",
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
                            models.UniqueConstraint(fields=("tenant", "number"), name="receipt_void_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentCode",
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
                            "provider",
                            models.CharField(
                                choices=[("local", "Practice provider"), ("wechat", "WeChat"), ("alipay", "Alipay")],
                                max_length=10,
                            ),
                        ),
                        ("reference", models.CharField(max_length=32)),
                        ("address", models.CharField(max_length=500)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for payment"),
                                    ("paid", "Has been paid"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("opened_by_name", models.CharField(max_length=60)),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
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
                            "receipt",
                            servicedesk.tenancy.fields.TenantOneToOneField(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment_code",
                                to="billing.receipt",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment_codes",
                                to="tickets.ticket",
                            ),
                        ),
                        ("bills", models.JSONField(default=list)),
                        (
                            "unit",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment_codes",
                                to="estates.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "reference"), name="payment_code_reference"),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_code_amount"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ticket__isnull", False), ("unit__isnull", True)),
                                    models.Q(("ticket__isnull", True), ("unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="payment_code_for_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentNotice",
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
                            "provider",
                            models.CharField(
                                choices=[("local", "Practice provider"), ("wechat", "WeChat"), ("alipay", "Alipay")],
                                max_length=10,
                            ),
                        ),
                        ("number", models.CharField(max_length=64)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("paid_at", models.DateTimeField()),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("taken", "Receipt given"),
                                    ("wrong_amount", "Another amount than asked"),
                                    ("late", "After the code was cancelled"),
                                    ("not_owed", "No longer owed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        (
                            "code",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="billing.paymentcode",
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
                            models.UniqueConstraint(fields=("tenant", "provider", "number"), name="payment_notice_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reconciliation",
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
                            "provider",
                            models.CharField(
                                choices=[("local", "Practice provider"), ("wechat", "WeChat"), ("alipay", "Alipay")],
                                max_length=10,
                            ),
                        ),
                        ("day", models.DateField()),
                        ("matched", models.PositiveIntegerField(default=0)),
                        ("amount", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14)),
                        ("differences", models.JSONField(default=list)),
                        ("by_name", models.CharField(max_length=60)),
                        ("at", models.DateTimeField()),
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
                        "indexes": [models.Index(fields=["tenant", "day"], name="reconciliation_day")],
                    },
                ),
                migrations.CreateModel(
                    name="PriceVersion",
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
                        ("number", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published")], default="draft", max_length=10
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("made_at", models.DateTimeField()),
                        ("made_by", models.CharField(max_length=60)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("published_by", models.CharField(blank=True, max_length=60)),
                        (
                            "estate",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
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
                                fields=("tenant", "estate", "number"), name="price_version_number", nulls_distinct=False
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("tenant", "estate"),
                                name="price_version_one_draft",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("valid_from__isnull", False), _connector="OR"),
                                name="price_version_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="price_version_days",
                            ),
                        ],
                    },
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "review")),
                                fields=["tenant", "made_at"],
                                name="quote_reviews_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "ticket", "number"), name="quote_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("review", "offered"))),
                                fields=("tenant", "ticket"),
                                name="quote_one_open",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "consented")),
                                fields=("tenant", "ticket"),
                                name="quote_one_binding",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "consented"), _negated=True),
                                    models.Q(("consented_at__isnull", False), models.Q(("means", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="quote_consent_by_means",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("means", "signature"), _negated=True),
                                    ("signature__isnull", False),
                                    _connector="OR",
                                ),
                                name="quote_signature_kept",
                            ),
                        ],
                    },
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
                                fields=("tenant", "estate", "building"),
                                name="developer_warranty_place",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tenant", "estate", "code"), name="fee_code", nulls_distinct=False
                            ),
                            models.CheckConstraint(condition=models.Q(("factor__gt", 1)), name="fee_factor"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("basis", "season"), ("season_month__gte", 1), ("season_month__lte", 12)),
                                    models.Q(
                                        models.Q(("basis", "season"), _negated=True), ("season_month__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="fee_season",
                            ),
                        ],
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
                        "indexes": [models.Index(fields=["tenant", "fee"], name="fee_place_fee")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("building__isnull", True), ("unit__isnull", False)),
                                    models.Q(("building__isnull", False), ("unit__isnull", True)),
                                    _connector="OR",
                                ),
                                name="fee_place_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("exempt", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="fee_exempt_reason",
                            ),
                            models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="fee_place_quantity"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="fee_place_days",
                            ),
                        ],
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
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "fee", "valid_from"), name="fee_rate_version"),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="fee_rate_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="fee_rate_days",
                            ),
                        ],
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
                        "indexes": [models.Index(fields=["tenant", "estate", "period", "id"], name="fee_run_estate")],
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
                        "indexes": [
                            models.Index(fields=["tenant", "unit", "fee", "period"], name="bill_unit"),
                            models.Index(fields=["tenant", "run", "id"], name="bill_run"),
                            models.Index(fields=["tenant", "estate", "period", "fee"], name="bill_estate_period"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("reversed_at__isnull", True)),
                                fields=("tenant", "unit", "fee", "period"),
                                name="bill_once",
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="bill_amount"),
                        ],
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
                        "indexes": [models.Index(fields=["tenant", "estate", "fee"], name="meter_estate")],
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "unit", "fee"), name="meter_of_unit"),
                            models.CheckConstraint(
                                condition=models.Q(("digits__gte", 3), ("digits__lte", 9)), name="meter_digits"
                            ),
                        ],
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("tenant", "meter", "day"),
                                name="reading_once_a_day",
                            ),
                            models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="reading_not_negative"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["rollover", "changed"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="reading_reason",
                            ),
                        ],
                    },
                ),
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
                        (
                            "kind",
                            models.CharField(choices=[("taken", "Taken"), ("given_back", "Given back")], max_length=10),
                        ),
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
                        (
                            "by",
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
                            "notice",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="billing.paymentnotice",
                            ),
                        ),
                        (
                            "receipt",
                            servicedesk.tenancy.fields.TenantOneToOneField(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_decision",
                                to="billing.receipt",
                            ),
                        ),
                        (
                            "signed_by",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("tenant", "number"),
                                name="notice_decision_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="notice_decision_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_at__isnull", True), ("refused_at__isnull", True), _connector="OR"
                                ),
                                name="notice_decision_one_end",
                            ),
                        ],
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
                            "reconciliation",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="billing.reconciliation",
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
                                fields=("tenant", "reconciliation", "estate"), name="reconciled_part_once"
                            )
                        ],
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
                        (
                            "decision",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settled",
                                to="billing.noticedecision",
                            ),
                        ),
                        (
                            "notice",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settled",
                                to="billing.paymentnotice",
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
                            "settlement",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="billing.settlement",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("notice__isnull", False), ("standing", True)),
                                fields=("tenant", "notice"),
                                name="settled_notice_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("decision__isnull", False), ("standing", True)),
                                fields=("tenant", "decision"),
                                name="settled_decision_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision__isnull", True), ("notice__isnull", False)),
                                    models.Q(("decision__isnull", False), ("notice__isnull", True)),
                                    _connector="OR",
                                ),
                                name="settled_one_thing",
                            ),
                        ],
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
                        (
                            "by",
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
                            "reconciliation",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlements",
                                to="billing.reconciliation",
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
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("tenant", "estate", "book", "provider", "day"),
                                name="settlement_once",
                            ),
                            models.CheckConstraint(condition=models.Q(("fee__gte", 0)), name="settlement_fee"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArrearsStop",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("disputed", "Disputed"),
                                    ("no_contact", "Does not wish to be contacted"),
                                    ("legal", "In legal hands"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("until", models.DateField(null=True)),
                        ("set_at", models.DateTimeField()),
                        ("set_by", models.CharField(max_length=60)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=60)),
                        ("ended_why", models.CharField(blank=True, max_length=300)),
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
                                related_name="arrears_stops",
                                to="estates.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["tenant", "unit"],
                                name="arrears_stop_unit",
                            ),
                            models.Index(fields=["tenant", "estate", "set_at"], name="arrears_stop_estate"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "disputed"), _negated=True),
                                    ("until__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArrearsTerms",
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
                        ("due_days", models.PositiveSmallIntegerField(default=30)),
                        ("minimum", models.DecimalField(decimal_places=2, default=Decimal("50"), max_digits=10)),
                        ("gap_days", models.PositiveSmallIntegerField(default=7)),
                        ("promise_days", models.PositiveSmallIntegerField(default=30)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("pay_zh", models.CharField(blank=True, max_length=300)),
                        ("pay_en", models.CharField(blank=True, max_length=300)),
                        ("ladder", models.JSONField(default=list)),
                        (
                            "estate",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
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
                                fields=("tenant", "estate"), name="arrears_terms_scope", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_days__lte", 366),
                                    ("gap_days__gte", 1),
                                    ("gap_days__lte", 90),
                                    ("minimum__gte", 0),
                                    ("promise_days__gte", 1),
                                    ("promise_days__lte", 366),
                                ),
                                name="arrears_terms_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentPromise",
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
                        ("promised_by", models.CharField(max_length=60)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("until", models.DateField()),
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("phone", "Phone"),
                                    ("in_person", "In person"),
                                    ("message", "Message"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        ("day", models.DateField()),
                        ("by_name", models.CharField(max_length=60)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("withdrawn_by", models.CharField(blank=True, max_length=60)),
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
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
                            "unit",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="estates.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(fields=["tenant", "unit", "at"], name="promise_unit"),
                            models.Index(fields=["tenant", "estate", "until"], name="promise_estate"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="promise_amount"),
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("day"))), name="promise_days"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
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
                        ("at", models.DateTimeField()),
                        ("day", models.DateField()),
                        ("stage", models.PositiveSmallIntegerField()),
                        ("stage_name", models.CharField(blank=True, max_length=40)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("message", "Message with a link"),
                                    ("letter", "Printed letter"),
                                    ("phone", "Phone call"),
                                    ("visit", "Visit"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("zh-hans", "Chinese"), ("en", "English")], default="zh-hans", max_length=8
                            ),
                        ),
                        ("words", models.TextField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("oldest", models.DateField()),
                        ("lines", models.JSONField(default=list)),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("told", "Told"),
                                    ("promised", "Promised to pay"),
                                    ("refused", "Will not pay"),
                                    ("no_answer", "No answer"),
                                    ("wrong", "Not the right person"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300)),
                        ("by_name", models.CharField(max_length=60)),
                        ("batch", models.UUIDField(null=True)),
                        ("once", models.CharField(blank=True, max_length=64)),
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
                            "resident",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="estates.resident",
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
                            "unit",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="estates.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(fields=["tenant", "unit", "at"], name="reminder_unit"),
                            models.Index(fields=["tenant", "estate", "at"], name="reminder_estate"),
                            models.Index(
                                condition=models.Q(("batch__isnull", False)),
                                fields=["tenant", "batch"],
                                name="reminder_batch",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("once", ""), _negated=True),
                                fields=("tenant", "once"),
                                name="reminder_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["phone", "visit"]), ("result", ""), _connector="XOR"
                                ),
                                name="reminder_result_of_talk",
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="reminder_amount"),
                        ],
                    },
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.RemoveConstraint(
                    model_name="priceitem",
                    name="price_version",
                ),
                migrations.RemoveField(
                    model_name="priceitem",
                    name="estate",
                ),
                migrations.RemoveField(
                    model_name="priceitem",
                    name="valid_from",
                ),
                migrations.RemoveField(
                    model_name="priceitem",
                    name="valid_to",
                ),
                migrations.AddField(
                    model_name="charge",
                    name="account",
                    field=models.CharField(max_length=20),
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
                migrations.AddField(
                    model_name="priceitem",
                    name="included",
                    field=models.CharField(blank=True, max_length=200),
                ),
                migrations.AddField(
                    model_name="priceitem",
                    name="note",
                    field=models.CharField(blank=True, max_length=300),
                ),
                migrations.AddField(
                    model_name="priceitem",
                    name="photo",
                    field=models.FileField(blank=True, max_length=200, upload_to=billing.models.prices.stored_at),
                ),
                migrations.AddField(
                    model_name="priceitem",
                    name="pinyin",
                    field=models.CharField(blank=True, max_length=200),
                ),
                migrations.AddField(
                    model_name="priceitem",
                    name="warranty_days",
                    field=models.PositiveSmallIntegerField(db_default=0, default=0),
                ),
                migrations.AddField(
                    model_name="receipt",
                    name="day",
                    field=models.DateField(),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="receipt",
                    name="once",
                    field=models.CharField(blank=True, default="", max_length=64),
                ),
                migrations.AddField(
                    model_name="receipt",
                    name="purpose",
                    field=models.CharField(blank=True, max_length=80),
                ),
                migrations.AddField(
                    model_name="receipt",
                    name="unit",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="estates.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="receipt",
                    name="method",
                    field=models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("wechat", "WeChat"),
                            ("alipay", "Alipay"),
                            ("card", "Card"),
                            ("transfer", "Transfer"),
                            ("on_account", "On account"),
                        ],
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="receipt",
                    name="ticket",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="tickets.ticket",
                    ),
                ),
                migrations.AddIndex(
                    model_name="receipt",
                    index=models.Index(fields=["tenant", "collector", "day"], name="receipt_collector_day"),
                ),
                migrations.AddConstraint(
                    model_name="receipt",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ticket__isnull", False), ("unit__isnull", False), _connector="OR"),
                        name="receipt_for_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="receipt",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("once", ""), _negated=True), fields=("tenant", "once"), name="receipt_once"
                    ),
                ),
                migrations.AddField(
                    model_name="priceitem",
                    name="version",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="billing.priceversion",
                    ),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="priceitem",
                    constraint=models.UniqueConstraint(fields=("tenant", "version", "code"), name="price_item_code"),
                ),
                migrations.AddField(
                    model_name="charge",
                    name="quote",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="billing.quote",
                    ),
                    preserve_default=False,
                ),
            ],
        ),
        sql_of("billing.migrations.0003_ledger"),
        sql_of("billing.migrations.0006_receipts_stand"),
        sql_of("billing.migrations.0007_payment_codes"),
        sql_of("billing.migrations.0010_prices"),
        sql_of("billing.migrations.0011_quotes"),
        sql_of("billing.migrations.0020_fees"),
        sql_of("billing.migrations.0022_providers_money"),
    ]

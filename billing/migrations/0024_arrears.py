"""Arrears: terms, reminders, promises to pay, stops of reminders (R38)."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0023_grants_of_bills"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
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
                            models.Q(("kind", "disputed"), _negated=True), ("until__isnull", False), _connector="OR"
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
                    models.CheckConstraint(condition=models.Q(("until__gte", models.F("day"))), name="promise_days"),
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
                        condition=models.Q(("batch__isnull", False)), fields=["tenant", "batch"], name="reminder_batch"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("once", ""), _negated=True), fields=("tenant", "once"), name="reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "visit"]), ("result", ""), _connector="XOR"),
                        name="reminder_result_of_talk",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="reminder_amount"),
                ],
            },
        ),
    ]

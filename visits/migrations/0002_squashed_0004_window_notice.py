"""0002 to 0004 in one."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields
from servicedesk.tenancy.operations import AtOnce


class Migration(migrations.Migration):
    replaces = [
        ("visits", "0002_catalogue_windows_signatures"),
        ("visits", "0003_window_length"),
        ("visits", "0004_window_notice"),
    ]

    dependencies = [
        ("estates", "0002_initial"),
        ("people", "0002_must_change_password"),
        ("tenancy", "0001_initial"),
        ("tickets", "0004_photo_original_at"),
        ("visits", "0001_initial"),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.CreateModel(
                    name="Cause",
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
                        ("name", models.CharField(max_length=80)),
                        (
                            "skill",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("plumbing", "Plumbing"),
                                    ("electrical", "Electrical"),
                                    ("heating", "Heating"),
                                    ("doors", "Doors and windows"),
                                    ("appliances", "Appliances"),
                                    ("masonry", "Masonry"),
                                    ("low_voltage", "Low voltage"),
                                    ("lift", "Lifts"),
                                    ("cleaning", "Cleaning work"),
                                    ("greening", "Greening work"),
                                    ("security", "Guarding"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
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
                            models.UniqueConstraint(fields=("tenant", "code"), name="cause_code"),
                            models.UniqueConstraint(fields=("tenant", "name"), name="cause_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checklist",
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
                            "skill",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("plumbing", "Plumbing"),
                                    ("electrical", "Electrical"),
                                    ("heating", "Heating"),
                                    ("doors", "Doors and windows"),
                                    ("appliances", "Appliances"),
                                    ("masonry", "Masonry"),
                                    ("low_voltage", "Low voltage"),
                                    ("lift", "Lifts"),
                                    ("cleaning", "Cleaning work"),
                                    ("greening", "Greening work"),
                                    ("security", "Guarding"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
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
                        "constraints": [models.UniqueConstraint(fields=("tenant", "skill"), name="checklist_skill")],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistVersion",
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
                        ("lines", models.JSONField(default=list)),
                        ("made_at", models.DateTimeField()),
                        ("made_by", models.CharField(max_length=60)),
                        (
                            "checklist",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="visits.checklist",
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
                            models.UniqueConstraint(fields=("tenant", "checklist", "number"), name="checklist_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Helper",
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
                            "staff",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
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
                            "visit",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helpers_of_staff",
                                to="visits.visit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "visit", "staff"), name="helper_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockPart",
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
                        ("code", models.CharField(max_length=30)),
                        ("name", models.CharField(max_length=80)),
                        ("unit", models.CharField(blank=True, max_length=10)),
                        ("price", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                        ("active", models.BooleanField(default=True)),
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
                            models.UniqueConstraint(fields=("tenant", "code"), name="stock_part_code"),
                            models.UniqueConstraint(fields=("tenant", "name"), name="stock_part_name"),
                            models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="stock_part_price"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
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
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "means",
                            models.CharField(choices=[("phone", "By phone"), ("link", "By link")], max_length=10),
                        ),
                        ("agreed_at", models.DateTimeField()),
                        ("agreed_by", models.CharField(max_length=60)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("superseded_at", models.DateTimeField(null=True)),
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
                                related_name="appointments",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at__isnull", True)),
                                fields=("tenant", "ticket"),
                                name="appointment_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_window"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WindowLength",
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
                        ("duration", models.DurationField(null=True)),
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
                        ("notice", models.DurationField(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tenant", "estate"), name="window_length_scope", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("duration__gte", datetime.timedelta(seconds=1800)),
                                    ("duration__lte", datetime.timedelta(seconds=43200)),
                                ),
                                name="window_length_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notice__gte", datetime.timedelta(seconds=1800)),
                                    ("notice__lte", datetime.timedelta(days=1)),
                                ),
                                name="window_notice_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("duration__isnull", False), ("notice__isnull", False), _connector="OR"
                                ),
                                name="window_says_something",
                            ),
                        ],
                    },
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name="part",
                    name="unit",
                    field=models.CharField(blank=True, max_length=10),
                ),
                migrations.AddField(
                    model_name="signoff",
                    name="supervisor_signature",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.photo",
                    ),
                ),
                migrations.AddField(
                    model_name="signoff",
                    name="unsigned_approved",
                    field=models.BooleanField(null=True),
                ),
                migrations.AddField(
                    model_name="visit",
                    name="contractor",
                    field=models.CharField(blank=True, max_length=80),
                ),
                migrations.AddField(
                    model_name="visit",
                    name="ticked",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                migrations.AddField(
                    model_name="visit",
                    name="cause_entry",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.cause",
                    ),
                ),
                migrations.AddField(
                    model_name="visit",
                    name="checklist",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.checklistversion",
                    ),
                ),
                migrations.AddField(
                    model_name="part",
                    name="stock",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.stockpart",
                    ),
                ),
            ],
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0002_initial"),
        ("estates", "0002_initial"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0003_statistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("waiting", "Waiting for the incoming"),
                            ("taken", "Taken over"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("outgoing_name", models.CharField(max_length=60)),
                (
                    "shift_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day_desk", "Day desk"),
                            ("night_centre", "Night centre"),
                            ("field", "Field"),
                            ("standby", "Stand-by"),
                        ],
                        max_length=20,
                    ),
                ),
                ("shift_starts_at", models.DateTimeField()),
                ("shift_ends_at", models.DateTimeField()),
                ("cash_counted", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("outgoing_signed_at", models.DateTimeField(null=True)),
                (
                    "outgoing_signed_by",
                    models.CharField(blank=True, choices=[("pen", "by pen"), ("account", "by account")], max_length=10),
                ),
                ("outgoing_signature", models.TextField(blank=True)),
                ("incoming_name", models.CharField(blank=True, max_length=60)),
                ("incoming_signed_at", models.DateTimeField(null=True)),
                (
                    "incoming_signed_by",
                    models.CharField(blank=True, choices=[("pen", "by pen"), ("account", "by account")], max_length=10),
                ),
                ("incoming_signature", models.TextField(blank=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
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
                    "incoming",
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
                    "outgoing",
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "estate", "-outgoing_signed_at"], name="handover_history"),
                    models.Index(
                        condition=models.Q(("state__in", ("draft", "waiting"))),
                        fields=["tenant", "estate", "state"],
                        name="handover_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("tenant", "estate", "outgoing"),
                        name="handover_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("outgoing_signed_at__isnull", False), _connector="OR"),
                        name="handover_outgoing_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken"), _negated=True),
                            models.Q(("incoming__isnull", False), ("incoming_signed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="handover_incoming_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("incoming__isnull", True),
                            models.Q(("incoming", models.F("outgoing")), _negated=True),
                            _connector="OR",
                        ),
                        name="handover_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
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
                            ("ticket", "Open ticket"),
                            ("appointment", "Appointment after the shift"),
                            ("cash", "Cash held"),
                            ("thing", "Keys and items"),
                            ("matter", "To pass on"),
                        ],
                        max_length=12,
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(null=True)),
                ("quantity", models.PositiveSmallIntegerField(default=1)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("kept", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_by_name", models.CharField(blank=True, max_length=60)),
                ("remark", models.CharField(blank=True, max_length=200)),
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
                    "handover",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="dispatch.handover",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "handover"], name="handover_item_sheet"),
                    models.Index(
                        condition=models.Q(("kept", False), ("taken_at__isnull", True)),
                        fields=["tenant", "estate"],
                        name="handover_item_left",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pattern",
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
                            ("day_desk", "Day desk"),
                            ("night_centre", "Night centre"),
                            ("field", "Field"),
                            ("standby", "Stand-by"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("cycle", "Days on, days off"),
                            ("weekdays", "Days of the week"),
                            ("working_days", "Working days, make-up days too"),
                            ("rest_days", "Weekends and public holidays"),
                            ("holidays", "Public holidays only"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("days_on", models.PositiveSmallIntegerField(default=1)),
                ("days_off", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("standby_order", models.PositiveSmallIntegerField(default=0)),
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
                        on_delete=django.db.models.deletion.CASCADE,
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
                "indexes": [models.Index(fields=["tenant", "estate", "since"], name="pattern_estate")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days_on__gte", 1)), name="pattern_has_days_on"),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="pattern_until_after_since",
                    ),
                ],
            },
        ),
    ]

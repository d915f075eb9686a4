"""0003 and 0004 in one."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields
from servicedesk.tenancy.operations import AtOnce


class Migration(migrations.Migration):
    replaces = [("dispatch", "0003_roster_and_handover"), ("dispatch", "0004_claims_and_conciliation")]

    dependencies = [
        ("dispatch", "0002_initial"),
        ("estates", "0002_initial"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0003_statistics"),
    ]

    operations = [
        AtOnce(
            operations=[
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
                            models.CharField(
                                blank=True, choices=[("pen", "by pen"), ("account", "by account")], max_length=10
                            ),
                        ),
                        ("outgoing_signature", models.TextField(blank=True)),
                        ("incoming_name", models.CharField(blank=True, max_length=60)),
                        ("incoming_signed_at", models.DateTimeField(null=True)),
                        (
                            "incoming_signed_by",
                            models.CharField(
                                blank=True, choices=[("pen", "by pen"), ("account", "by account")], max_length=10
                            ),
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
                                condition=models.Q(
                                    ("state", "draft"), ("outgoing_signed_at__isnull", False), _connector="OR"
                                ),
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
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="pattern_until_after_since",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conciliation",
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
                        ("complaint", models.CharField(max_length=500)),
                        ("opened_at", models.DateTimeField()),
                        ("opened_by", models.CharField(max_length=60)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("settled", "Settled"), ("not_settled", "Not settled")],
                                max_length=12,
                            ),
                        ),
                        ("result", models.CharField(blank=True, max_length=500)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=60)),
                        (
                            "colleague",
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
                            "ticket",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conciliations",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(fields=["tenant", "ticket"], name="conciliation_ticket"),
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["tenant", "colleague"],
                                name="conciliation_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("tenant", "ticket"),
                                name="conciliation_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="conciliation_ends_with_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JobLimit",
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
                        ("most", models.PositiveSmallIntegerField()),
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
                                fields=("tenant", "estate"), name="job_limit_scope", nulls_distinct=False
                            ),
                            models.CheckConstraint(condition=models.Q(("most__gte", 1)), name="job_limit_at_least_one"),
                        ],
                    },
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.RemoveConstraint(
                    model_name="assignment",
                    name="assignment_to_somebody",
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="nobody_can_go",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="pool",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("skill", "Everybody with the skill"),
                            ("department", "A department"),
                            ("shift", "Everybody on shift"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="pool_department",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.department",
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="pool_skill",
                    field=models.CharField(
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
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="assignment",
                    name="mode",
                    field=models.CharField(
                        choices=[
                            ("system", "In the system"),
                            ("verbal", "Verbal"),
                            ("direct", "Told directly"),
                            ("claim", "Claim pool"),
                            ("department", "Department"),
                            ("redispatch", "Re-dispatch"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.AddIndex(
                    model_name="assignment",
                    index=models.Index(
                        condition=models.Q(("mode", "claim"), ("state", "offered")),
                        fields=["tenant", "offered_at"],
                        name="assignment_open_pool",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("staff__isnull", False),
                            ("department__isnull", False),
                            models.Q(("pool", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assignment_to_somebody",
                    ),
                ),
            ],
        ),
    ]

"""0002 to 0008 in one."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields
import tickets.models.callback
from servicedesk.tenancy.operations import AtOnce, sql_of


class Migration(migrations.Migration):
    replaces = [
        ("tickets", "0002_updated_at"),
        ("tickets", "0003_statistics"),
        ("tickets", "0004_photo_original_at"),
        ("tickets", "0005_phrase"),
        ("tickets", "0006_callbacks"),
        ("tickets", "0007_complaints"),
        ("tickets", "0008_reporters_and_findings"),
    ]

    dependencies = [
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0001_initial"),
        ("timers", "0002_functions"),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.CreateModel(
                    name="Phrase",
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
                                    ("greeting", "Greeting"),
                                    ("instruction", "What to say"),
                                    ("fee", "Fee facts"),
                                    ("number", "Phone number"),
                                    ("article", "Knowledge article"),
                                ],
                                max_length=12,
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
                        ("name", models.CharField(max_length=40)),
                        ("words", models.CharField(max_length=1000)),
                        ("active", models.BooleanField(default=True)),
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
                                fields=("tenant", "kind", "estate", "skill", "name"),
                                name="phrase_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
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
                            "cause",
                            models.CharField(
                                choices=[
                                    ("day", "Days after closing"),
                                    ("weekly", "Weekly until done"),
                                    ("notice", "After an opinion notice"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("nth", models.PositiveSmallIntegerField()),
                        ("opens_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("reached", "Reached"),
                                    ("unreachable", "Unreachable"),
                                    ("reopened", "Reopened"),
                                    ("done", "Done before"),
                                ],
                                max_length=12,
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
                                related_name="follow_ups",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(fields=["tenant", "ticket", "due_at"], name="follow_up_ticket"),
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["tenant", "opens_at", "id"],
                                name="follow_up_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended", ""), ("ended_at__isnull", True)),
                                    models.Q(("ended_at__isnull", False), models.Q(("ended", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="follow_up_ended",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpinionNotice",
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
                        ("nth", models.PositiveSmallIntegerField(default=1)),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("very_satisfied", "Very satisfied"),
                                    ("satisfied", "Satisfied"),
                                    ("so_so", "So-so"),
                                    ("dissatisfied", "Dissatisfied"),
                                    ("very_dissatisfied", "Very dissatisfied"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(max_length=500)),
                        ("demand", models.CharField(blank=True, max_length=500)),
                        ("issued_at", models.DateTimeField()),
                        ("issued_by", models.CharField(max_length=60)),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("acknowledged_by", models.CharField(blank=True, max_length=60)),
                        ("handled_at", models.DateTimeField(null=True)),
                        ("done", models.CharField(blank=True, max_length=1000)),
                        ("done_by", models.CharField(blank=True, max_length=60)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answered_by", models.CharField(blank=True, max_length=60)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "department",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.department",
                            ),
                        ),
                        (
                            "issuer",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opinion_notices",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "reporter",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tickets.alsoreported",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["tenant", "issued_at", "id"],
                                name="opinion_notice_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "ticket", "nth"), name="opinion_notice_nth"),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("tenant", "ticket"),
                                name="opinion_notice_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at__isnull", True),
                                    models.Q(
                                        models.Q(("done", ""), _negated=True), models.Q(("done_by", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="opinion_notice_answer_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallSchedule",
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
                                    ("household_repair", "Household repair"),
                                    ("public_repair", "Public repair"),
                                    ("complaint", "Complaint"),
                                    ("inquiry", "Inquiry"),
                                    ("special_service", "Special service"),
                                    ("suggestion", "Suggestion"),
                                    ("praise", "Praise"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("weekly", models.BooleanField(default=False)),
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
                                fields=("tenant", "estate", "kind"), name="call_schedule_once", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallTerms",
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
                            "hours",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=11),
                                default=tickets.models.callback.permitted_hours,
                                size=None,
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=3)),
                        ("days", models.PositiveSmallIntegerField(default=3)),
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
                                fields=("tenant", "estate"), name="call_terms_scope", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("days__gte", 1),
                                    ("days__lte", models.F("tries")),
                                    ("tries__gte", 1),
                                    ("tries__lte", 20),
                                ),
                                name="call_terms_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallWish",
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
                        ("hours", models.CharField(max_length=11)),
                        ("note", models.CharField(blank=True, max_length=100)),
                        ("said_at", models.DateTimeField()),
                        ("written_by", models.CharField(max_length=60)),
                        (
                            "resident",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="call_wishes",
                                to="estates.resident",
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
                        "constraints": [models.UniqueConstraint(fields=("tenant", "resident"), name="call_wish_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ComplaintAnalysis",
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
                        ("nth", models.PositiveSmallIntegerField(default=1)),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("very_satisfied", "Very satisfied"),
                                    ("satisfied", "Satisfied"),
                                    ("so_so", "So-so"),
                                    ("dissatisfied", "Dissatisfied"),
                                    ("very_dissatisfied", "Very dissatisfied"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(max_length=500)),
                        ("opened_at", models.DateTimeField()),
                        ("opened_by", models.CharField(max_length=60)),
                        ("cause", models.CharField(blank=True, max_length=1000)),
                        ("written_at", models.DateTimeField(null=True)),
                        ("written_by", models.CharField(blank=True, max_length=60)),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("return_reason", models.CharField(blank=True, max_length=500)),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("approved_by", models.CharField(blank=True, max_length=60)),
                        (
                            "owner",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="complaint_analyses",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "writer",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.staffmember",
                            ),
                        ),
                        ("corrective_action", models.CharField(blank=True, max_length=1000)),
                        ("preventive_action", models.CharField(blank=True, max_length=1000)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("approved_at__isnull", True)),
                                fields=["tenant", "opened_at", "id"],
                                name="complaint_analysis_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "ticket", "nth"), name="complaint_analysis_nth"),
                            models.UniqueConstraint(
                                condition=models.Q(("approved_at__isnull", True)),
                                fields=("tenant", "ticket"),
                                name="complaint_analysis_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_at__isnull", True),
                                    models.Q(
                                        models.Q(("cause", ""), _negated=True),
                                        models.Q(("corrective_action", ""), _negated=True),
                                        models.Q(("preventive_action", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="complaint_analysis_approved_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amends",
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
                                choices=[("compensation", "Compensation"), ("apology", "Apology")], max_length=14
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("what", models.CharField(max_length=500)),
                        ("reason", models.CharField(max_length=500)),
                        ("at", models.DateTimeField()),
                        ("agreed_by_name", models.CharField(max_length=60)),
                        (
                            "agreed_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="amends",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["tenant", "ticket"], name="amends_ticket")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount__gt", 0), ("kind", "compensation")),
                                    models.Q(("amount", None), ("kind", "apology")),
                                    _connector="OR",
                                ),
                                name="amends_only_compensation_has_an_amount",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
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
                        ("held_at", models.DateTimeField()),
                        (
                            "present",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=130), size=None
                            ),
                        ),
                        ("decided", models.CharField(max_length=1000)),
                        ("tasks", models.CharField(max_length=1000)),
                        ("recorded_at", models.DateTimeField()),
                        ("recorded_by", models.CharField(max_length=60)),
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
                                related_name="consultations",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["tenant", "ticket"], name="consultation_ticket")],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
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
                        ("cause", models.CharField(blank=True, max_length=1000)),
                        ("corrective_action", models.CharField(blank=True, max_length=1000)),
                        ("preventive_action", models.CharField(blank=True, max_length=1000)),
                        ("writer_name", models.CharField(max_length=60)),
                        ("written_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("sent_back_at", models.DateTimeField(null=True)),
                        ("judge_name", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "department",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.department",
                            ),
                        ),
                        (
                            "entered_by",
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
                            "judge",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "writer",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.staffmember",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["tenant", "ticket"], name="correction_ticket")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("approved_at__isnull", True), ("sent_back_at__isnull", True)),
                                fields=("tenant", "ticket", "department"),
                                name="correction_one_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_at__isnull", True), ("sent_back_at__isnull", True), _connector="OR"
                                ),
                                name="correction_one_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("judge__isnull", True),
                                    ("writer__isnull", True),
                                    models.Q(("judge", models.F("writer")), _negated=True),
                                    _connector="OR",
                                ),
                                name="correction_not_judged_by_its_writer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficialReply",
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
                        ("number", models.CharField(max_length=60)),
                        ("deadline", models.DateTimeField(null=True)),
                        ("text", models.CharField(max_length=2000)),
                        ("at", models.DateTimeField()),
                        ("by_name", models.CharField(max_length=60)),
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
                                related_name="official_replies",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["tenant", "ticket"], name="official_reply_ticket")],
                    },
                ),
                migrations.CreateModel(
                    name="ResultTold",
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
                        ("told_by_name", models.CharField(max_length=60)),
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("phone", "By phone"),
                                    ("visit", "By visit"),
                                    ("in_person", "Face to face"),
                                    ("letter", "By letter"),
                                    ("message", "By message"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("said", models.CharField(max_length=1000)),
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
                                related_name="results_told",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "told_by",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.staffmember",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["tenant", "ticket"], name="result_told_ticket")],
                    },
                ),
                migrations.CreateModel(
                    name="GivenUp",
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
                        ("callback_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("approver_name", models.CharField(max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "approver",
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
                            "reporter",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tickets.alsoreported",
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
                                related_name="given_up",
                                to="tickets.ticket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tenant", "ticket", "reporter", "callback_at"),
                                name="given_up_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.RemoveField(
                    model_name="complaint",
                    name="cause",
                ),
                migrations.RemoveField(
                    model_name="complaint",
                    name="corrective_action",
                ),
                migrations.AddField(
                    model_name="alsoreported",
                    name="left_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="callattempt",
                    name="out_of_hours",
                    field=models.CharField(blank=True, db_default="", default="", max_length=200),
                ),
                migrations.AddField(
                    model_name="callattempt",
                    name="reporter",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="tickets.alsoreported",
                    ),
                ),
                migrations.AddField(
                    model_name="callattempt",
                    name="settled",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="callattempt",
                    name="via",
                    field=models.CharField(blank=True, db_default="", default="", max_length=60),
                ),
                migrations.AddField(
                    model_name="complaint",
                    name="category",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("management", "Management"),
                            ("charges", "Charges"),
                            ("maintenance", "Maintenance"),
                            ("staff_loss", "Loss caused by staff"),
                            ("help", "Asks for help"),
                            ("consultation", "Asks for advice"),
                            ("venting", "Vents his anger"),
                        ],
                        db_default="",
                        default="",
                        max_length=14,
                    ),
                ),
                migrations.AddField(
                    model_name="handoff",
                    name="returned_by",
                    field=models.CharField(blank=True, db_default="", default="", max_length=60),
                ),
                migrations.AddField(
                    model_name="photo",
                    name="original_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="ticket",
                    name="external_replied_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="ticket",
                    name="updated_at",
                    field=models.DateTimeField(
                        db_default=models.Func(function="app_now", output_field=models.DateTimeField()), editable=False
                    ),
                ),
                migrations.AlterField(
                    model_name="callattempt",
                    name="means",
                    field=models.CharField(
                        choices=[
                            ("phone", "By phone"),
                            ("visit", "By visit"),
                            ("link", "By link"),
                            ("qr", "By QR code"),
                        ],
                        default="phone",
                        max_length=8,
                    ),
                ),
                migrations.AddIndex(
                    model_name="ticket",
                    index=models.Index(fields=["tenant", "registered_at", "id"], name="ticket_registered"),
                ),
                migrations.AddIndex(
                    model_name="ticket",
                    index=models.Index(fields=["tenant", "updated_at", "id"], name="ticket_updated"),
                ),
                migrations.AddConstraint(
                    model_name="alsoreported",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("came_from__isnull", False), ("left_at__isnull", True)),
                        fields=("tenant", "came_from"),
                        name="also_reported_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="complaint",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("category", ""),
                            models.Q(
                                ("category__in", ["management", "charges", "maintenance", "staff_loss"]),
                                ("validity", "valid"),
                            ),
                            models.Q(
                                ("category__in", ["help", "consultation", "venting"]), ("validity", "communicative")
                            ),
                            _connector="OR",
                        ),
                        name="complaint_category_fits",
                    ),
                ),
                migrations.AddField(
                    model_name="callattempt",
                    name="follow_up",
                    field=servicedesk.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="tickets.followup",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="callattempt",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("settled", False), ("outcome", "reached"), _connector="OR"),
                        name="call_settled_when_reached",
                    ),
                ),
            ],
        ),
        sql_of("tickets.migrations.0002_updated_at"),
        sql_of("tickets.migrations.0003_statistics"),
    ]

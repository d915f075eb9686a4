"""0003 to 0006 in one."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields
from servicedesk.tenancy.operations import AtOnce, sql_of


class Migration(migrations.Migration):
    replaces = [
        ("timers", "0003_policy_active"),
        ("timers", "0004_pulse"),
        ("timers", "0005_rollouts"),
        ("timers", "0006_own_quiet_hours"),
    ]

    dependencies = [
        ("estates", "0002_initial"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("timers", "0002_functions"),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.CreateModel(
                    name="Pulse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_index=True)),
                        (
                            "lateness",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(), default=list, size=None
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PauseRule",
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
                        ("reason", models.CharField(max_length=12)),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24), default=list, size=None
                            ),
                        ),
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
                                fields=("tenant", "estate", "reason"), name="pause_rule_scope", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuietHours",
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
                        ("begins", models.TimeField()),
                        ("ends", models.TimeField()),
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
                                fields=("tenant", "estate"), name="quiet_hours_scope", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("begins", models.F("ends")), _negated=True),
                                name="quiet_hours_have_a_length",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rollout",
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
                        ("version", models.PositiveIntegerField()),
                        ("asked_by", models.CharField(max_length=60)),
                        ("asked_at", models.DateTimeField()),
                        ("changed", models.PositiveIntegerField(default=0)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "policy",
                            servicedesk.tenancy.fields.TenantForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rollouts",
                                to="timers.policy",
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
                            models.Index(fields=["tenant", "policy"], name="rollout_policy"),
                            models.Index(
                                condition=models.Q(("finished_at", None)), fields=["tenant"], name="rollout_waiting"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnQuietHours",
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
                        ("begins", models.TimeField()),
                        ("ends", models.TimeField()),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "staff"), name="own_quiet_hours_once"),
                            models.CheckConstraint(
                                condition=models.Q(("begins", models.F("ends")), _negated=True),
                                name="own_quiet_hours_have_a_length",
                            ),
                        ],
                    },
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name="policy",
                    name="active",
                    field=models.BooleanField(db_default=True, default=True),
                ),
                migrations.AddField(
                    model_name="timer",
                    name="after",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AddField(
                    model_name="timer",
                    name="not_before",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="timer",
                    name="pauses",
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name="timer",
                    name="promised_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="timer",
                    name="targets",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
            ],
        ),
        sql_of("servicedesk.timers.migrations.0005_rollouts"),
    ]

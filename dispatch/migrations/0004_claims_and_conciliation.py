import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0003_roster_and_handover"),
        ("estates", "0002_initial"),
        ("people", "0002_must_change_password"),
        ("tenancy", "0001_initial"),
        ("tickets", "0003_statistics"),
    ]

    operations = [
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
                        blank=True, choices=[("settled", "Settled"), ("not_settled", "Not settled")], max_length=12
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
                            ("ended_at__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
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
                    models.UniqueConstraint(fields=("tenant", "estate"), name="job_limit_scope", nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(("most__gte", 1)), name="job_limit_at_least_one"),
                ],
            },
        ),
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
    ]

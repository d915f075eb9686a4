"""A callback for each reporter of a fault (R7), and an analysis in the words of other findings (R26)."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0007_complaints"),
    ]

    operations = [
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="complaintanalysis",
            name="complaint_analysis_approved_whole",
        ),
        migrations.RenameField(
            model_name="complaintanalysis",
            old_name="correction",
            new_name="corrective_action",
        ),
        migrations.RenameField(
            model_name="complaintanalysis",
            old_name="prevention",
            new_name="preventive_action",
        ),
        migrations.AddField(
            model_name="alsoreported",
            name="left_at",
            field=models.DateTimeField(null=True),
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
            model_name="opinionnotice",
            name="reporter",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.alsoreported",
            ),
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
            model_name="callattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled", False), ("outcome", "reached"), _connector="OR"),
                name="call_settled_when_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintanalysis",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="givenup",
            name="approver",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="givenup",
            name="reporter",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.alsoreported",
            ),
        ),
        migrations.AddField(
            model_name="givenup",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="givenup",
            name="ticket",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="given_up",
                to="tickets.ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="givenup",
            constraint=models.UniqueConstraint(
                fields=("tenant", "ticket", "reporter", "callback_at"), name="given_up_once", nulls_distinct=False
            ),
        ),
    ]

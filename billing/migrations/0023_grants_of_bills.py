"""A grant may be about a unit's bill or a unit's receipt instead of a ticket, and knows the form it came from (R37, R48)."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0022_providers_money"),
        ("estates", "0003_incidents"),
        ("people", "0003_duty_roster"),
        ("tenancy", "0001_initial"),
        ("tickets", "0008_reporters_and_findings"),
    ]

    operations = [
        migrations.AddField(
            model_name="amend",
            name="bill",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amends",
                to="billing.bill",
            ),
        ),
        migrations.AddField(
            model_name="amend",
            name="once",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="amend",
            name="unit",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="estates.unit",
            ),
        ),
        migrations.AlterField(
            model_name="amend",
            name="ticket",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amends_of_money",
                to="tickets.ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="amend",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="amend",
            constraint=models.UniqueConstraint(
                condition=models.Q(("once", ""), _negated=True), fields=("tenant", "once"), name="amend_once"
            ),
        ),
    ]

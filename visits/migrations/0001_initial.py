import django.db.models.deletion
import servicedesk.tenancy.fields
from django.db import migrations, models

from servicedesk.tenancy.operations import AtOnce


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dispatch', '0001_initial'),
        ('people', '0001_initial'),
        ('tenancy', '0001_initial'),
        ('tickets', '0001_initial'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                        ('state', models.CharField(choices=[('arrived', 'Arrived'), ('working', 'Working'), ('no_access', 'No access'), ('suspended', 'Suspended'), ('finished', 'Finished'), ('left', 'Left')], default='arrived', max_length=10)),
                        ('promised_at', models.DateTimeField(null=True)),
                        ('arrived_at', models.DateTimeField()),
                        ('arrival_told_by', models.CharField(max_length=60)),
                        ('first_knock_at', models.DateTimeField(null=True)),
                        ('second_knock_at', models.DateTimeField(null=True)),
                        ('let_in_at', models.DateTimeField(null=True)),
                        ('let_in_by', models.CharField(blank=True, max_length=60)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('findings', models.CharField(blank=True, max_length=1000)),
                        ('cause', models.CharField(blank=True, max_length=300)),
                        ('work_done', models.CharField(blank=True, max_length=1000)),
                        ('helpers', models.CharField(blank=True, max_length=200)),
                        ('assignment', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.assignment')),
                        ('staff', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staffmember')),
                        ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                        ('ticket', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='tickets.ticket')),
                    ],
                    options={
                        'abstract': False,
                        'base_manager_name': 'objects',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('arrived', 'working'))), fields=('tenant', 'ticket'), name='visit_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'no_access'), _negated=True), ('second_knock_at__isnull', False), _connector='OR'), name='visit_no_access_after_second_knock')],
                    },
                ),
                migrations.CreateModel(
                    name='SignOff',
                    fields=[
                        ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                        ('result', models.CharField(choices=[('done', 'Done'), ('partly', 'Partly done'), ('not_needed', 'Nothing to be done')], max_length=12)),
                        ('signer_name', models.CharField(blank=True, max_length=60)),
                        ('satisfied', models.BooleanField(null=True)),
                        ('unsigned_reason', models.CharField(blank=True, max_length=300)),
                        ('signed_at', models.DateTimeField()),
                        ('reviewed_at', models.DateTimeField(null=True)),
                        ('approved', models.BooleanField(null=True)),
                        ('review_reason', models.CharField(blank=True, max_length=500)),
                        ('reviewer', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staffmember')),
                        ('signature', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.photo')),
                        ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                        ('ticket', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='tickets.ticket')),
                        ('visit', servicedesk.tenancy.fields.TenantOneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='sign_off', to='visits.visit')),
                    ],
                    options={
                        'abstract': False,
                        'base_manager_name': 'objects',
                        'constraints': [models.CheckConstraint(condition=models.Q(('signature__isnull', False), models.Q(('unsigned_reason', ''), _negated=True), _connector='OR'), name='sign_off_signed_or_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Part',
                    fields=[
                        ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=80)),
                        ('quantity', models.DecimalField(decimal_places=2, default=1, max_digits=8)),
                        ('unit_price', models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                        ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                        ('visit', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='visits.visit')),
                    ],
                    options={
                        'abstract': False,
                        'base_manager_name': 'objects',
                        'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('unit_price__gte', 0)), name='part_amounts')],
                    },
                ),
            ]
        )
    ]

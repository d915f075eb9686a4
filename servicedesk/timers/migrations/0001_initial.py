import django.contrib.postgres.fields
import django.db.models.deletion
import servicedesk.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('estates', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockShift',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('frozen_at', models.DateTimeField(null=True)),
                ('shift', models.DurationField()),
            ],
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=20)),
                ('next_due_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('estate', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estates.estate')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('next_due_at__isnull', False)), fields=['tenant', 'next_due_at', 'id'], name='clock_due')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('subject_kind', models.CharField(blank=True, max_length=24)),
                ('urgent', models.BooleanField(blank=True, null=True)),
                ('duration', models.CharField(max_length=40)),
                ('calendar', models.CharField(choices=[('round_the_clock', 'Round the clock'), ('desk_hours', 'Desk hours'), ('working_days', 'Working days')], default='round_the_clock', max_length=20)),
                ('warn_percent', models.PositiveSmallIntegerField(default=80)),
                ('ladder', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('estate', servicedesk.tenancy.fields.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estates.estate')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'kind', 'estate', 'subject_kind', 'urgent'), name='policy_scope', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('warn_percent__lt', 100)), name='policy_warns_before_breach')],
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('level', models.PositiveSmallIntegerField()),
                ('cycle', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('pending', 'Running'), ('paused', 'Paused'), ('fired', 'Overdue'), ('met', 'Met'), ('superseded', 'Gone'), ('dead', 'Failed')], default='pending', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('breach_at', models.DateTimeField()),
                ('duration', models.CharField(blank=True, max_length=40)),
                ('calendar', models.CharField(choices=[('round_the_clock', 'Round the clock'), ('desk_hours', 'Desk hours'), ('working_days', 'Working days')], default='round_the_clock', max_length=20)),
                ('calendar_version', models.CharField(blank=True, max_length=60)),
                ('policy_version', models.PositiveIntegerField(default=0)),
                ('targets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('paused_left', models.DurationField(null=True)),
                ('fired_at', models.DateTimeField(null=True)),
                ('met_at', models.DateTimeField(null=True)),
                ('clock', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='timers.clock')),
                ('policy', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timers.policy')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['tenant', 'clock', 'due_at'], name='timer_pending')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'clock', 'kind', 'level', 'cycle'), name='timer_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('working', models.BooleanField()),
                ('name', models.CharField(blank=True, max_length=60)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'day'), name='calendar_day')],
            },
        ),
    ]

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import servicedesk.tenancy.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('estates', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9._-]{1,63}$', 'Lower-case letters, digits, dot, dash.')], verbose_name='User name')),
                ('is_active', models.BooleanField(default=True)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('theme', models.CharField(choices=[('light', 'Light'), ('dark', 'Dark')], default='light', max_length=5)),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('trade', models.CharField(choices=[('engineering', 'Engineering'), ('customer_service', 'Customer service'), ('security', 'Security'), ('cleaning', 'Cleaning'), ('greening', 'Greening'), ('finance', 'Finance')], max_length=20)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'name'), name='department_name')],
            },
        ),
        migrations.CreateModel(
            name='StaffMember',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('pinyin', models.CharField(blank=True, editable=False, max_length=200)),
                ('employee_no', models.CharField(max_length=20)),
                ('phone', models.CharField(max_length=20)),
                ('role', models.CharField(choices=[('clerk', 'Clerk'), ('night_operator', 'Night operator'), ('technician', 'Technician'), ('supervisor', 'Supervisor'), ('estate_manager', 'Estate manager'), ('cashier', 'Cashier'), ('company_manager', 'Company manager'), ('tenant_admin', 'Tenant admin')], max_length=20)),
                ('title', models.CharField(blank=True, max_length=40)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('plumbing', 'Plumbing'), ('electrical', 'Electrical'), ('heating', 'Heating'), ('doors', 'Doors and windows'), ('appliances', 'Appliances'), ('masonry', 'Masonry'), ('low_voltage', 'Low voltage'), ('lift', 'Lifts'), ('cleaning', 'Cleaning work'), ('greening', 'Greening work'), ('security', 'Guarding')], max_length=20), blank=True, default=list, size=None)),
                ('active', models.BooleanField(default=True)),
                ('reports_to', servicedesk.tenancy.fields.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='people.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'user'], name='staff_user')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'employee_no'), name='staff_employee_no')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('day_desk', 'Day desk'), ('night_centre', 'Night centre'), ('field', 'Field'), ('standby', 'Stand-by')], max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('estate', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='estates.estate')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('staff', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='people.staffmember')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'estate', 'starts_at', 'ends_at'], name='shift_estate_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.UUIDField(db_default=servicedesk.tenancy.fields.UuidV7(), editable=False, primary_key=True, serialize=False)),
                ('department', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='people.department')),
                ('estate', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='estates.estate')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('staff', servicedesk.tenancy.fields.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='people.staffmember')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'estate', 'department'], name='posting_estate')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'staff', 'estate', 'department'), name='posting_once')],
            },
        ),
        migrations.AddField(
            model_name='department',
            name='head',
            field=servicedesk.tenancy.fields.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='heads', to='people.staffmember'),
        ),
    ]

"""Each tenant's table is behind forced row-level security, no key points across tenants (architecture.md, "Data")."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from servicedesk.tenancy.checks import role_faults
from servicedesk.tenancy.models import TenantModel
from servicedesk.tenancy.walls import APPEND_ONLY, tenant_keys, tenant_models

OWN = ("servicedesk", "tickets", "dispatch", "visits", "billing")
# model: why it has no tenant. None of them holds business data.
GLOBAL = {
    "tenancy.Tenant": "says who exists",
    "people.User": "credentials: sign-in comes before the tenant is known",
    "api.ApiKey": "credentials: looked up by hash before the tenant is known",
    "timers.ClockShift": "the one row that moves the clock in tests",
    "timers.Pulse": "how many timers a sweep fired and how late: counts only",
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OWN]


def test_every_model_has_a_tenant_or_a_reason_why_not() -> None:
    bare = {model._meta.label for model in own_models() if not issubclass(model, TenantModel)}
    assert bare == set(GLOBAL)


def test_no_tenant_model_hides_a_table_of_pairs_without_a_tenant() -> None:
    pairs = [model._meta.label for model in tenant_models() for field in model._meta.local_many_to_many]
    assert not pairs, "a many-to-many field makes a table without tenant: give it a model of its own"


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(tenant_models()), ids=lambda model: model._meta.label)
def test_row_level_security_is_enabled_and_forced(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute(
            "SELECT qual, with_check FROM pg_policies WHERE tablename = %s AND policyname = 'tenant'",
            [model._meta.db_table],
        )
        qual, check = cursor.fetchone()
    assert "app.tenant" in qual and "app.tenant" in check


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(tenant_models()), ids=lambda model: model._meta.label)
def test_every_key_between_tenant_tables_is_composite(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, cardinality(conkey) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
            [model._meta.db_table],
        )
        found = dict(cursor.fetchall())
    for column, _target in tenant_keys(model):
        assert found.get(f"{model._meta.db_table}_{column}_tenant_fk"[:63]) == 2, column


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(tenant_models()), ids=lambda model: model._meta.label)
def test_every_unique_of_a_tenant_table_leads_with_the_tenant(model: type[models.Model]) -> None:
    wrong = [
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("tenant",)
    ]
    assert not wrong
    assert all(index.fields[0] == "tenant" or index.condition for index in model._meta.indexes)


@pytest.mark.django_db
def test_the_tests_run_as_a_role_that_row_level_security_binds() -> None:
    assert role_faults("default") == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_the_application_may_only_add_to_append_only_tables(table: str) -> None:
    """R10."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE')", [table])
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

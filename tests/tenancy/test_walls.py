"""The four layers that keep tenants apart, each tried alone (architecture.md, "Data")."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from servicedesk.estates.models import Building, Estate, Unit
from servicedesk.journal.models import Event
from servicedesk.people.models import Department
from servicedesk.tenancy.scope import ForeignTenant, NoTenantScope, current_tenant_id, no_tenant, tenant_scope
from servicedesk.tenancy.walls import tenant_models
from tests.cast import Cast, build
from tickets.models import Ticket


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def test_without_a_scope_every_manager_raises(cast: Cast) -> None:
    with no_tenant():
        for model in tenant_models():
            with pytest.raises(NoTenantScope):
                model._base_manager.exists()
            with pytest.raises(NoTenantScope):
                model.objects.count()


@pytest.mark.django_db
def test_raw_sql_as_the_application_sees_nothing_without_a_scope() -> None:
    company = build()
    with company.scope():
        company.ticket()
        assert rows("tickets_ticket") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', '', true)")
    assert {model._meta.db_table: rows(model._meta.db_table) for model in tenant_models()} == {
        model._meta.db_table: 0 for model in tenant_models()
    }


def test_raw_sql_sees_and_writes_nothing_of_another_tenant(cast: Cast) -> None:
    ticket = cast.ticket()
    twin = build("twin", "TW")
    with twin.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_ticket WHERE id = %s", [ticket.pk])
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE tickets_ticket SET place = 'x' WHERE id = %s", [ticket.pk])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO journal_counter (tenant_id, series, value) VALUES (%s, 'x', 1)", [cast.tenant.pk]
            )


def test_a_nested_scope_gives_the_outer_one_back(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        assert Estate.objects.filter(code="TW").exists()
    assert current_tenant_id() == cast.tenant.pk
    assert rows("estates_estate") == 2


def test_a_failure_in_a_nested_scope_gives_the_outer_one_back(cast: Cast) -> None:
    twin = build("twin", "TW")
    with pytest.raises(ZeroDivisionError), tenant_scope(twin.tenant.pk):
        _ = 1 / 0
    assert rows("estates_estate") == 2


def test_a_row_of_another_tenant_is_not_written_in_this_scope(cast: Cast) -> None:
    twin = build("twin", "TW")
    with pytest.raises(ForeignTenant):
        Estate(code="X", name="X", tenant=twin.tenant).save()


def test_no_key_can_point_at_another_tenants_row(cast: Cast) -> None:
    twin = build("twin", "TW")
    building = Building.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(estate=cast.estate, building_id=building.pk, code="1")
        Unit.objects.create(estate_id=twin.estate.pk, building_id=building.pk, code="2")


def test_the_database_refuses_to_change_or_delete_history(cast: Cast) -> None:
    """R10."""
    cast.ticket()
    for statement in ("UPDATE journal_event SET actor_name = 'x'", "DELETE FROM journal_event"):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.count() == 1


def test_two_tenants_may_have_the_same_ticket_number(cast: Cast) -> None:
    """R9: unique in its tenant."""
    twin = build("twin", "HJ")
    number = cast.ticket().number
    with twin.scope():
        assert twin.ticket().number == number
    assert Ticket.objects.filter(number=number).count() == 1


def test_rows_made_together_know_their_keys(cast: Cast) -> None:
    """Events and messages name them at once."""
    made = Department.objects.bulk_create(Department(name=name, trade="cleaning") for name in ("保洁一部", "保洁二部"))
    assert {row.pk for row in made} == set(Department.objects.filter(trade="cleaning").values_list("pk", flat=True))

"""The tenant manager: filters, stamps, and raises without a scope. Row-level security stands behind it."""

from collections.abc import Iterable, Sequence
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND

from servicedesk.tenancy.scope import ForeignTenant, require_tenant_id

M = TypeVar("M", bound=models.Model)
Q = TypeVar("Q", bound=models.QuerySet[Any])


class TenantQuerySet(models.QuerySet[M]):
    """A query set of one tenant's rows."""

    def lock(self, pk: Any) -> M:
        """The row with this primary key, locked until the transaction ends. Raises DoesNotExist.

        NO KEY UPDATE, so that children can still be inserted beside it (engine-notes, "Claiming").
        """
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def lock_all(self, pks: Iterable[Any]) -> Self:
        """The rows with these primary keys, locked in the order of the keys, so that two who do so cannot deadlock."""
        return self.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(pks)).order_by("pk")

    def save_all(self, rows: Sequence[M], *names: str) -> None:
        """Write these fields of many saved rows in one statement; by hand, as a bulk update builds a CASE per value."""
        if not rows:
            return
        fields: list[Any] = [self.model._meta.pk, *(self.model._meta.get_field(name) for name in names)]
        arrays = ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in fields)
        columns = [field.column for field in fields]
        sets = ", ".join(f"{column} = c.{column}" for column in columns[1:])
        values = [[prepared(field, row) for row in rows] for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.model._meta.db_table} t SET {sets} FROM unnest({arrays}) AS c({', '.join(columns)}) "
                "WHERE t.tenant_id = %s AND t.id = c.id",
                [*values, require_tenant_id()],
            )

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            stamp(row)
        give_keys([row for row in rows if isinstance(row.pk, DatabaseDefault)])
        return super().bulk_create(rows, *args, **kwargs)


def give_keys(rows: Sequence[models.Model]) -> None:
    """Keys from the database beforehand: Django would not tell rows inserted together the keys they were given."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def prepared(field: Any, row: models.Model) -> Any:
    """The field's value as an element of an array parameter."""
    value = field.get_db_prep_save(getattr(row, field.attname), connection)
    return str(value) if isinstance(value, UUID) else value


def stamp(row: models.Model) -> None:
    """Give an unstamped row the tenant in scope. Raises ForeignTenant for a row of another tenant."""
    tenant_id = require_tenant_id()
    if row.tenant_id is None:  # type: ignore[attr-defined]
        row.tenant_id = tenant_id  # type: ignore[attr-defined]
    elif row.tenant_id != tenant_id:  # type: ignore[attr-defined]
        raise ForeignTenant(f"{type(row).__name__} belongs to another tenant.")


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """`objects` and base manager of every tenant model."""

    def get_queryset(self) -> Self:
        return ours(super().get_queryset())


def ours(rows: Q) -> Q:
    """A new query set that nobody has asked anything of yet, narrowed to the tenant in scope: what
    `filter(tenant_id=…)` makes of it, in a sixth of the time, as nothing has to be looked up by its name. Every query
    begins with it.
    """
    column = rows.model._meta.get_field("tenant").get_col(rows.query.get_initial_alias())
    rows.query.where.add(Exact(column, require_tenant_id()), AND)
    return rows

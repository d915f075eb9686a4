"""Query sets whose SQL is built once: for the few that every page asks, building cost more than running."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

from servicedesk.tenancy.scope import as_if, require_tenant_id

# Values that stand for a parameter while the SQL is built: nothing of the business ever has them.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    UUID: lambda nth: UUID(int=nth + 1),
    datetime: lambda nth: datetime(1, 1, 2, tzinfo=UTC) + timedelta(days=nth),
    str: lambda nth: f"\ue000{nth}",
}


class Prepared:
    """The rows of `build(*values)`, where only these values differ from call to call.

    build: called once, with a stand-in for each of `types` (UUID, datetime, str), to make the query set; it must use
    each of them, decide nothing by them, and return model instances (with annotations and `select_related`) or plain
    `values_list` rows.
    None as a value is SQL's NULL, which equals nothing. The tenant in scope is a parameter too; `shared`: of a table
    that belongs to no tenant.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *types: type, shared: bool = False) -> None:
        self.build = build
        self.types = types
        self.shared = shared

    def __call__(self, *values: Any) -> list[Any]:
        """Run it. Raises NoTenantScope outside a tenant's scope."""
        given = values if self.shared else (*values, require_tenant_id())
        sql, parameters, convert = self.compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place] if place is not None else value for place, value in parameters])
            return convert(cursor.fetchall())

    def first(self, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self(*values)), None)

    @cached_property
    def compiled(self) -> tuple[str, list[tuple[int | None, Any]], Callable[[Any], list[Any]]]:
        """SQL; each parameter as its place among the values, or as itself; and what makes results of rows."""
        types = self.types if self.shared else (*self.types, UUID)
        stands = [STANDS_FOR[one](nth) for nth, one in enumerate(types)]
        with nullcontext() if self.shared else as_if(stands[-1]):
            found = self.build(*stands[: len(self.types)])
            compiler = found.query.get_compiler(connection=connection)
            sql, values = compiler.as_sql()
        places = {stand: place for place, stand in enumerate(stands)}
        parameters: list[tuple[int | None, Any]] = [
            (places[value], None) if value in stands else (None, value) for value in values
        ]
        if unused := set(range(len(stands))) - {place for place, _value in parameters}:
            raise ValueError(f"The query does not use its parameters {sorted(unused)}.")
        return sql, parameters, maker(found, compiler)


def maker(found: QuerySet[Any], compiler: Any) -> Callable[[Any], list[Any]]:
    """Rows of the database into what the query set would have given: tuples, or instances with their annotations."""
    converters = compiler.get_converters([column[0] for column in compiler.select])

    def converted(rows: Any) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    if not found.query.default_cols:
        # A column that only the order needs stands behind the others.
        return lambda rows: [tuple(row[: len(compiler.select)]) for row in converted(rows)]
    model, places = found.model, compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    extra = compiler.annotation_col_map
    # The stubs know the arguments of the next Django.
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]

    def instances(rows: Any) -> list[Any]:
        made = []
        for row in converted(rows):
            one = model.from_db(connection.alias, names, [row[place] for place in places])
            for name, place in extra.items():
                setattr(one, name, row[place])
            for populator in related:
                populator.populate(row, one)
            made.append(one)
        return made

    return instances

"""Query sets whose SQL is built once: for the few that every page asks, building cost more than running."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from servicedesk.tenancy.scope import as_if, require_tenant_id

# Values that stand for a parameter while the SQL is built: nothing of the business ever has them.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    UUID: lambda nth: UUID(int=nth + 1),
    datetime: lambda nth: datetime(1, 1, 2, tzinfo=UTC) + timedelta(days=nth),
}


class Prepared:
    """The rows of `build(*values)`, where only these values differ from call to call.

    build: called once, with a stand-in for each of `types` (UUID, datetime), to make the query set; it must use each of
    them, decide nothing by them, and return model instances (annotations are set on them) or plain `values_list` rows.
    None as a value is SQL's NULL, which equals nothing. The tenant in scope is a parameter too.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *types: type) -> None:
        self.build = build
        self.types = types

    def __call__(self, *values: Any) -> list[Any]:
        """Run it. Raises NoTenantScope outside a tenant's scope."""
        given = (*values, require_tenant_id())
        sql, parameters, convert = self.compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place] if place is not None else value for place, value in parameters])
            return convert(cursor.fetchall())

    @cached_property
    def compiled(self) -> tuple[str, list[tuple[int | None, Any]], Callable[[Any], list[Any]]]:
        """SQL; each parameter as its place among the values, or as itself; and what makes results of rows."""
        stands = [STANDS_FOR[one](nth) for nth, one in enumerate((*self.types, UUID))]
        with as_if(stands[-1]):
            found = self.build(*stands[:-1])
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

    def instances(rows: Any) -> list[Any]:
        made = []
        for row in converted(rows):
            one = model.from_db(connection.alias, names, [row[place] for place in places])
            for name, place in extra.items():
                setattr(one, name, row[place])
            made.append(one)
        return made

    return instances

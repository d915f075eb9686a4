"""Many rows at once, through row-level security: COPY into a temporary table, then INSERT … SELECT.

COPY into a table with row-level security is refused for anybody whom it binds; a temporary table has none.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from servicedesk.tenancy.models import TenantModel

NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Writer = Callable[[Any], str]


def text(value: Any) -> str:
    words = str(value)
    return words if words.isprintable() and "\\" not in words else words.translate(ESCAPES)


def array(value: Iterable[str]) -> str:
    """{"a","b"}: our arrays hold plain words. What holds objects is a JSON column."""
    value = list(value)
    if value and isinstance(value[0], dict):
        return text(json.dumps(value, ensure_ascii=False))
    return "{" + ",".join(f'"{item}"' for item in value) + "}"


WRITERS: dict[type, Writer] = {
    int: str, float: str, Decimal: str, UUID: str, bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat, date: date.isoformat, timedelta: lambda value: f"{value.total_seconds()} seconds",
    dict: lambda value: text(json.dumps(value, ensure_ascii=False)), list: array, tuple: array,
}  # fmt: skip


def column(value: Any) -> str:
    """One value as COPY reads it."""
    return NULL if value is None else WRITERS.get(type(value), text)(value)


class Store:
    """Rows by model, in the order added. Values that are not given are the model's defaults."""

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.rows: dict[type[TenantModel], list[dict[str, Any]]] = {}

    def add(self, model: type[TenantModel], **values: Any) -> dict[str, Any]:
        """Keep one row; foreign keys by their column (`estate_id=`). Returned so that later chapters can change it."""
        self.rows.setdefault(model, []).append(values)
        return values

    def write(self, *order: type[TenantModel]) -> None:
        """Write these models' rows, referred-to tables first, and forget them. Needs the tenant's scope."""
        for model in order:
            rows = self.rows.pop(model, [])
            if rows:
                self._write(model, rows)

    def _write(self, model: type[TenantModel], rows: list[dict[str, Any]]) -> None:
        given = list(dict.fromkeys(name for row in rows for name in row))
        defaults = dict(defaults_of(model, given, self.tenant_id))
        if unknown := set(given) - defaults.keys():
            raise TypeError(f"{model.__name__} has no {sorted(unknown)}")
        blank = {name: defaults.pop(name) for name in given}
        lines = "".join("\t".join(map(column, {**blank, **row}.values())) + "\n" for row in rows)
        names = ", ".join(f'"{name}"' for name in given)
        others = "".join(f', "{name}"' for name in defaults)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
            cursor.copy_expert(f"COPY staging ({names}) FROM STDIN", io.StringIO(lines))
            # What is the same in every row is said once, and takes the type of its column.
            values = [None if value is None else column(value) for value in defaults.values()]
            cursor.execute(
                f"INSERT INTO {table} ({names}{others}) SELECT {names}{', %s' * len(values)} FROM staging", values
            )
            cursor.execute("DROP TABLE staging")


def defaults_of(model: type[models.Model], given: Iterable[str], tenant_id: UUID) -> Iterator[tuple[str, Any]]:
    """(column, default) of each column that is written: not those which the database fills and no row gives."""
    for field in model._meta.concrete_fields:
        name = field.attname
        if name == "tenant_id":
            yield name, tenant_id
            continue
        default = field.get_default()
        by_database = field.primary_key or isinstance(default, DatabaseDefault)
        if not by_database or name in given:
            yield name, None if by_database else default

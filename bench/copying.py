"""Many rows by COPY, straight into the tables, by the superuser of the bench's own throw-away server.

Row-level security does not bind him, and foreign keys are not checked row by row: what is loaded is consistent by
construction, and a --quick run, which tests/bench makes, has the checks on.
"""

import contextlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg2
from django.db import models
from django.db.models.expressions import DatabaseDefault

from bench.demo.store import column

CHUNK = 20_000
Line = Sequence[str]


class Copier:
    """One connection, one transaction. `checked` leaves foreign keys on."""

    def __init__(self, url: str, *, checked: bool = False) -> None:
        self._url, self._checked = url, checked

    def __enter__(self) -> "Copier":
        self._connection = psycopg2.connect(self._url)
        self._cursor = self._connection.cursor()
        if not self._checked:
            self._cursor.execute("SET session_replication_role = replica")
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        with contextlib.closing(self._connection):
            if kind is None:
                self._connection.commit()

    def rows(self, model: type[models.Model], names: Sequence[str], lines: Iterable[Line]) -> None:
        """Copy lines of ready texts (see `column`) for the named columns; the others are the model's defaults."""
        defaults = dict(constants(model, names))
        listed = ", ".join(f'"{name}"' for name in (*names, *defaults))
        tail = "".join("\t" + value for value in defaults.values()) + "\n"
        statement = f"COPY {model._meta.db_table} ({listed}) FROM STDIN"
        source = iter(lines)
        while chunk := list(islice(source, CHUNK)):
            text = "".join(["\t".join(line) + tail for line in chunk])
            self._cursor.copy_expert(statement, io.StringIO(text))

    def analyse(self) -> None:
        """What autovacuum would have told the planner by the next day."""
        self._connection.commit()
        self._connection.autocommit = True
        self._cursor.execute("VACUUM ANALYZE")


def constants(model: type[models.Model], given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(column, text) of each column that is not given and that the database does not fill."""
    for field in model._meta.concrete_fields:
        default = field.get_default()
        if field.attname in given or field.primary_key or isinstance(default, DatabaseDefault):
            continue
        yield field.attname, column(default)


def copier(*, checked: bool) -> Copier:
    """As the embedded server's superuser."""
    return Copier(superuser_url(), checked=checked)


def superuser_url() -> str:
    """The embedded server's superuser, on the same socket."""
    return os.environ["DATABASE_URL"].replace("servicedesk_app@", "postgres@")

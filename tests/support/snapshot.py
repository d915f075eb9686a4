"""What stands in the tables, kept beside them and put back row by row.

TRUNCATE makes new files for each table and index, which took half a second after each test with processes, threads or a
browser, and building the company anew as long again. Only a superuser may delete what is append-only and put rows in
without their triggers, so this needs the servers of the run's own; on others the tables are emptied and filled again.
"""

import contextlib
import os
from collections.abc import Iterator

import psycopg2
from django.db import connections
from psycopg2.extensions import cursor as Cursor

from tests.support.database import KEPT, TABLES_WITH_ROWS

SUPERUSER = "SUPERUSER_DATABASE_URL"
# A table that a test has made long is emptied by a new file after all.
LONG = 4 << 20
LONG_TABLES = (
    f"SELECT name FROM ({TABLES_WITH_ROWS}) AS used (name) WHERE pg_total_relation_size(name::regclass) > {LONG}"
)


def possible() -> bool:
    return SUPERUSER in os.environ


def take() -> None:
    """Copy every row into tables of the same names in a schema of their own."""
    with as_superuser() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS standing CASCADE")
        cursor.execute("CREATE SCHEMA standing")
        for name in tables(cursor, TABLES_WITH_ROWS):
            cursor.execute(f"CREATE TABLE standing.{name} AS TABLE public.{name}")


def put_back() -> None:
    """The rows that were copied, into tables that are empty."""
    with as_superuser() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'standing'")
        kept = [name for (name,) in cursor.fetchall()]
        cursor.execute("; ".join(f"INSERT INTO public.{name} TABLE standing.{name}" for name in kept))


def clear() -> None:
    """Without triggers. The locks find a process that is still at work: a test's mistake, which fails, not hangs."""
    with as_superuser() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute("SET LOCAL session_replication_role = replica")
        if long := tables(cursor, LONG_TABLES):
            cursor.execute(f"TRUNCATE {', '.join(long)} CASCADE")
        if used := tables(cursor, TABLES_WITH_ROWS):
            cursor.execute(f"LOCK TABLE {', '.join(used)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in used))


def tables(cursor: Cursor, query: str) -> list[str]:
    cursor.execute(query, [list(KEPT)])
    return [name for (name,) in cursor.fetchall()]


@contextlib.contextmanager
def as_superuser() -> Iterator[Cursor]:
    """One transaction in this worker's database."""
    name = connections["owner"].settings_dict["NAME"]
    connection = psycopg2.connect(os.environ[SUPERUSER], dbname=name)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        yield cursor

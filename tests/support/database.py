"""The test database: the owner makes and empties it, the tests use it as the application's role."""

import contextlib
import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2.errors import DeadlockDetected, ObjectInUse
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

TRIES = 5
# The variable that names the database to copy; set only for servers of this run's own.
TEMPLATE = "TEMPLATE_DATABASE"
# Rows that migrations put there, or that Django caches for the life of the process.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "timers_clockshift")
TABLES_WITH_ROWS = """
    SELECT DISTINCT quote_ident(root.relname)
    FROM pg_class leaf
    JOIN pg_class root ON root.oid = coalesce(pg_partition_root(leaf.oid), leaf.oid)
    WHERE leaf.relnamespace = 'public'::regnamespace AND leaf.relkind = 'r' AND pg_relation_size(leaf.oid) > 0
      AND root.relname <> ALL (%s)
"""


def create_test_database(*, verbosity: int, keep: bool) -> str:
    """Create (or re-use) this worker's database with the owner's alias, migrate it, and point `default` to it."""
    name = made(verbosity=verbosity, keep=keep)
    connections["owner"].close()
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    return name


def made(*, verbosity: int, keep: bool) -> str:
    """Its name. Side by side, the first worker migrates for all and each takes a copy."""
    template = os.environ.get(TEMPLATE)
    if keep or template is None or "PYTEST_XDIST_WORKER" not in os.environ:
        return migrated(verbosity=verbosity, keep=keep)
    settings_of_tests = connections["owner"].settings_dict["TEST"]
    name: str = settings_of_tests["NAME"]
    with contextlib.closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [template])
        if not cursor.rowcount:
            settings_of_tests["NAME"] = template
            migrated(verbosity=verbosity, keep=False)
            settings_of_tests["NAME"] = name
        connections["owner"].close()
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connections["owner"].settings_dict["NAME"] = name
    return name


def migrated(*, verbosity: int, keep: bool) -> str:
    """A database made by the migrations. On a slow machine a vacuum may sit on what is to be copied: once more."""
    for attempt in range(TRIES):
        try:
            name: str = connections["owner"].creation.create_test_db(
                verbosity=verbosity, autoclobber=True, serialize=False, keepdb=keep
            )
            return name
        except (ObjectInUse, SystemExit):
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def owner_connection() -> Connection:
    """A connection of the owner's outside Django and in autocommit: no test's transaction hides what it does."""
    connection = psycopg2.connect(**connections["owner"].get_connection_params())
    connection.autocommit = True
    return connection


@contextlib.contextmanager
def in_the_owners_hands() -> Iterator[Cursor]:
    """What only the owner may do, in a transaction that is rolled back."""
    with contextlib.closing(owner_connection()) as connection:
        connection.autocommit = False
        with connection.cursor() as cursor:
            yield cursor
        connection.rollback()


def empty_all_tables() -> None:
    """What `flush` does, for a database whose application role may not TRUNCATE: by the owner, only where rows are."""
    with contextlib.closing(owner_connection()) as connection, connection.cursor() as cursor:
        # A process still at work on these tables is a test's mistake: fail, do not hang.
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute(TABLES_WITH_ROWS, [list(KEPT)])
        names = [name for (name,) in cursor.fetchall()]
        if names:
            empty(cursor, f"TRUNCATE {', '.join(names)} CASCADE")


def empty(cursor: Cursor, command: str) -> None:
    """Where a browser went while its last request was being answered, the two may meet in a deadlock: once more."""
    for _attempt in range(TRIES - 1):
        with contextlib.suppress(DeadlockDetected):
            cursor.execute(command)
            return
    cursor.execute(command)


def environment_of_processes() -> dict[str, str]:
    """The environment with which a real worker, beat or command works on this test database."""
    environment = dict(os.environ)
    for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
        parts = urlsplit(environment[variable])
        environment[variable] = urlunsplit(parts._replace(path="/" + str(connections[alias].settings_dict["NAME"])))
    # A broker of its own for each test worker: nobody's tasks run on another's database.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    environment["REDIS_URL"] = environment["REDIS_URL"].partition("?")[0] + f"?db={1 + int(number)}"
    return environment | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings"}

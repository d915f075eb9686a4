"""One clock decides: the database's app_now(), movable in tests, never Python's (architecture.md, "The clock")."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The database's present time, aware, UTC. Asked anew each time: call it after taking the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        value: datetime = cursor.fetchone()[0]
    return value

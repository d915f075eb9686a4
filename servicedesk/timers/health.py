"""Figures of trust: how late the clock is, how much waits (architecture.md, "The clock", 7)."""

from typing import Any

from django.db import connection


def figures() -> dict[str, Any]:
    """{'oldest_due_seconds', 'due', 'dead', 'outbox'}: over all tenants, counts and ages only, no business data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_due_seconds, due, failing FROM clock_figures()")
        oldest, due, failing = cursor.fetchone()
        cursor.execute("SELECT waiting, dead FROM message_figures()")
        waiting, dead = cursor.fetchone()
    return {
        "oldest_due_seconds": float(oldest or 0),
        "due": due,
        "failing": failing,
        "outbox": waiting,
        "outbox_dead": dead,
    }

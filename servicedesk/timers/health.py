"""Figures of trust: how late the clock is, how much waits (architecture.md, "The clock", 7)."""

from datetime import timedelta
from typing import Any

from django.db import connection

from servicedesk.timers.models import Pulse
from servicedesk.timers.now import now

# The figures speak of the last ten minutes; pulses are kept for a day.
WINDOW_SECONDS = 600
KEPT = timedelta(days=1)
LATENESS = """
SELECT count(*), percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY late), max(late)
FROM timers_pulse, unnest(lateness) AS late WHERE at > app_now() - make_interval(secs => %s)
"""


def figures() -> dict[str, Any]:
    """Over all tenants, counts and ages only, no business data: the oldest due and unfired timer in seconds, how many
    clocks are due and how many are failing, what waits or has died in the outbox, and of the last ten minutes the
    timers fired per second and their lateness in seconds (median, 99th percentile, worst).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_due_seconds, due, failing FROM clock_figures()")
        oldest, due, failing = cursor.fetchone()
        cursor.execute("SELECT waiting, dead FROM message_figures()")
        waiting, dead = cursor.fetchone()
        cursor.execute(LATENESS, [WINDOW_SECONDS])
        fired, late, worst = cursor.fetchone()
    return {
        "oldest_due_seconds": float(oldest or 0),
        "due": due,
        "failing": failing,
        "outbox": waiting,
        "outbox_dead": dead,
        "fired_per_second": round(fired / WINDOW_SECONDS, 3),
        "late_p50_seconds": late[0] if late else 0.0,
        "late_p99_seconds": late[1] if late else 0.0,
        "late_worst_seconds": worst or 0.0,
    }


def forget_old_pulses() -> None:
    """Drop the pulses of yesterday and before."""
    Pulse.objects.filter(at__lt=now() - KEPT).delete()

"""One clock decides: the database's app_now(), movable in tests, never Python's (architecture.md, "The clock")."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection


def now() -> datetime:
    """The database's present time, aware, UTC. Asked anew each time: call it after taking the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        value: datetime = cursor.fetchone()[0]
    return value


def company_day() -> date:
    """The day it is for a company as a whole, where no estate says its own zone (settings.ESTATE_TIME_ZONE)."""
    return now().astimezone(ZoneInfo(settings.ESTATE_TIME_ZONE)).date()

"""One clock decides: the database's app_now(), movable in tests, never Python's (architecture.md, "The clock")."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from servicedesk.estates.models import Estate


def now() -> datetime:
    """The database's present time, aware, UTC. Asked anew each time: call it after taking the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        value: datetime = cursor.fetchone()[0]
    return value


def today_in(estate: "Estate | None" = None) -> date:
    """The day it is in an estate, by its own zone; for the company as a whole by settings.ESTATE_TIME_ZONE."""
    zone = estate.tz if estate is not None else ZoneInfo(settings.ESTATE_TIME_ZONE)
    return now().astimezone(zone).date()

"""Move the database's clock (`app_now()`): the only clock that decides anything."""

import contextlib
import os
from datetime import datetime, timedelta

from tests.support.database import owner_connection

# "5 hours": how far from the real time the tests' present lies, to find what only holds at some hours of the day.
SHIFT = os.environ.get("TEST_SHIFT", "0")


class Clock:
    """Outside the test's transaction, so that worker processes see the same time."""

    def __init__(self) -> None:
        self._moved = False

    def begin(self) -> None:
        """A new database's present."""
        self._write("shift = %s", SHIFT)

    def set(self, moment: datetime) -> None:
        """Stand still at `moment` (aware)."""
        self._write("frozen_at = %s, shift = interval '0'", moment)

    def move(self, by: timedelta) -> None:
        """Go on (or back) by this much; a running clock keeps running, a standing one stands there."""
        running = "CASE WHEN frozen_at IS NULL THEN shift + %s ELSE shift END"
        self._write(f"frozen_at = frozen_at + %s, shift = {running}", by, by)

    def now(self) -> datetime:
        """The moment by which everything decides."""
        with contextlib.closing(owner_connection()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT app_now()")
            (moment,) = cursor.fetchone()
        assert isinstance(moment, datetime)
        return moment

    def reset(self) -> None:
        """Back to the real time."""
        if self._moved:
            self._write("frozen_at = NULL, shift = %s", SHIFT)

    def _write(self, assignments: str, *values: object) -> None:
        with contextlib.closing(owner_connection()) as connection, connection.cursor() as cursor:
            cursor.execute(f"UPDATE timers_clockshift SET {assignments}", values)
            assert cursor.rowcount == 1, "timers_clockshift must hold its one row"
        self._moved = True

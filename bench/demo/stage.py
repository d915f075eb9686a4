"""Time for the live tickets: the database's clock stands at each moment in turn, and the engine fires on the way.

Only the owner of the tables may move app_now(), and does so inside this one transaction: nobody else ever sees it.
"""

import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, connections, transaction

from servicedesk.timers.engine import sweep

# A step of a story: it yields the moment at which it wants to go on.
Story = Generator[datetime, None, Any]


@contextmanager
def as_owner() -> Iterator[None]:
    """`default` reaches the database as the owner of the tables; row-level security, being forced, binds him too."""
    default, owner = connections["default"], connections["owner"]
    before = dict(default.settings_dict)
    default.close()
    default.settings_dict.update({key: owner.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(before)


@contextmanager
def moved_clock() -> Iterator[None]:
    """app_now() may be moved inside, and runs with the real time again afterwards, in the same transaction."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("UPDATE timers_clockshift SET frozen_at = NULL, shift = interval '0' WHERE id = 1")


def stand_at(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE timers_clockshift SET frozen_at = %s, shift = interval '0' WHERE id = 1", [moment])


def next_due() -> datetime | None:
    """When the next clock of any tenant is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(next_due_at) FROM timers_clock")
        found: datetime | None = cursor.fetchone()[0]
    return found


def play(stories: Iterable[tuple[datetime, Story]], until: datetime) -> None:
    """Given each story with its first moment, let them go on in the order of time; deadlines between fire when due.

    A story whose next moment lies after `until` stays where it is: that is today's open ticket.
    """
    order = count()
    waiting = [(moment, next(order), story) for moment, story in stories]
    heapq.heapify(waiting)
    while waiting:
        moment, _nth, story = heapq.heappop(waiting)
        if moment > until:
            continue
        run_to(moment)
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (max(following, moment), next(order), story))
    run_to(until)


def run_to(moment: datetime) -> None:
    """Fire what falls due before `moment`, each at its own time, as a worker would have; then stand at `moment`."""
    while (due := next_due()) is not None and due < moment:
        stand_at(due + timedelta(milliseconds=600))
        if not sweep():
            break
    stand_at(moment)

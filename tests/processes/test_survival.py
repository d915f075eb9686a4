"""The clock survives what happens to processes: every due timer has exactly one effect, none is lost (R30)."""

import random
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from servicedesk.embedded import Servers
from servicedesk.journal.models import Event
from servicedesk.timers.models import Clock as ClockRow
from servicedesk.timers.models import Timer
from servicedesk.web import hints
from tests.cast import Cast, build
from tests.processes.conftest import environment_on
from tests.support.clock import Clock
from tests.support.processes import beat, running, until, worker
from tickets.models import Ticket

pytestmark = pytest.mark.processes
LEVELS = ["timer.warned", "timer.breached", "timer.escalated"]


def make_due(cast: Cast, clock: Clock, how_many: int) -> list[Ticket]:
    """Tickets whose dispatch timers, all three levels, are due now."""
    with cast.scope():
        tickets = [cast.ticket() for _ in range(how_many)]
    clock.move(timedelta(minutes=20))
    return tickets


def nothing_due(cast: Cast, clock: Clock) -> bool:
    with cast.scope():
        return not ClockRow.objects.filter(next_due_at__lte=clock.now()).exists()


def effects(cast: Cast, kind: str = "dispatch") -> Counter[tuple[str, str]]:
    with cast.scope():
        rows = Event.objects.filter(type__in=LEVELS, payload__kind=kind).values_list("subject_id", "type")
        return Counter((str(subject), name) for subject, name in rows)


def in_order(cast: Cast, ticket: Ticket) -> bool:
    with cast.scope():
        rows = Event.objects.filter(subject_id=ticket.pk, type__in=LEVELS, payload__kind="dispatch").order_by("id")
        return [row.type for row in rows] == LEVELS


def each_once(cast: Cast, tickets: list[Ticket]) -> bool:
    """Every timer of every ticket one event, in order, and none left over."""
    found = effects(cast)
    with cast.scope():
        pending = Timer.objects.filter(kind="dispatch", state="pending").count()
    return len(found) == 3 * len(tickets) and set(found.values()) == {1} and not pending


def test_twenty_kills_in_the_middle_of_batches_lose_and_repeat_nothing(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """kill -9, twenty times, while batches run (Must show 2a): the process at work, and each fourth time the whole
    worker with it.
    """
    chance = random.Random(20261121)
    tickets: list[Ticket] = []
    victim = worker(process_env)
    with running(beat(process_env | {"TICK_SECONDS": "0.2"}, tmp_path)):
        for nth in range(1, 21):
            tickets += make_due(live_cast, clock, 15)
            before = sum(effects(live_cast).values())
            until(lambda seen=before: sum(effects(live_cast).values()) > seen, 60)  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.05))
            if nth % 4:
                victim.kill_child()
            else:
                victim.kill()
                victim = worker(process_env)
        with running(victim):
            until(lambda: nothing_due(live_cast, clock), 90)
    assert each_once(live_cast, tickets)
    assert all(in_order(live_cast, ticket) for ticket in tickets)


def test_flushing_redis_loses_nothing(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """Redis holds nothing that cannot be lost (Must show 2b)."""
    with running(worker(process_env), beat(process_env, tmp_path)):
        tickets = make_due(live_cast, clock, 10)
        hints.client().flushall()
        until(lambda: nothing_due(live_cast, clock))
        tickets += make_due(live_cast, clock, 10)
        until(lambda: nothing_due(live_cast, clock))
    assert each_once(live_cast, tickets)


def test_two_beats_and_two_workers_fire_everything_once(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """Any number of beats is harmless (Must show 2c)."""
    (tmp_path / "second").mkdir()
    beats = (beat(process_env, tmp_path), beat(process_env, tmp_path / "second"))
    with running(*beats, worker(process_env, 2), worker(process_env)):
        tickets = make_due(live_cast, clock, 60)
        until(lambda: nothing_due(live_cast, clock))
        time.sleep(2)
    assert each_once(live_cast, tickets)


def test_a_restart_of_postgresql_in_the_middle_loses_nothing(own_servers: Servers, tmp_path: Path) -> None:
    """Workers find their way back by themselves (Must show 2d). On servers of its own: other tests run beside it."""
    cast, clock, env = build(), Clock(), environment_on(own_servers)
    with running(worker(env), beat(env, tmp_path)):
        tickets = make_due(cast, clock, 40)
        until(lambda: bool(effects(cast)))
        connections.close_all()
        own_servers.restart_postgres(signal.SIGQUIT)
        until(lambda: nothing_due(cast, clock), 90)
        tickets += make_due(cast, clock, 10)
        until(lambda: nothing_due(cast, clock), 90)
    assert each_once(cast, tickets)


def test_after_an_hour_without_any_process_all_fire_late_and_once(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """Nothing runs for an hour; then everything is made up for, with its own time and its lateness (Must show 2e)."""
    tickets = make_due(live_cast, clock, 30)
    clock.move(timedelta(hours=1))
    with running(worker(process_env), beat(process_env, tmp_path)):
        until(lambda: nothing_due(live_cast, clock))
    assert each_once(live_cast, tickets)
    with live_cast.scope():
        breaches = Event.objects.filter(type="timer.breached", payload__kind="dispatch")
        assert all(breach.payload["late_seconds"] >= 3600 for breach in breaches)
        due = dict(Timer.objects.filter(kind="dispatch", level=1).values_list("id", "due_at"))
        assert all(breach.at == due[breach.timer_id] for breach in breaches)

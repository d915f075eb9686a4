"""How many timers a worker process fires in a second, with all their effects; and how late they are at worst."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2

from bench.companies import Company, companies
from bench.copying import copier, superuser_url
from bench.due import DueTickets
from bench.figures import report, spread
from bench.servers import process, say
from servicedesk.timers.now import now

TENANTS = 20
# Of a hundred due clocks: undispatched, late on the way, unanswered offers.
MIX = {"dispatch": 45, "arrival": 35, "accept": 20}
LATE_GOAL_MS, RATE_GOAL = 2000, 300


def run(*, quick: bool, data: Path) -> None:
    """Rates by kind and mixed, with one and two worker processes; then lateness."""
    size = 20 if quick else 5_000
    with copier(checked=quick) as into:
        firms = companies(into, 4 if quick else TENANTS, now())
    for kind in MIX:
        rate({kind: 100}, firms, size, workers=1, name=kind, checked=quick)
    for workers in (1, 2):
        rate(MIX, firms, 4 * size, workers=workers, name="mixed", checked=quick)
    lateness(firms, 50 if quick else 5_000, 2 if quick else 60, data, checked=quick)


def rate(mix: dict[str, int], firms: list[Company], clocks: int, *, workers: int, name: str, checked: bool) -> None:
    """So many clocks fell due a moment ago: how long until none is due, by `sweep` in so many processes."""
    present = now()
    with copier(checked=checked) as into:
        DueTickets(into, present).make(firms, mix, clocks, lambda _nth: present - timedelta(seconds=2))
        into.analyse()
    before = fired()
    seconds = drained_by(workers)
    count = fired() - before
    per_second = round(count / seconds, 1)
    sizes = {"tenants": len(firms), "clocks": clocks, "mix_percent": mix, "worker_processes": workers}
    figures = {"fired": count, "seconds": round(seconds, 2), "throughput_per_s": per_second,
               "per_process_per_s": round(per_second / workers, 1)}  # fmt: skip
    report(f"timers.rate.{name}", sizes, figures, goal_per_process_per_s=RATE_GOAL)


def drained_by(workers: int) -> float:
    """Fork so many processes that sweep, as the worker's tick does, until nothing is due. Seconds of the slowest."""
    from django.db import connections

    connections.close_all()
    began = time.monotonic()
    children = [fork(sweep_all) for _n in range(workers)]
    for child in children:
        _pid, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError("A sweeping process failed.")
    return time.monotonic() - began


def fork(work: Callable[[], None]) -> int:
    """A child that does this and nothing else."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def sweep_all() -> None:
    """What `tick` does, without its budget, in a process prepared as a worker's."""
    from servicedesk.garbage import collect_rarely
    from servicedesk.timers.engine import sweep

    collect_rarely()
    while sweep():
        pass


def lateness(firms: list[Company], clocks: int, seconds: int, data: Path, *, checked: bool) -> None:
    """So many fall due within a minute while real worker and beat run: from the due time to the effect's commit."""
    with process("worker"), process("beat", BEAT_SCHEDULE=str(data / "beat")):
        time.sleep(4)
        starts = now() + timedelta(seconds=6)
        with copier(checked=checked) as into:
            DueTickets(into, starts).make(firms, MIX, clocks, even(starts, seconds, clocks))
        ends = starts + timedelta(seconds=seconds)
        say(f"{clocks} clocks fall due until {ends:%H:%M:%S}")
        wait_until_fired(ends)
    late = latenesses(starts, ends)
    sizes = {"tenants": len(firms), "clocks": clocks, "within_seconds": seconds, "mix_percent": MIX,
             "worker_processes": 2}  # fmt: skip
    figures = {"fired": len(late), "throughput_per_s": round(len(late) / seconds, 1), **spread(late)}
    report("timers.lateness", sizes, figures, goal_p99_ms=LATE_GOAL_MS)


def even(starts: datetime, seconds: int, clocks: int) -> Callable[[int], datetime]:
    """The nth due time of evenly spread ones."""
    return lambda nth: starts + timedelta(seconds=seconds) * nth / clocks


def wait_until_fired(ends: datetime) -> None:
    """Until the minute is over and nothing of it is due any more."""
    limit = time.monotonic() + 180
    while ask("SELECT app_now() <= %s OR EXISTS (SELECT FROM timers_clock WHERE next_due_at <= %s)", ends, ends):
        if time.monotonic() > limit:
            raise RuntimeError("The worker does not keep up.")
        time.sleep(1)


def latenesses(starts: datetime, ends: datetime) -> list[float]:
    """Seconds from each first due time to the commit that made its effect visible."""
    rows = ask_all(
        "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - due_at)::float8 FROM timers_timer "
        "WHERE state = 'fired' AND due_at >= %s AND due_at < %s AND starts_at < %s",
        starts, ends, starts,
    )  # fmt: skip
    return [value for (value,) in rows]


def fired() -> int:
    return int(ask("SELECT count(*) FROM timers_timer WHERE fired_at IS NOT NULL"))


def ask(query: str, *values: Any) -> Any:
    """One value, over all tenants, as the superuser."""
    return ask_all(query, *values)[0][0]


def ask_all(query: str, *values: Any) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(superuser_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())
    finally:
        connection.close()

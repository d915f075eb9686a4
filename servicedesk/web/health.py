"""What a load balancer and an operator ask: does it live, is it ready, and if not, what is wrong."""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicedesk.people.rules import public

LATENESS_LIMIT_SECONDS = 60


@public
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nobody else."""
    return JsonResponse({"status": "live"})


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, migrations and clock are right; else 503 with what is wrong under `faults`."""
    faults = {name: fault for name, check in CHECKS.items() if (fault := outcome(check))}
    report = {"status": "unready" if faults else "ready", "faults": faults, "clock": clock_figures()}
    return JsonResponse(report, status=503 if faults else 200)


def outcome(check: Callable[[], str]) -> str:
    """The check's complaint, '' if all is well. A server that is away is a complaint, not an error."""
    try:
        return check()
    except (DatabaseError, redis.RedisError) as reason:
        return str(reason).strip().splitlines()[0] if str(reason).strip() else type(reason).__name__


def database() -> str:
    """The database answers the application's role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def broker() -> str:
    """Redis answers."""
    _redis().ping()
    return ""


def migrations() -> str:
    """Every migration of this code is applied; asked until it is, as it then stays so for this process."""
    if not _applied:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            return f"{len(plan)} migrations are not applied"
        _applied.append(True)
    return ""


def lateness() -> str:
    """No timer waits past its time for longer than a minute (architecture.md, "The clock", 7)."""
    oldest = clock_figures().get("oldest_due_seconds", 0)
    return f"a timer is {oldest:.0f} s late: is the worker running?" if oldest >= LATENESS_LIMIT_SECONDS else ""


def clock_figures() -> dict[str, float]:
    """The timers' figures, {} while the database cannot tell them."""
    from servicedesk.timers.health import figures

    try:
        return dict(figures())
    except DatabaseError:
        return {}


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


CHECKS = {"database": database, "redis": broker, "migrations": migrations, "timers": lateness}
_applied: list[bool] = []

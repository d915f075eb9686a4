"""/healthz: what a load balancer and an operator rely on."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from servicedesk.web import health
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.database import owner_connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """What the module remembers for the life of a process must not leak between tests."""
    yield
    health._applied.clear()
    health._redis.cache_clear()


def test_all_is_well(client: Client) -> None:
    assert client.get("/healthz/live").status_code == 200
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["faults"]) == (200, {})


def test_not_ready_while_redis_is_away_but_alive(client: Client) -> None:
    health._redis.cache_clear()
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert list(answer.json()["faults"]) == ["redis"]
    assert client.get("/healthz/live").status_code == 200


def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    health._applied.clear()
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'messaging' RETURNING app, name, applied")
        rows = cursor.fetchall()
        try:
            answer = client.get("/healthz/ready")
        finally:
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", rows)
    assert answer.status_code == 503
    assert answer.json()["faults"]["migrations"] == f"{len(rows)} migrations are not applied"


def test_not_ready_while_a_due_timer_waits_for_a_minute(client: Client, cast: Cast, clock: Clock) -> None:
    cast.ticket()
    assert client.get("/healthz/ready").status_code == 200
    clock.move(timedelta(days=2))
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert "late" in answer.json()["faults"]["timers"]

"""The test set-up itself: tests run as the application's role, and the clock moves for every process."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.database import empty_all_tables
from tickets.models import Ticket


@pytest.mark.django_db
def test_tests_run_as_the_role_of_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("servicedesk_app",)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("TRUNCATE tickets_ticket")


def test_the_clock_stands_moves_and_runs(clock: Clock) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    clock.set(noon)
    assert clock.now() == noon
    clock.move(timedelta(hours=-1))
    assert clock.now() == noon - timedelta(hours=1)
    clock.reset()
    clock.move(timedelta(days=3))
    first = clock.now()
    assert clock.now() > first


def test_emptying_leaves_no_ticket_and_keeps_the_clock(live_cast: Cast, clock: Clock) -> None:
    with live_cast.scope():
        live_cast.ticket()
    empty_all_tables()
    with live_cast.scope():
        assert not Ticket.objects.exists()
    assert clock.now()

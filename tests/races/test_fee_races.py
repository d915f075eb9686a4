"""Billing runs with real connections: two at once, and one whose connection is cut in the middle (R11, R12)."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from billing.fees import runs
from billing.fees.readings import Shown, read
from billing.fees.runs import carry_out, reverse_run
from billing.ledger.checks import differences
from billing.models import Bill, Entry, FeeRun, Reading
from servicedesk.refusals import Conflict, Refusal
from tests.billing.fees import MONTH, WATER, fee_of, meter_of, today, unit_of
from tests.cast import Cast
from tests.races.test_races import refusals, together


@pytest.fixture
def about(live_cast: Cast) -> dict[str, Any]:
    """A fee of eight units."""
    with live_cast.scope():
        for nth in range(7):
            unit_of(live_cast, code=f"9-{nth}")
        return {"estate_id": live_cast.estate.pk, "fee_ids": [fee_of(live_cast).pk], "period": MONTH}


def test_of_two_clerks_who_start_the_same_run_one_wins_and_the_other_reads_who(
    live_cast: Cast, about: dict[str, Any]
) -> None:
    """R11."""
    with live_cast.scope():
        actors = [live_cast.act(name) for name in ("cashier", "manager")]
    outcomes = together(live_cast, *(lambda actor=actor: carry_out(actor=actor, **about) for actor in actors))
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        assert isinstance(refused, Conflict) and FeeRun.objects.get().actor_name in str(refused)
        assert Bill.objects.count() == 8 and list(differences()) == []


def test_a_run_reversed_twice_at_once_is_reversed_once(live_cast: Cast, about: dict[str, Any]) -> None:
    """R37."""
    with live_cast.scope():
        actor = live_cast.act("cashier")
        run = carry_out(actor=actor, **about)
    outcomes = together(live_cast, *[lambda: reverse_run(actor=actor, run_id=run.pk, reason="x")] * 3)
    with live_cast.scope():
        assert len(refusals(outcomes)) == 2 and Entry.objects.count() == 16 and list(differences()) == []


def test_a_run_whose_connection_is_cut_leaves_nothing_and_is_repeated(
    live_cast: Cast, about: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: bills and entries of two batches are written when the server ends the session."""
    monkeypatch.setattr("billing.fees.runs.BATCH", 2)
    monkeypatch.setattr("billing.ledger.actions.BATCH", 2)
    write, batches = runs.write, []

    def cut(*given: Any) -> Any:
        batches.append(given)
        if len(batches) == 3:
            terminate(connection.connection.get_backend_pid())
        return write(*given)

    monkeypatch.setattr(runs, "write", cut)
    with pytest.raises(DatabaseError), live_cast.scope():
        carry_out(actor=live_cast.act("cashier"), **about)
    connection.close()
    monkeypatch.setattr(runs, "write", write)
    with live_cast.scope():
        assert len(batches) == 3 and not (Bill.objects.exists() or Entry.objects.exists() or FeeRun.objects.exists())
        assert carry_out(actor=live_cast.act("cashier"), **about).bills == 8 and list(differences()) == []


def terminate(pid: int) -> None:
    """End that session, from another one of the same role."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()


def test_two_who_read_the_same_meter_at_once_leave_one_reading(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        meter = meter_of(live_cast, fee_of(live_cast, **WATER), "100")
        actors = [live_cast.act(name) for name in ("cashier", "manager")]
    shown = Shown(today(), Decimal(103))
    outcomes = together(
        live_cast, *(lambda actor=actor: read(actor=actor, meter_id=meter.pk, shown=shown) for actor in actors)
    )
    with live_cast.scope():
        assert [isinstance(one, Refusal) for one in refusals(outcomes)] == [True] and Reading.objects.count() == 2

"""After a billing run the planner knows of its rows, so that lists and reports do not read them all for each bill."""

from typing import Any

import pytest
from django.db import connection

from billing.fees.runs import carry_out, reverse_run
from billing.ledger import statistics
from billing.models import Posting
from tests.billing.fees import MONTH, fee_of, unit_of
from tests.cast import Cast


def known() -> float:
    """How many postings the planner believes there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'billing_posting'::regclass")
        return float(cursor.fetchone()[0])


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_large_run_and_its_reversal_are_told_to_the_planner(
    cast: Cast, commits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MANY", 2)
    unit_of(cast)
    about: dict[str, Any] = {"actor": cast.act("cashier"), "fee_ids": [fee_of(cast).pk], "period": MONTH}
    with commits():
        run = carry_out(estate_id=cast.estate.pk, **about)
    assert known() == Posting.objects.count() == 4
    with commits():
        reverse_run(actor=cast.act("cashier"), run_id=run.pk, reason="多算了")
    assert known() == Posting.objects.count() == 8


def test_a_small_one_is_not(cast: Cast, commits: Any) -> None:
    with commits() as told:
        carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee_of(cast).pk], period=MONTH)
    assert statistics.analyse not in told

"""Billing runs: previewed, repeated safely, reversed; the ledger agrees with them (R37, R39)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from billing.fees.previews import preview
from billing.fees.queries import owed
from billing.fees.runs import carry_out, reverse_bill, reverse_run
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Bill, Entry, Fee, FeeRun
from billing.receipts.actions import take, void
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.billing.fees import MONTH, fee_of, unit_of
from tests.cast import Cast


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def bill(cast: Cast, *fees: Fee, by: str = "cashier", **changes: Any) -> FeeRun:
    about: dict[str, Any] = {
        "estate_id": cast.estate.pk,
        "fee_ids": [fee.pk for fee in fees],
        "period": MONTH,
    } | changes
    return carry_out(actor=cast.act(by), **about)


def test_a_preview_writes_nothing_and_says_what_the_run_then_does(cast: Cast) -> None:
    """The sums of rounded lines are exact: 128.60 m² and 100 m² at 2.35 (R39)."""
    fee = fee_of(cast)
    unit_of(cast)
    seen = preview(cast.estate, [fee], MONTH)
    assert not Bill.objects.exists() and not Entry.objects.exists()
    run = bill(cast, fee, expected=(seen.bills, seen.total))
    assert (run.bills, run.total) == (seen.bills, seen.total) == (2, Decimal("537.21"))
    assert owed(cast.unit) == Decimal("302.21") and balance(Book.MANAGEMENT) == -run.total
    assert list(differences()) == [] and Event.objects.filter(type="fee.run").count() == 1


def test_a_second_run_bills_only_what_is_missing_and_names_who_was_first(cast: Cast) -> None:
    """R11: never twice for the same unit, fee and month."""
    fee = fee_of(cast)
    bill(cast, fee)
    with pytest.raises(Conflict, match=cast.cashier.name) as refused:
        bill(cast, fee, by="manager")
    assert refused.value.rule == "R11" and FeeRun.objects.count() == 1
    new = unit_of(cast)
    assert bill(cast, fee).bills == 1 and owed(new) == 235 and owed(cast.unit) == Decimal("302.21")


def test_the_database_refuses_a_second_bill_and_any_change_of_one(cast: Cast) -> None:
    """R37: whoever writes past the action."""
    run = bill(cast, fee_of(cast))
    row = Bill.objects.get()
    for words, act in (
        ("bill_once", lambda: Bill.objects.create(run=run, estate=cast.estate, fee=row.fee, unit=row.unit, period=MONTH,
                                                  quantity=1, rate=1, amount=1)),
        ("never changed", lambda: Bill.objects.update(amount=1)),
        ("never changed", lambda: connection.cursor().execute("DELETE FROM billing_bill")),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            act()


def test_a_preview_that_no_longer_holds_is_not_carried_out(cast: Cast) -> None:
    """R11."""
    fee = fee_of(cast)
    seen = preview(cast.estate, [fee], MONTH)
    unit_of(cast)
    with pytest.raises(Conflict, match="preview"):
        bill(cast, fee, expected=(seen.bills, seen.total))
    assert not FeeRun.objects.exists()


def test_a_reversed_run_leaves_nothing_owed_and_can_be_billed_again(cast: Cast) -> None:
    """R37: by new entries; nothing is taken away."""
    fee, cashier = fee_of(cast), cast.act("cashier")
    unit_of(cast)
    run = bill(cast, fee)
    with pytest.raises(Invalid):
        reverse_run(actor=cashier, run_id=run.pk, reason=" ")
    reverse_run(actor=cashier, run_id=run.pk, reason="单价有误")
    assert balance(Book.RECEIVABLE) == 0 and Entry.objects.count() == 4 and list(differences()) == []
    with pytest.raises(Conflict, match="Reversed already"):
        reverse_run(actor=cashier, run_id=run.pk, reason="again")
    assert bill(cast, fee).bills == 2 and list(differences()) == []


def test_one_bill_is_reversed_and_the_next_run_bills_it_again(cast: Cast) -> None:
    """R37."""
    fee = fee_of(cast)
    unit_of(cast)
    bill(cast, fee)
    reverse_bill(actor=cast.act("cashier"), bill_id=Bill.objects.get(unit=cast.unit).pk, reason="面积有误")
    assert owed(cast.unit) == 0 and bill(cast, fee).bills == 1 and list(differences()) == []


def test_what_is_paid_even_in_part_is_not_reversed_before_its_payment_is(cast: Cast) -> None:
    """R37."""
    run = bill(cast, fee_of(cast))
    paid = take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal("0.01"), method="wechat")
    with pytest.raises(Conflict, match="1 of these bills are paid"):
        reverse_run(actor=cast.act("cashier"), run_id=run.pk, reason="x")
    assert owed(cast.unit) == run.total - Decimal("0.01")
    void(receipt_id=paid.pk, actor=cast.act("cashier"), reason="收错了")
    reverse_run(actor=cast.act("cashier"), run_id=run.pk, reason="x")
    assert owed(cast.unit) == 0 and list(differences()) == []


def test_the_check_finds_a_bill_that_the_ledger_does_not_know(cast: Cast) -> None:
    """R39."""
    run = bill(cast, fee_of(cast))
    Bill.objects.create(run=run, estate=cast.estate, fee=fee_of(cast, code="X"), unit=cast.unit, period=MONTH, rate=1,
                        quantity=1, amount=7)  # fmt: skip
    found = list(differences())
    assert len(found) == 2 and "2 and 309.21 found" in found[0] and "7.00 billed, 0 in the ledger" in found[1]


def test_last_months_sum_and_what_is_unlike_it_are_shown(cast: Cast) -> None:
    """A unit's area was mistyped: its bill is ten times last month's."""
    fee = fee_of(cast)
    bill(cast, fee)
    cast.unit.area = Decimal(1286)
    cast.unit.save()
    (tally,) = preview(cast.estate, [fee], date(2026, 11, 1)).tallies
    assert (tally.before, tally.difference) == (Decimal("302.21"), Decimal("2719.89"))
    assert [one.code for one in tally.odd] == [cast.unit.code]


@pytest.mark.parametrize("changes", [{"period": date(2026, 10, 2)}, {"period": date(2099, 1, 1)}, {"fee_ids": []}])
def test_a_run_that_cannot_be_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        bill(cast, fee_of(cast), **changes)


def test_who_may_not_and_who_is_elsewhere_bills_nothing(cast: Cast) -> None:
    """Domain §1."""
    fee = fee_of(cast)
    run = bill(cast, fee)
    with pytest.raises(PermissionDenied):
        bill(cast, fee, by="clerk")
    for act in (lambda: bill(cast, fee, by="outsider"),
                lambda: reverse_run(actor=cast.act("outsider"), run_id=run.pk, reason="x")):  # fmt: skip
        with pytest.raises(NotFound):
            act()


def test_more_units_than_a_batch_are_all_billed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are no limit."""
    for nth in range(7):
        unit_of(cast, code=f"9-{nth}")
    for name in ("billing.fees.runs.BATCH", "billing.fees.sums.BATCH", "billing.ledger.actions.BATCH"):
        monkeypatch.setattr(name, 3)
    run = bill(cast, fee_of(cast))
    reverse_run(actor=cast.act("cashier"), run_id=run.pk, reason="x")
    assert run.bills == 8 and balance(Book.RECEIVABLE) == 0 and list(differences()) == []

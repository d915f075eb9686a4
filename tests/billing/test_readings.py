"""Meter readings with their plausibility (R37, R39)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from billing.fees.readings import Doubtful, Shown, add_meter, estimate, read, withdraw
from billing.fees.runs import carry_out, reverse_run
from billing.models import Bill, Meter, Reading
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.billing.fees import MONTH, WATER, fee_of, meter_of
from tests.cast import Cast

# Three readings, the last on 29 August.
SO_FAR = ("100", "110", "120")
DAY = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def meter(cast: Cast) -> Meter:
    return meter_of(cast, fee_of(cast, rate="5.2", **WATER), *SO_FAR)


def shown(cast: Cast, meter: Meter, value: str, day: date = DAY, **more: Any) -> Reading:
    return read(actor=cast.act("cashier"), meter_id=meter.pk, shown=Shown(day, Decimal(value), **more))


def test_what_was_used_is_counted_from_reading_to_reading(cast: Cast, meter: Meter) -> None:
    """Who read it is kept, and the journal has it (R10)."""
    row = shown(cast, meter, "131.5")
    assert (row.used, row.read_by) == (Decimal("11.5"), cast.cashier.name)
    assert Event.objects.filter(subject_id=meter.pk).count() == 4


@pytest.mark.parametrize(("value", "day", "field"), [
    ("119", DAY, "value"), ("131", date(2026, 8, 29), "day"), ("131", date(2099, 1, 1), "day"),
    ("100000", DAY, "value"), ("-1", DAY, "value"), ("NaN", DAY, "value"), ("120.0001", DAY, "value"),
])  # fmt: skip
def test_a_reading_that_cannot_be_is_refused(cast: Cast, meter: Meter, value: str, day: date, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        shown(cast, meter, value, day)
    assert refused.value.field == field and meter.readings.count() == 3


def test_a_lower_reading_needs_a_declared_round_and_its_reason(cast: Cast) -> None:
    """R37."""
    meter = meter_of(cast, fee_of(cast, **WATER), "99980", "99985", "99990")
    with pytest.raises(Invalid):
        shown(cast, meter, "5", kind="rollover")
    assert shown(cast, meter, "5", kind="rollover", reason="五位表走满").used == 15


def test_a_changed_meter_counts_the_olds_end_and_the_news_beginning(cast: Cast, meter: Meter) -> None:
    changed: dict[str, Any] = {"kind": "changed", "reason": "表坏", "serial": "N-2"}
    with pytest.raises(Invalid) as refused:
        shown(cast, meter, "4", **changed)
    assert refused.value.field == "old_end"
    row = shown(cast, meter, "4", old_end=Decimal(125), new_start=Decimal(1), **changed)
    meter.refresh_from_db()
    assert row.used == 8 and meter.serial == "N-2"


def test_much_more_than_usual_wants_to_be_confirmed(cast: Cast, meter: Meter) -> None:
    """Ten a month is usual, three times as much is believed; the multiple is the fee's."""
    assert shown(cast, meter, "150").confirmed is False
    with pytest.raises(Doubtful):
        shown(cast, meter, "300", date(2026, 10, 28))
    assert shown(cast, meter, "300", date(2026, 10, 28), confirmed=True).confirmed


def test_an_estimate_is_made_on_demand_marked_and_put_right_by_the_next_reading(cast: Cast, meter: Meter) -> None:
    row = estimate(actor=cast.act("cashier"), meter_id=meter.pk, day=DAY)
    assert row.kind == "estimated" and row.value == 130
    with pytest.raises(Invalid, match="estimate already"):
        estimate(actor=cast.act("cashier"), meter_id=meter.pk, day=DAY + timedelta(days=1))
    assert shown(cast, meter, "126", date(2026, 10, 20)).used == -4


def test_nothing_is_estimated_from_one_reading(cast: Cast) -> None:
    meter = meter_of(cast, fee_of(cast, **WATER), "100")
    with pytest.raises(Invalid, match="Two readings"):
        estimate(actor=cast.act("cashier"), meter_id=meter.pk, day=DAY)


def test_only_the_last_unbilled_reading_is_withdrawn_with_a_reason(cast: Cast, meter: Meter) -> None:
    """R37: it stays visible."""
    row, cashier = shown(cast, meter, "131"), cast.act("cashier")
    run = carry_out(actor=cashier, estate_id=cast.estate.pk, fee_ids=[meter.fee_id], period=MONTH)
    with pytest.raises(Conflict, match="billed"):
        withdraw(actor=cashier, reading_id=row.pk, reason="看错")
    reverse_run(actor=cashier, run_id=run.pk, reason="看错")
    withdraw(actor=cashier, reading_id=row.pk, reason="看错")
    assert meter.readings.count() == 4 and shown(cast, meter, "130").used == 10


def test_a_run_bills_what_was_read_and_a_wrong_estimate_comes_back_later(cast: Cast, meter: Meter) -> None:
    """31 m³ to the end of September; an estimate of ten too many is set against the next readings."""
    cashier = cast.act("cashier")
    estimate(actor=cashier, meter_id=meter.pk, day=DAY)
    about: dict[str, Any] = {"actor": cashier, "estate_id": cast.estate.pk, "fee_ids": [meter.fee_id]}
    carry_out(period=date(2026, 9, 1), **about)
    shown(cast, meter, "126", date(2026, 10, 20))
    with pytest.raises(Conflict):
        carry_out(period=MONTH, **about)
    shown(cast, meter, "140", date(2026, 11, 10))
    carry_out(period=date(2026, 11, 1), **about)
    rows = Bill.objects.order_by("period").values_list("quantity", "amount", "estimated")
    assert list(rows) == [(30, Decimal("156.00"), True), (10, Decimal("52.00"), False)]


def test_a_unit_has_one_meter_of_a_fee_and_another_estates_does_not_exist(cast: Cast, meter: Meter) -> None:
    new: dict[str, Any] = {"fee_id": meter.fee_id, "unit_id": cast.unit.pk, "day": DAY, "value": Decimal(0)}
    with pytest.raises(Conflict):
        add_meter(actor=cast.act("cashier"), **new)
    with pytest.raises(NotFound):
        read(actor=cast.act("outsider"), meter_id=meter.pk, shown=Shown(DAY, Decimal(130)))

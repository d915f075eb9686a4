"""Cash-up: sum by method = sum of receipts, both sign, a closed day is closed (R36)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from billing.cashup.actions import close, hand_over, object_to
from billing.cashup.queries import expected, open_days
from billing.clock import SETTLEMENT
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import CashUp
from billing.receipts.actions import void
from dispatch.handover.cash import held
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from servicedesk.timers.models import Timer
from tests.billing.steps import paid
from tests.cast import Cast, at, build
from tests.support.clock import Clock

DAY = date(2026, 11, 21)


@pytest.fixture
def day(clock: Clock) -> date:
    clock.set(at("2026-11-21 10:00"))
    return DAY


def handed(cast: Cast, day: date = DAY, by: str = "technician", explanation: str = "", **amounts: str) -> CashUp:
    values = {method: Decimal(amount) for method, amount in amounts.items()}
    return hand_over(
        estate_id=cast.estate.pk, actor=cast.act(by), day=day, handed=values, explanation=explanation
    )  # fmt: skip


def closed(cast: Cast, sheet: CashUp, **more: Any) -> CashUp:
    return close(cash_up_id=sheet.pk, actor=cast.act("cashier"), **more)


def test_what_is_expected_is_the_sum_of_the_receipts_by_method(cast: Cast, day: date) -> None:
    """R36: what was made void is taken off."""
    paid(cast, "45.00")
    paid(cast, "30.00", method="wechat")
    paid(cast, "12.50", by="foreman")
    void(receipt_id=paid(cast, "9.00").pk, actor=cast.act("cashier"), reason="x")
    found = {row.method: (row.receipts, row.amount) for row in expected(cast.estate.pk, cast.technician.pk, day)}
    assert found == {"cash": (1, Decimal("45.00")), "wechat": (1, Decimal("30.00"))}


def test_the_cash_is_finances_when_both_have_signed(cast: Cast, day: date) -> None:
    """R36."""
    paid(cast)
    sheet = handed(cast)
    assert balance(Book.CASH, staff=cast.technician) == 45 and sheet.state == "handed"
    done = closed(cast, sheet)
    assert balance(Book.CASH) == 0 and balance(Book.FINANCE_CASH) == 45
    assert (done.state, done.cashier_name, done.collector_name) == ("closed", "钱芳", "孙海涛")
    assert list(differences()) == [] and open_days([cast.estate.pk]) == []


@pytest.mark.parametrize(("cash", "off"), [("40.00", 5), ("50.00", -5)])
def test_a_difference_is_explained_and_signed_by_both_and_booked(cast: Cast, day: date, cash: str, off: int) -> None:
    """R36."""
    paid(cast)
    with pytest.raises(Invalid) as refused:
        handed(cast, cash=cash)
    assert refused.value.field == "explanation"
    sheet = handed(cast, cash=cash, explanation="找零有误")
    with pytest.raises(Invalid) as refused:
        closed(cast, sheet)
    assert refused.value.field == "remark"
    closed(cast, sheet, remark="已核实")
    assert balance(Book.DIFFERENCES) == off and balance(Book.FINANCE_CASH) == Decimal(cash)
    assert balance(Book.CASH) == 0 and list(differences()) == []


def test_the_cashier_who_counts_otherwise_has_the_collector_sign_again(cast: Cast, day: date) -> None:
    """R36: the day stays closed to new money meanwhile."""
    paid(cast)
    sheet = handed(cast)
    object_to(cash_up_id=sheet.pk, actor=cast.act("cashier"), reason="少了五元")
    with pytest.raises(Conflict):
        closed(cast, sheet)
    assert paid(cast, "7.00").day == date(2026, 11, 22)
    handed(cast, cash="40.00", explanation="找错零钱")
    closed(cast, sheet, remark="属实")
    assert CashUp.objects.get().difference == -5


def test_after_the_cash_up_the_next_receipt_falls_into_the_next_day(cast: Cast, day: date) -> None:
    """R36: and into the one after when that is closed too; another collector's day is his own."""
    paid(cast)
    handed(cast)
    assert [paid(cast).day, paid(cast, by="foreman").day] == [date(2026, 11, 22), DAY]
    with pytest.raises(Conflict):
        handed(cast)


def test_a_void_after_the_cash_up_goes_to_the_open_day(cast: Cast, day: date) -> None:
    """R36: what was signed stays as it was signed."""
    receipt = paid(cast)
    closed(cast, handed(cast))
    void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="x")
    (cash,) = expected(cast.estate.pk, cast.technician.pk, date(2026, 11, 22))
    assert cash.amount == -45 and list(differences()) == []


@pytest.mark.parametrize(("moment", "expect"), [
    ("2026-12-31 23:59:59", date(2026, 12, 31)), ("2027-01-01 00:00:00", date(2027, 1, 1)),
    ("2026-12-31 07:59:00", date(2026, 12, 31)),
])  # fmt: skip
def test_the_day_is_that_of_the_estates_zone(cast: Cast, clock: Clock, moment: str, expect: date) -> None:
    """R29, R36: midnight and New Year's Eve; in UTC it would be another day, and another year's number."""
    clock.set(at(moment))
    receipt = paid(cast)
    assert receipt.day == expect and receipt.number == f"SJ-HJ-{expect:%Y}-000001"


def test_of_a_day_closed_on_new_years_eve_the_next_money_is_the_new_years(cast: Cast, clock: Clock) -> None:
    """R35, R36: its number is of the year in which it was paid."""
    clock.set(at("2026-12-31 20:00"))
    paid(cast)
    handed(cast, date(2026, 12, 31))
    late = paid(cast)
    assert (late.day, late.number) == (date(2027, 1, 1), "SJ-HJ-2026-000002")
    with pytest.raises(Conflict):
        handed(cast, date(2027, 1, 1))


def test_money_on_site_starts_a_clock_that_the_cash_up_meets(cast: Cast, day: date, clock: Clock) -> None:
    """R36, domain §7: the same day; else supervisor and cashier are told."""
    late = paid(cast, by="foreman")
    closed(cast, handed(cast)) if paid(cast) else None
    clock.set(at("2026-11-22 00:30"))
    engine.sweep()
    fired = Timer.objects.filter(kind=SETTLEMENT, level=1, state="fired").values_list("clock_id", flat=True)
    assert list(fired) == [late.ticket_id]


def test_who_may_sign_what(cast: Cast, day: date) -> None:
    """R36: the collector for himself, the cashier for finance, never one for both; others' estates do not exist."""
    paid(cast)
    sheet, twin = handed(cast), build("twin", "TW")
    with pytest.raises(PermissionDenied):
        close(cash_up_id=sheet.pk, actor=cast.act("supervisor"))
    paid(cast, by="cashier")
    with pytest.raises(Invalid):
        closed(cast, handed(cast, by="cashier"))
    with pytest.raises(NotFound):
        hand_over(estate_id=cast.estate.pk, actor=cast.act("outsider"), day=DAY, handed={})
    with twin.scope(), pytest.raises(NotFound):
        close(cash_up_id=sheet.pk, actor=twin.act("cashier"))


def test_at_the_handover_only_cash_that_finance_has_not_is_held(cast: Cast, day: date) -> None:
    """R36, R43."""
    paid(cast)
    assert held(cast.estate.pk, cast.technician.pk, at("2026-11-21 00:00")).amount == 45
    closed(cast, handed(cast))
    assert held(cast.estate.pk, cast.technician.pk, at("2026-11-21 00:00")).amount == 0

"""Payments of the same bill with real connections: at once, and against its reversal; waivers, refunds (R35, R37)."""

from decimal import Decimal
from typing import Any

import pytest

from billing.amends.actions import give_back, lower
from billing.fees.runs import reverse_bill
from billing.fees.settling import fees_owed
from billing.fees.standing import with_open
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Amend, Bill, Receipt
from billing.receipts.actions import take
from servicedesk.refusals import Conflict, Invalid
from tests.billing.fees import three_months
from tests.cast import Cast
from tests.races.test_races import refusals, together


@pytest.fixture
def bill(live_cast: Cast) -> Bill:
    """The oldest of three, 200 yuan each."""
    with live_cast.scope():
        return three_months(live_cast)[0]


def paying(cast: Cast, bill: Bill, by: str, **more: Any) -> Any:
    with cast.scope():
        actor = cast.act(by)
    values: dict[str, Any] = {"unit_id": bill.unit_id, "amount": Decimal(200), "method": "cash", "bills": [bill.pk]}
    return lambda: take(actor=actor, **(values | more))


def test_of_two_cashiers_who_take_the_same_bill_one_does(live_cast: Cast, bill: Bill) -> None:
    """R35: and the same form, sent by both of its clicks, is one payment (R48)."""
    both = [paying(live_cast, bill, name) for name in ("cashier", "clerk")]
    clicks = [paying(live_cast, bill, "cashier", once="form-1", bills=[], method="wechat")] * 2
    outcomes = together(live_cast, *both)
    (refused,) = refusals(outcomes)
    first, second = together(live_cast, *clicks)
    with live_cast.scope():
        assert isinstance(refused, Invalid) and refused.field == "bills" and first.pk == second.pk
        assert Receipt.objects.count() == 2 and fees_owed(bill.unit_id) == 200 and balance(Book.ADVANCES) == 0
        assert list(differences()) == []


def test_a_bill_is_paid_or_reversed_but_never_both(live_cast: Cast, bill: Bill) -> None:
    """R37: whoever is second is refused."""
    with live_cast.scope():
        manager = live_cast.act("manager")
    undoing = [lambda: reverse_bill(actor=manager, bill_id=bill.pk, reason="x")]
    outcomes = together(live_cast, paying(live_cast, bill, "cashier"), *undoing)
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        (row,) = with_open(Bill.objects.filter(pk=bill.pk))
        paid, undone = Receipt.objects.exists(), row.reversed_at is not None
        assert paid != undone and isinstance(refused, Conflict if paid else Invalid)
        assert row.open == 0 and balance(Book.ADVANCES) == 0 and list(differences()) == []


def test_a_bill_is_lowered_and_a_receipt_given_back_no_further_than_there_is(live_cast: Cast, bill: Bill) -> None:
    """R37: of two waivers and two refunds at once, which together are too much, one of each holds."""
    with live_cast.scope():
        actor = live_cast.act("manager")
        kept = take(unit_id=bill.unit_id, actor=actor, amount=Decimal(250), method="wechat", bills=[bill.pk])
        last = Bill.objects.get(period__month=10)
    said: dict[str, Any] = {"actor": actor, "amount": Decimal(150), "reason": "x"}
    waivers = [lambda: lower(bill_id=last.pk, kind="waiver", **said)] * 2
    outcomes = together(live_cast, *waivers, *[lambda: give_back(receipt_id=kept.pk, **said)] * 2)
    with live_cast.scope():
        assert len(refusals(outcomes)) == 2 and set(Amend.objects.values_list("kind", flat=True)) == {
            "waiver",
            "refund",
        }
        assert [fees_owed(bill.unit_id), balance(Book.ADVANCES), balance(Book.REFUNDS)] == [250, 0, 100]
        assert list(differences()) == []

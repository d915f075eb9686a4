"""Discounts and waivers of a unit's bill, refunds of a unit's receipt: limits, second signature, new entries (R37)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from billing.amends.actions import give_back, lower, refuse, sign
from billing.amends.terms import change_terms
from billing.fees.runs import reverse_bill
from billing.fees.settling import fees_owed, open_bills
from billing.fees.standing import state_of, with_open
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Amend, Bill, Receipt
from billing.receipts.actions import take, void
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.api.client import Api
from tests.billing.fees import three_months
from tests.billing.steps import paid as paid_by_ticket
from tests.cast import Cast, build


@pytest.fixture
def bills(cast: Cast) -> list[Bill]:
    return three_months(cast)


def lowered(cast: Cast, bill: Bill, amount: str, kind: str = "discount", by: str = "supervisor", **more: Any) -> Amend:
    values: dict[str, Any] = {"reason": "电梯停运", "kind": kind, "amount": Decimal(amount)} | more
    return lower(bill_id=bill.pk, actor=cast.act(by), **values)


def paid(cast: Cast, amount: str, *chosen: Bill, method: str = "wechat") -> Receipt:
    keys = [bill.pk for bill in chosen]
    about: dict[str, Any] = {"unit_id": cast.unit.pk, "actor": cast.act("cashier"), "amount": Decimal(amount)}
    return take(method=method, bills=keys, **about)


def back(cast: Cast, receipt: Receipt, amount: str, by: str = "cashier", **more: Any) -> Amend:
    values: dict[str, Any] = {"reason": "多交了", "amount": Decimal(amount)} | more
    return give_back(receipt_id=receipt.pk, actor=cast.act(by), **values)


def open_by_month(cast: Cast) -> dict[int, Decimal]:
    return {bill.period.month: owed for bill, owed in open_bills(cast.unit.pk)}


def states() -> list[str]:
    return [state_of(bill).value for bill in with_open(Bill.objects.order_by("period"))]


@pytest.mark.parametrize(("kind", "book"), [("discount", Book.DISCOUNTS), ("waiver", Book.WAIVERS)])
def test_a_bill_is_lowered_by_a_credit_note_and_the_rest_is_paid(
    cast: Cast, bills: list[Bill], kind: str, book: str
) -> None:
    """R37: the bill itself stays; less is open of it, and money then settles what is left."""
    amend = lowered(cast, bills[0], "50", kind)
    assert amend.number.startswith("HC-HJ-") and balance(book) == 50 and open_by_month(cast)[8] == 150
    assert Event.objects.filter(type="billing.amend_granted", subject_id=cast.unit.pk).exists()
    paid(cast, "150", bills[0])
    assert states() == ["paid", "open", "open"] and fees_owed(cast.unit.pk) == 400
    with pytest.raises(Invalid, match="0"):
        lowered(cast, bills[0], "1", kind)
    lowered(cast, bills[1], "200", kind)
    assert states() == ["paid", "waived", "open"] and list(differences()) == []
    with pytest.raises(Conflict):
        reverse_bill(actor=cast.act("cashier"), bill_id=bills[1].pk, reason="x")


def test_what_was_paid_meanwhile_is_not_waived_with_the_second_signature(cast: Cast, bills: list[Bill]) -> None:
    """R37: it waits, books nothing, and is measured again when it is signed."""
    with pytest.raises(Invalid, match="500"):
        lowered(cast, bills[0], "501")
    change_terms(actor=cast.act("admin"), second_above=Decimal(90))
    waits = lowered(cast, bills[0], "150", by="manager")
    assert waits.waits and open_by_month(cast)[8] == 200
    paid(cast, "100", bills[0])
    with pytest.raises(Invalid, match="100"):
        sign(amend_id=waits.pk, actor=cast.act("director"))
    refuse(amend_id=waits.pk, actor=cast.act("director"), reason="已缴")
    assert not Amend.objects.get(pk=waits.pk).waits and open_by_month(cast)[8] == 100
    second = lowered(cast, bills[0], "100", by="manager")
    with pytest.raises(Invalid):
        sign(amend_id=second.pk, actor=cast.act("manager"))
    assert sign(amend_id=second.pk, actor=cast.act("director")).number and 8 not in open_by_month(cast)


def test_a_refund_takes_first_what_is_kept_in_advance(cast: Cast, bills: list[Bill]) -> None:
    """R37: then what was paid too much, as the company's cost; never more than the receipt; it is not void any more."""
    receipt = paid(cast, "230", bills[0], method="cash")
    first = back(cast, receipt, "20")
    assert first.number.startswith("TK-HJ-") and balance(Book.REFUNDS) == 0
    assert balance(Book.ADVANCES) == -10 and balance(Book.CASH, staff=cast.cashier) == 210
    back(cast, receipt, "25", method="wechat")
    assert [balance(book) for book in (Book.ADVANCES, Book.REFUNDS, Book.WECHAT)] == [0, 15, -25]
    assert open_by_month(cast) == {9: 200, 10: 200} and list(differences()) == []
    for amount, field in (("185.01", "amount"), ("0", "amount")):
        with pytest.raises(Invalid) as refused:
            back(cast, receipt, amount)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="x")


def test_what_paid_too_much_can_be_kept_on_the_units_account(cast: Cast, bills: list[Bill]) -> None:
    """R37, R35: but not what is there already."""
    receipt = paid(cast, "230", bills[0])
    with pytest.raises(Invalid, match="200"):
        back(cast, receipt, "200.01", method="on_account")
    back(cast, receipt, "40", method="on_account")
    assert balance(Book.ADVANCES) == -70 and balance(Book.REFUNDS) == 40
    paid(cast, "70", bills[1], method="on_account")
    back(cast, receipt, "30")
    assert balance(Book.ADVANCES) == 0 and balance(Book.REFUNDS) == 70 and list(differences()) == []


def test_who_may_and_for_whom_it_does_not_exist(cast: Cast, bills: list[Bill]) -> None:
    """R37: the same rights as for tickets; another tenant's or estate's is not there."""
    receipt, twin = paid(cast, "200", bills[0]), build("twin", "TW")
    for name, refusal in (("clerk", PermissionDenied), ("outsider", NotFound)):
        with pytest.raises(refusal):
            lowered(cast, bills[1], "5", by=name)
        with pytest.raises(refusal):
            back(cast, receipt, "5", by=name)
    with twin.scope(), pytest.raises(NotFound):
        lowered(twin, bills[1], "5")
    plain: dict[str, Any] = {"kind": "waiver", "amount": Decimal(5), "reason": "x"}
    wrong: tuple[dict[str, Any], ...] = ({"reason": " "}, {"kind": "refund"}, {"amount": Decimal("0.001")})
    for values in wrong:
        with pytest.raises(Invalid):
            lower(bill_id=bills[1].pk, actor=cast.act("manager"), **(plain | values))
    assert not Amend.objects.exists()


def test_the_pages_grant_once_and_print_the_slip(cast: Cast, bills: list[Bill]) -> None:
    """R37, R48: a form sent twice; the list names the bill; a refusal stands beside its field."""
    cashier, receipt = cast.client("cashier"), paid(cast, "230", bills[0])
    grant, refund = reverse("bill-grant", args=[bills[1].pk]), reverse("receipt-refund", args=[receipt.number])
    form = {"kind": "waiver", "amount": "50", "reason": "停水", "once": "g-1", "method": "cash"}
    for page, more in ((grant, {}), (refund, {"once": "g-2", "amount": "30"})):
        assert cashier.get(page).status_code == 200
        assert [cashier.post(page, form | more).status_code for _nth in range(2)] == [302] * 2
        wrong = cashier.post(page, form | {"once": "g-3", "amount": "400"})
        assert wrong.status_code == 422 and wrong.context["form"].errors["amount"]
    listed = cashier.get(reverse("billing-amends")).content.decode()
    assert Amend.objects.count() == 2 and "2026-09" in listed and receipt.number in listed
    for amend in Amend.objects.all():
        assert amend.number in cashier.get(reverse("print-grant", args=[amend.pk])).content.decode()
    shown = cashier.get(reverse("fees-statement", args=[cast.unit.pk])).content.decode()
    assert grant in shown and refund in shown


def test_a_system_lowers_a_bill_and_gives_money_back(cast: Cast, bills: list[Bill]) -> None:
    """R47, R48."""
    api, receipt = Api(cast.admin_key), paid(cast, "230", bills[0])
    by, key = cast.cashier.employee_no, {"Idempotency-Key": "k-1"}
    body = {"kind": "discount", "amount": "50", "reason": "停水", "by": by}
    made = [api.post(f"bills/{bills[1].pk}/grant", body, **key) for _nth in range(2)]
    assert [one.status_code for one in made] == [201] * 2 and made[0].data["bill"] == str(bills[1].pk)
    refund = api.post(f"receipts/{receipt.number}/refund", {"amount": "30", "reason": "多交了", "by": by})
    assert (refund.status_code, refund.data["receipt"], refund.data["unit"]) == (201, receipt.number, cast.unit.code)
    assert len(api.get("grants").data["results"]) == 2 and open_by_month(cast)[9] == 150
    assert api.post("bills/nothing/grant", body).status_code == 404
    assert api.post("receipts/nothing/refund", {"amount": "1", "reason": "x", "by": by}).status_code == 404


def test_a_tickets_receipt_is_not_given_back_as_a_units(cast: Cast) -> None:
    """R37: the refusal names the ticket, where it belongs."""
    receipt = paid_by_ticket(cast)
    assert receipt.ticket is not None
    with pytest.raises(Invalid, match=receipt.ticket.number) as refused:
        back(cast, receipt, "1")
    assert refused.value.field == "receipt" and not Amend.objects.exists()

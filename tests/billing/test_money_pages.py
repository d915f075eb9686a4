"""Price list, price told, money taken, receipts (R33–R35, R39)."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from billing.actions import pay
from billing.capitals import in_capitals
from billing.models import Receipt
from billing.quotes.lines import Line
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.support.prices import charge
from tickets.enums import Fee
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("1", "壹元整"), ("10", "壹拾元整"),
        ("68.00", "陆拾捌元整"),
        ("105.05", "壹佰零伍元零伍分"), ("1280.50", "壹仟贰佰捌拾元伍角整"), ("10000", "壹万元整"),
        ("10010.01", "壹万零壹拾元零壹分"), ("100200300", "壹亿零贰拾万零叁佰元整"), ("-3.20", "负叁元贰角整"),
    ],
)  # fmt: skip
def test_amounts_in_chinese_capitals(amount: str, words: str) -> None:
    """R35."""
    assert in_capitals(Decimal(amount)) == words


def test_capitals_refuse_what_is_no_money() -> None:
    with pytest.raises(ValueError, match="no amount"):
        in_capitals(Decimal("1.005"))


def paid(cast: Cast) -> Receipt:
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(name="换角阀", unit_price=Decimal("45.50"))])
    return pay(ticket_id=ticket.pk, actor=cast.act("clerk"), amount=Decimal("45.50"), method="cash")


def test_the_receipt_says_the_amount_in_figures_and_in_capitals(cast: Cast, clock: Clock) -> None:
    """R35."""
    clock.set(at("2026-11-21 10:00"))
    receipt = paid(cast)
    shown = cast.client("technician").get(reverse("receipt", args=[receipt.number])).content.decode()
    assert "肆拾伍元伍角整" in shown and "¥45.50" in shown and receipt.number in shown


def test_a_receipt_of_another_estate_or_tenant_is_404(cast: Cast) -> None:
    receipt, twin = paid(cast), build("twin", "TW")
    url = reverse("receipt", args=[receipt.number])
    assert cast.client("outsider").get(url).status_code == 404
    assert twin.client("cashier").get(url).status_code == 404


@pytest.mark.parametrize("amount", ["45.51", "0", "-1", "1.001", "x", "1e9"])
def test_more_than_is_owed_is_not_taken(cast: Cast, amount: str) -> None:
    """R35, R39."""
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(name="换角阀", unit_price=Decimal("45.50"))])
    values = {"amount": amount, "method": "cash"}
    answer = cast.client("clerk").post(reverse("ticket-pay", args=[ticket.number]), values, **HTMX)
    assert answer.status_code == 422 and b"step-amount-error" in answer.content
    assert not Receipt.objects.exists()


def test_what_is_owed_needs_a_reason_and_can_be_paid_later(cast: Cast) -> None:
    """R37, domain §3."""
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(name="换角阀", unit_price=Decimal("45.50"))])
    client = cast.client("clerk")

    def post(verb: str, **values: str) -> int:
        return int(client.post(reverse(f"ticket-{verb}", args=[ticket.number]), values, **HTMX).status_code)

    assert (post("owe"), post("owe", reason="业户没带钱"), fresh(ticket).fee) == (422, 200, Fee.OWED)
    assert (post("pay", amount="45.50", method="wechat"), Ticket.objects.get(pk=ticket.pk).fee) == (200, Fee.SETTLED)

"""Price list, price told, money taken, receipts (R33–R35, R39)."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from billing.actions import Line, charge, pay
from billing.capitals import in_capitals
from billing.models import PriceItem, Receipt
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.enums import Fee
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
NEW: dict[str, Any] = {
    "code": "W01", "name": "更换角阀", "unit": "个", "labour": "30", "parts": "15", "valid_from": "2026-01-01",
}  # fmt: skip


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


def test_the_admin_adds_a_price_and_a_new_price_is_a_new_line(cast: Cast) -> None:
    """R33."""
    admin = cast.client("admin")
    assert admin.post(reverse("add-price"), NEW).status_code == 302
    assert admin.post(reverse("add-price"), NEW | {"labour": "35"}).status_code == 422
    assert admin.post(reverse("add-price"), NEW | {"labour": "35", "valid_from": "2026-06-01"}).status_code == 302
    assert list(PriceItem.objects.order_by("valid_from").values_list("labour", flat=True)) == [30, 35]
    assert "更换角阀" in cast.client("clerk").get(reverse("billing")).content.decode()


@pytest.mark.parametrize("wrong", [{"labour": "-1"}, {"labour": "x"}, {"valid_to": "2025-01-01"}, {"name": ""}])
def test_a_wrong_price_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    assert cast.client("admin").post(reverse("add-price"), NEW | wrong).status_code == 422
    assert not PriceItem.objects.exists()


def test_only_the_admin_changes_prices_and_a_technician_sees_none(cast: Cast) -> None:
    assert cast.client("supervisor").post(reverse("add-price"), NEW).status_code == 403
    assert cast.client("technician").get(reverse("billing")).status_code == 403


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


def test_an_item_of_the_list_is_charged_at_its_price(cast: Cast, clock: Clock) -> None:
    """R33: the price is the list's, whatever the form says."""
    clock.set(at("2026-11-21 10:00"))
    item = PriceItem.objects.create(
        code="W01", name="更换角阀", unit="个", labour=30, parts=15, valid_from=at("2026-01-01 00:00").date()
    )
    ticket = cast.ticket()
    values = {"payer": "resident", "item_1": str(item.pk), "quantity_1": "2", "price_1": "1"}
    assert cast.client("clerk").post(reverse("ticket-charge", args=[ticket.number]), values, **HTMX).status_code == 200
    assert (ticket.charges.get().amount, fresh(ticket).fee) == (Decimal("90.00"), Fee.QUOTED)


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

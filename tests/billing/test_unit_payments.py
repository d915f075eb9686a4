"""A unit's fees paid at the counter and over REST: bills chosen, part, in advance, once; and what the receipt says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from billing.fees.settling import open_bills
from billing.fees.standing import PaidLine, short, state_of, with_open
from billing.ledger.checks import differences
from billing.models import Bill, Receipt
from billing.receipts.actions import take, void
from billing.receipts.views import link_of
from tests.api.client import Api
from tests.billing.fees import three_months
from tests.billing.steps import told
from tests.cast import Cast


@pytest.fixture
def bills(cast: Cast) -> list[Bill]:
    return three_months(cast)


def page(cast: Cast) -> str:
    return reverse("fees-pay", args=[cast.unit.pk])


def sent(*chosen: Bill, amount: str = "400", **more: Any) -> dict[str, Any]:
    keys = [str(bill.pk) for bill in chosen]
    return {"bills": keys, "amount": amount, "method": "cash", "payer_name": "刘阿姨", "once": "form-1"} | more


def open_by_month(cast: Cast) -> dict[int, Decimal]:
    return {bill.period.month: owed for bill, owed in open_bills(cast.unit.pk)}


def test_the_desk_takes_what_the_payer_chose_and_the_statement_shows_the_receipt(cast: Cast, bills: list[Bill]) -> None:
    """R35: all are ticked at first; a form sent twice pays once, though what it chose is open no more (R48)."""
    clerk = cast.client("clerk")
    begun = clerk.get(page(cast))
    assert [ticked for _bill, _owed, ticked in begun.context["rows"]] == [True] * 3
    assert begun.context["form"].initial["amount"] == 600
    answers = [clerk.post(page(cast), sent(bills[0], bills[2], amount="450")) for _nth in range(2)]
    receipt = Receipt.objects.get()
    where = reverse("fees-statement", args=[cast.unit.pk]) + f"?paid={receipt.number}"
    assert [answer["Location"] for answer in answers] == [where] * 2
    assert open_by_month(cast) == {9: 200} and receipt.payer_name == "刘阿姨" and list(differences()) == []
    shown = clerk.get(where).content.decode()
    assert reverse("receipt", args=[receipt.number]) in shown and "¥50.00" in shown


def test_a_refusal_stands_beside_what_it_is_about(cast: Cast, bills: list[Bill]) -> None:
    """R35: nothing chosen, a bill paid meanwhile, more on account than there is; nothing is taken."""
    cashier = cast.client("cashier")
    take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal(200), method="wechat", bills=[bills[0].pk])
    for form, field in (
        (sent(), "bills"), (sent(bills[0]), "bills"), (sent(bills[1], method="on_account"), "amount"),
        (sent(bills[1], amount="0"), "amount"), (sent(bills[1], method="shells"), "method"),
        (sent(bills[1]) | {"bills": ["x"]}, "bills"),
    ):  # fmt: skip
        answer = cashier.post(page(cast), form)
        assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert Receipt.objects.count() == 1


def test_who_opens_the_page(cast: Cast) -> None:
    """Domain §1: the desk takes fees; another estate's unit does not exist; who only reads takes nothing."""
    assert cast.client("clerk").get(page(cast)).status_code == 200
    assert [cast.client(name).get(page(cast)).status_code for name in ("outsider", "director")] == [404, 403]
    assert page(cast) not in cast.client("director").get(reverse("fees-units")).content.decode()


def test_the_search_leads_from_a_unit_to_its_fees(cast: Cast, bills: list[Bill]) -> None:
    """R2, R35: the unit's page does as well; a ticket's resident is found by his phone."""
    clerk, way = cast.client("clerk"), reverse("fees-pay", args=[cast.unit.pk])
    for words in (cast.unit.code, "5678"):
        assert way in clerk.get(reverse("search"), {"q": words}).content.decode()
    assert way in clerk.get(reverse("unit", args=[cast.unit.pk])).content.decode()


def test_the_receipt_says_what_it_paid_bill_by_bill(cast: Cast, bills: list[Bill]) -> None:
    """R35: on paper, on the resident's link, over REST; a part, and what is kept in advance."""
    take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal("620.5"), method="cash", payer_name="刘阿姨")
    receipt = Receipt.objects.get()
    paper = cast.client("cashier").get(reverse("receipt", args=[receipt.number])).content.decode()
    for text in (paper, cast.client("cashier").get(link_of(receipt)).content.decode()):
        assert all(word in text for word in ("2026-08", "2026-09", "2026-10", "¥200.00", "¥20.50"))
    assert paper.count("2026-10") == 2
    (told_,) = Api(cast.api_key).get("receipts").data["results"]
    lines = [(line["fee"], line["period"], line["amount"], line["kept"]) for line in told_["lines"]]
    assert lines[0] == ("物业费", "2026-08", "200.00", False) and lines[3] == ("", None, "20.50", True)


def test_a_small_paper_names_many_months_in_one_line(cast: Cast, bills: list[Bill]) -> None:
    """R35: the sum stays; and each print is counted (domain §11)."""
    months = [PaidLine("物业费", date(2026, n, 1), Decimal(100), None, False) for n in range(1, 11)]
    year, kept = short([*months, PaidLine("", None, Decimal(5), None, True)])
    assert (year.period, year.until) == (date(2026, 1, 1), date(2026, 10, 1))
    assert [year.amount, kept.amount] == [1000, 5]
    take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal(600), method="cash")
    page, cashier = reverse("receipt", args=[Receipt.objects.get().number]), cast.client("cashier")
    assert [cashier.post(page).context["nth"] for _nth in range(2)] == [1, 2] and not cashier.get(page).context["nth"]


def test_a_bill_says_how_it_stands(cast: Cast, bills: list[Bill]) -> None:
    """R38: open, part paid, paid; open again when the receipt is void."""
    receipt = take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal(250), method="cash")
    states = [state_of(bill).value for bill in with_open(Bill.objects.order_by("period"))]
    assert states == ["paid", "part", "open"]
    void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="错")
    assert {state_of(bill).value for bill in with_open(Bill.objects.all())} == {"open"}


def test_a_system_pays_chosen_bills(cast: Cast, bills: list[Bill]) -> None:
    """R47: lists what is owed, pays it, and reads what is left; another unit's bill is refused."""
    client = Api(cast.admin_key)
    owed = client.get("bills", owed="true").data["results"]
    assert {(one["open"], one["state"]) for one in owed} == {("200.00", "open")}
    way = f"estates/{cast.estate.code}/units/{cast.unit.code}/payments"
    body = {"amount": "250", "method": "wechat", "bills": [str(bills[1].pk), str(bills[2].pk)]}
    paid = client.post(way, body)
    assert paid.status_code == 201 and [line["period"] for line in paid.data["lines"]] == ["2026-09", "2026-10"]
    assert open_by_month(cast) == {8: 200, 10: 150}
    again = client.post(way, body)
    assert again.status_code == 422 and again.data["errors"][0]["field"] == "bills"


def test_a_tickets_receipt_has_no_lines_of_bills(cast: Cast, bills: list[Bill]) -> None:
    """R38: a ticket is paid for itself."""
    ticket = told(cast)
    cast.client("clerk").post(reverse("ticket-pay", args=[ticket.number]), {"amount": "45", "method": "cash"})
    (receipt,) = Api(cast.api_key).get("receipts").data["results"]
    assert receipt["ticket"] == ticket.number and receipt["lines"] == [] and len(open_by_month(cast)) == 3

"""Pages of receipts, cash-up and grants, and the same over REST (R35–R37, R47)."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from billing.models import Amend, CashUp, Receipt
from billing.receipts.views import link_of
from servicedesk.web import links
from tests.api.client import Api, fields
from tests.billing.steps import paid, told
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.enums import Fee

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
DAY = "2026-11-21"


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(at(f"{DAY} 10:00"))


def test_a_collector_hands_over_on_his_phone_and_finance_closes_the_day(cast: Cast) -> None:
    """R36."""
    paid(cast)
    phone, finance = cast.client("technician"), cast.client("cashier")
    assert "45.00" in phone.get(reverse("phone-cash")).content.decode()
    assert phone.post(reverse("phone-cash"), {"cash": "40.00"}).status_code == 422
    assert phone.post(reverse("phone-cash"), {"cash": "40.00", "explanation": "找零有误"}).status_code == 302
    sheet = CashUp.objects.get()
    assert "找零有误" in finance.get(reverse("billing-cash-ups")).content.decode()
    url = reverse("billing-cash-up-sheet", args=[sheet.pk])
    assert "-¥5.00" in finance.get(url).content.decode() or "−" in finance.get(url).content.decode()
    assert finance.post(url, {"remark": ""}).status_code == 422
    assert finance.post(url, {"remark": "属实"}).status_code == 302
    assert "钱芳" in finance.get(reverse("print-cash-up", args=[sheet.pk])).content.decode()


def test_finance_sends_a_day_back(cast: Cast) -> None:
    """R36."""
    paid(cast)
    cast.client("technician").post(reverse("billing-cash-up"), {"cash": "45.00"})
    url = reverse("billing-cash-up-sheet", args=[CashUp.objects.get().pk])
    assert cast.client("cashier").post(url, {"object": "1", "reason": "少五元"}).status_code == 302
    assert "少五元" in cast.client("technician").get(reverse("phone-cash")).content.decode()


def test_cash_ups_as_a_spreadsheet(cast: Cast) -> None:
    """R36."""
    paid(cast)
    cast.client("technician").post(reverse("billing-cash-up"), {"cash": "45.00"})
    answer: Any = cast.client("cashier").get(reverse("billing-cash-ups-export"))
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 2 and "孙海涛" in rows[1]


def test_who_sees_the_cash_ups(cast: Cast) -> None:
    """R36: not other estates, not who only collects."""
    paid(cast)
    cast.client("technician").post(reverse("billing-cash-up"), {"cash": "45.00"})
    url, twin = reverse("billing-cash-up-sheet", args=[CashUp.objects.get().pk]), build("twin", "TW")
    assert cast.client("technician").get(url).status_code == 403
    assert twin.client("cashier").get(url).status_code == 404


def test_a_receipt_is_made_void_on_its_page_and_says_so_everywhere(cast: Cast) -> None:
    """R35."""
    receipt = paid(cast)
    url = reverse("receipt-void", args=[receipt.number])
    assert cast.client("technician").get(url).status_code == 403
    assert cast.client("cashier").post(url, {"reason": ""}).status_code == 422
    assert cast.client("cashier").post(url, {"reason": "金额写错"}).status_code == 302
    for page in (reverse("billing-receipts"), reverse("receipt", args=[receipt.number]), link_of(receipt)):
        assert "金额写错" in cast.client("clerk").get(page).content.decode()


def test_the_residents_link_shows_his_receipt_and_no_other(cast: Cast, client: Any) -> None:
    """R35: signed; another purpose, another tenant's, and a bent one open nothing."""
    receipt = paid(cast)
    shown = client.get(link_of(receipt)).content.decode()
    assert "肆拾伍元整" in shown and receipt.number in shown
    wrong = [
        links.sign(cast.tenant.pk, "follow", receipt.pk),
        links.sign(build("twin", "TW").tenant.pk, "receipt", receipt.pk), "x",
    ]  # fmt: skip
    assert {client.get(f"/r/{token}/receipt").status_code for token in wrong} == {404}


def test_a_payment_form_sent_twice_pays_once(cast: Cast) -> None:
    """R48: the form carries its word."""
    ticket, clerk = told(cast), cast.client("clerk")
    form = clerk.get(reverse("ticket-pay", args=[ticket.number]), **HTMX).content.decode()
    word = form.split('name="once"')[1].split('value="')[1].split('"')[0]
    values = {"amount": "20.00", "method": "cash", "once": word}
    for _again in range(2):
        assert clerk.post(reverse("ticket-pay", args=[ticket.number]), values, **HTMX).status_code == 200
    assert Receipt.objects.count() == 1


def test_a_grant_on_the_tickets_page_and_its_second_signature(cast: Cast) -> None:
    """R37."""
    ticket = told(cast, "900")
    url = reverse("ticket-grant", args=[ticket.number])
    values = {"kind": "discount", "amount": "300", "reason": "多次上门"}
    assert cast.client("clerk").get(url).status_code == 403
    assert cast.client("supervisor").post(url, values | {"amount": "501"}, **HTMX).status_code == 422
    assert cast.client("supervisor").post(url, values, **HTMX).status_code == 200
    waits = Amend.objects.get()
    decide = reverse("billing-amend-decide", args=[waits.pk])
    assert "多次上门" in cast.client("manager").get(reverse("billing-amends")).content.decode()
    assert cast.client("manager").post(decide).status_code == 302
    paper = cast.client("manager").get(reverse("print-grant", args=[waits.pk])).content.decode()
    assert Amend.objects.get().number in paper and "叁佰元整" in paper


def test_the_limits_are_set_by_the_admin(cast: Cast) -> None:
    """R37."""
    values = {"second_above": "1", "supervisor_most": "2", "cashier_most": "3", "manager_most": "4",
              "director_most": "5"}  # fmt: skip
    assert cast.client("supervisor").post(reverse("settings-money"), values).status_code == 403
    assert cast.client("admin").post(reverse("settings-money"), values | {"manager_most": "-1"}).status_code == 422
    assert cast.client("admin").post(reverse("settings-money"), values).status_code == 302


def test_money_over_rest(cast: Cast) -> None:
    """R47: pay, void, grant, sign, hand over, close, and the ledger, each once however often it is sent."""
    api, ticket = Api(cast.admin_key), told(cast, "900")
    nobody = api.post(f"tickets/{ticket.number}/pay", {"amount": "1.00", "method": "cash"})
    assert fields(nobody) == {"collector": "R36"}
    body = {"amount": "300.00", "method": "cash", "collector": cast.technician.employee_no}
    first, again = (api.post(f"tickets/{ticket.number}/pay", body, **{"Idempotency-Key": "p"}) for _n in range(2))
    number = first.data["receipt"]["number"]
    assert again.data["receipt"]["number"] == number and Receipt.objects.count() == 1
    assert api.post(f"receipts/{number}/void", {"reason": "x"}).data["void"]["reason"] == "x"
    grant = {"kind": "discount", "amount": "300.00", "reason": "x", "by": cast.manager.employee_no}
    waits = api.step(ticket.number, "grant", **grant)["grant"]
    assert fields(api.post(f"grants/{waits['id']}/sign", {"by": cast.manager.employee_no})) == {"by": "R37"}
    assert api.post(f"grants/{waits['id']}/sign", {"by": cast.director.employee_no}).data["number"].startswith("HC-")
    api.step(ticket.number, "pay", **body | {"amount": "600.00"})
    assert fresh(ticket).fee == Fee.SETTLED
    day = {"estate": "HJ", "collector": cast.technician.employee_no, "day": DAY}
    sheet = api.post("cash-ups", day).data
    assert (sheet["state"], sheet["lines"][0]["expected"]) == ("handed", "600.00")
    done = api.post(f"cash-ups/{sheet['id']}/close", {"cashier": cast.cashier.employee_no}).data
    assert done["state"] == "closed" and api.get("cash-ups").data["results"][0]["id"] == sheet["id"]
    sums = {row["key"]: row["balance"] for row in api.get("ledger/accounts").data["results"]}
    assert (sums["finance_cash"], sums["cash"], sums["receivable"]) == ("600.00", "0.00", "0.00")
    assert len(api.get("ledger/entries", ticket=ticket.number).data["results"]) == 5
    assert [row["number"] for row in api.get("receipts", void="true").data["results"]] == [number]


def test_a_unit_pays_in_advance_over_rest(cast: Cast) -> None:
    """R35, R47."""
    api = Api(cast.api_key)
    body = {"amount": "100.00", "method": "wechat", "collector": cast.cashier.employee_no}
    answer = api.post("estates/HJ/units/3-2-1201/payments", body)
    assert (answer.status_code, answer.data["unit"], answer.data["ticket"]) == (201, "3-2-1201", None)
    assert api.post("estates/HJ/units/9-9/payments", body).status_code == 404
    paper = cast.client("cashier").get(reverse("receipt", args=[answer.data["number"]])).content.decode()
    assert "壹佰元整" in paper

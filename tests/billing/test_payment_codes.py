"""Payment codes: what a provider signs is paid once; all else is no receipt (R35, R48)."""

import json
from base64 import b64encode
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings

from billing.actions import outstanding, pay
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import PaymentCode, PaymentNotice, Receipt
from billing.payments.actions import PURPOSE, cancel, notify_of, open_code
from billing.payments.adapters import adapter
from billing.payments.adapters.alipay import message_of
from billing.payments.adapters.base import Asked, BadSignature
from billing.payments.adapters.rsa import sign
from billing.payments.reconciling import reconcile, seen, shown
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.web import links
from tests.billing.providers import KEY, body_of, call, listed, ticket_of
from tests.billing.steps import told
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.enums import Fee

ASKED = Asked("ref-1", Decimal("45.00"), "HJ-1", "https://desk.example/r/x/payment")


@pytest.fixture(autouse=True)
def keyed() -> Any:
    with override_settings(PAYMENT_LOCAL_KEY=KEY):
        yield


@pytest.fixture
def code(cast: Cast, clock: Clock) -> PaymentCode:
    clock.set(at("2026-11-21 10:00"))
    return open_code(
        ticket_id=told(cast).pk, actor=cast.act("technician"), amount=Decimal("45"), provider="local"
    )  # fmt: skip


def test_a_signed_report_gives_a_receipt(cast: Cast, code: PaymentCode) -> None:
    """R35: of the provider's method, and the money lies with him."""
    assert call(code, body_of(code)) == 200
    code.refresh_from_db()
    assert code.state == "paid" and code.receipt and code.receipt.number == "SJ-HJ-2026-000001"
    assert (
        fresh(ticket_of(code)).fee == Fee.SETTLED
        and outstanding(ticket_of(code)) == 0
        and balance(Book.PROVIDERS) == 45
    )
    assert list(differences()) == []


def test_a_report_that_comes_again_pays_once(cast: Cast, code: PaymentCode) -> None:
    """R48: replayed as it was, and told anew with the same number."""
    for body in (body_of(code), body_of(code), body_of(code, paid_at="2026-11-21T10:02:00+08:00")):
        assert call(code, body) == 200
    assert Receipt.objects.count() == PaymentNotice.objects.count() == 1


@pytest.mark.parametrize("signature", ["0" * 64, "x", "é"])
def test_what_is_not_signed_is_not_believed(cast: Cast, code: PaymentCode, signature: str) -> None:
    """R35."""
    assert call(code, body_of(code), signature=signature.encode("utf-8").decode("latin-1")) == 400
    assert not PaymentNotice.objects.exists() and not Receipt.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"not json", b'{"number": "1", "amount": "NaN"}'])
def test_what_is_signed_and_makes_no_sense_is_refused(cast: Cast, code: PaymentCode, body: bytes) -> None:
    assert call(code, body) == 400


@pytest.mark.parametrize("amount", ["44.99", "45.01", "450.00"])
def test_another_amount_is_no_receipt_and_stands_with_its_verdict(cast: Cast, code: PaymentCode, amount: str) -> None:
    """R35."""
    assert call(code, body_of(code, amount=amount)) == 200
    assert not Receipt.objects.exists() and PaymentNotice.objects.get().verdict == "wrong_amount"


def test_a_report_after_the_code_was_cancelled_is_late(cast: Cast, code: PaymentCode) -> None:
    """R35: no receipt, and finance is shown it."""
    cancel(code_id=code.pk, actor=cast.act("clerk"))
    assert call(code, body_of(code)) == 200
    assert not Receipt.objects.exists() and PaymentNotice.objects.get().verdict == "late"
    with pytest.raises(Conflict):
        cancel(code_id=code.pk, actor=cast.act("clerk"))


def test_what_was_paid_in_cash_meanwhile_is_not_taken_twice(cast: Cast, code: PaymentCode) -> None:
    """R35."""
    pay(ticket_id=ticket_of(code).pk, actor=cast.act("clerk"), amount=Decimal("45"), method="cash")
    assert call(code, body_of(code)) == 200
    assert Receipt.objects.count() == 1 and PaymentNotice.objects.get().verdict == "not_owed"


def test_an_address_for_another_code_or_purpose_opens_nothing(cast: Cast, code: PaymentCode) -> None:
    other = open_code(ticket_id=told(cast).pk, actor=cast.act("clerk"), amount=Decimal("45"), provider="local")
    assert call(other, body_of(code)) == 404
    forged = notify_of(code).replace("/payment", "x/payment")
    follow = f"/r/{links.sign(cast.tenant.pk, 'follow', code.pk)}/payment"
    nobody = f"/r/{links.sign(build('twin', 'TW').tenant.pk, PURPOSE, code.pk)}/payment"
    for address in (urlsplit(forged).path, follow, nobody):
        assert call(code, body_of(code), address=address) == 404
    assert not Receipt.objects.exists()


def test_a_code_is_for_what_is_owed_in_ones_own_estate(cast: Cast) -> None:
    """R35."""
    ticket = told(cast)
    values: dict[str, Any] = {"ticket_id": ticket.pk, "provider": "local"}
    with pytest.raises(Invalid):
        open_code(actor=cast.act("clerk"), amount=Decimal("45.01"), **values)
    with pytest.raises(NotFound):
        open_code(actor=cast.act("outsider"), amount=Decimal("45"), **values)


@pytest.mark.parametrize("provider", ["wechat", "alipay", "local"])
def test_a_provider_without_keys_refuses_and_names_what_is_missing(cast: Cast, provider: str) -> None:
    """R35: keys come from the settings."""
    with override_settings(PAYMENT_LOCAL_KEY=""), pytest.raises(Invalid, match=r"_KEY|_APP"):
        open_code(ticket_id=told(cast).pk, actor=cast.act("clerk"), amount=Decimal("45"), provider=provider)


def test_the_providers_list_is_compared_with_what_he_reported(cast: Cast, code: PaymentCode) -> None:
    """R35: only theirs, only ours, other amounts, and what waits for a decision."""
    call(code, body_of(code))
    late = open_code(ticket_id=told(cast).pk, actor=cast.act("clerk"), amount=Decimal("45"), provider="local")
    cancel(code_id=late.pk, actor=cast.act("clerk"))
    call(late, body_of(late, number="P2"))
    rows = f"P1,{code.reference},45.00,", f"P2,{late.reference},45.00,", "P9,other,3.00,"
    director = cast.act("director")
    found = shown(seen(director).get(pk=listed(cast, *rows, by="director").pk), director)
    assert found.matched == 2 and found.amount == 90
    assert [(row["number"], row["what"]) for row in found.differences] == [("P2", "late"), ("P9", "only_theirs")]
    again = shown(seen(director).get(pk=listed(cast, by="director").pk), director)
    assert [row["what"] for row in again.differences] == ["only_ours", "only_ours"]


HEAD = "number,reference,amount"


@pytest.mark.parametrize("file", ["", "a,b\n1,2\n", f"{HEAD}\nP1,r,45.001\n", f"{HEAD}\nP,r,x\n"])
def test_a_list_that_cannot_be_read_is_refused(cast: Cast, file: str) -> None:
    with pytest.raises(Invalid) as refused:
        reconcile(actor=cast.act("cashier"), provider="local", day=date(2026, 11, 21), text=file)
    assert refused.value.field == "file"


def pem(key: RSAPrivateKey) -> tuple[str, str]:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    return private.decode(), public.decode()


OURS, THEIRS = (pem(generate_private_key(65537, 2048)) for _nth in range(2))
WECHAT = {
    "WECHAT_PAY_APP": "wx1", "WECHAT_PAY_MERCHANT": "16000", "WECHAT_PAY_SERIAL": "AB", "WECHAT_PAY_V3_KEY": "k" * 32,
    "WECHAT_PAY_PRIVATE_KEY": OURS[0], "WECHAT_PAY_PLATFORM_KEY": THEIRS[1],
}  # fmt: skip
ALIPAY = {"ALIPAY_APP": "2021", "ALIPAY_PRIVATE_KEY": OURS[0], "ALIPAY_PLATFORM_KEY": THEIRS[1]}


def wechat_report(state: str = "SUCCESS", total: int = 4500) -> tuple[dict[str, str], bytes]:
    """Sealed with the merchant's key and signed with the platform's, as the provider's rules say."""
    told = {"mchid": "16000", "trade_state": state, "transaction_id": "4200", "out_trade_no": "ref-1",
            "success_time": "2026-11-21T10:01:00+08:00", "amount": {"total": total}}  # fmt: skip
    sealed = AESGCM(b"k" * 32).encrypt(b"0" * 12, json.dumps(told).encode(), b"transaction")
    resource = {"nonce": "0" * 12, "associated_data": "transaction", "ciphertext": b64encode(sealed).decode()}
    body = json.dumps({"resource": resource}).encode()
    signature = sign(THEIRS[0], b"1700000000\nabc\n" + body + b"\n")
    return {"Wechatpay-Timestamp": "1700000000", "Wechatpay-Nonce": "abc", "Wechatpay-Signature": signature}, body


@override_settings(**WECHAT)
def test_wechats_report_is_believed_when_it_is_signed_and_sealed(cast: Cast) -> None:
    """R35: offline, with keys of our own."""
    headers, body = wechat_report()
    notice = adapter("wechat").read(headers, body)
    assert (notice.number, notice.reference, notice.amount) == ("4200", "ref-1", Decimal("45.00"))
    for bad in ({**headers, "Wechatpay-Nonce": "abd"}, {**headers, "Wechatpay-Signature": "!"}, {}):
        with pytest.raises(BadSignature):
            adapter("wechat").read(bad, body)
    with pytest.raises(BadSignature):
        adapter("wechat").read(*wechat_report(state="REFUND"))
    asked = adapter("wechat").ask(ASKED)
    assert json.loads(asked["body"])["amount"]["total"] == 4500 and "WECHATPAY2" in asked["headers"]["Authorization"]


@override_settings(**ALIPAY)
def test_alipays_report_is_believed_when_it_is_signed(cast: Cast) -> None:
    """R35: offline, with keys of our own."""
    told = {"app_id": "2021", "trade_no": "2026X", "out_trade_no": "ref-1", "total_amount": "45.00",
            "trade_status": "TRADE_SUCCESS", "gmt_payment": "2026-11-21 10:01:00", "sign_type": "RSA2"}  # fmt: skip
    told["sign"] = sign(THEIRS[0], message_of(told, "sign_type"))
    notice = adapter("alipay").read({}, urlencode(told).encode())
    assert (notice.number, notice.amount) == ("2026X", Decimal("45.00"))
    for change in ({"total_amount": "4.50"}, {"app_id": "2022"}, {"sign": "x"}, {"trade_status": "TRADE_CLOSED"}):
        with pytest.raises(BadSignature):
            adapter("alipay").read({}, urlencode(told | change).encode())
    assert "alipay.trade.precreate" in adapter("alipay").ask(ASKED)["body"]


def test_a_code_on_the_page_and_the_list_that_finance_brings(cast: Cast, clock: Clock) -> None:
    """R35: the code is opened on the ticket, shown to be scanned, and cancelled; the list is compared on a page."""
    clock.set(at("2026-11-21 10:00"))
    ticket, him = told(cast), cast.client("technician")
    url = f"/tickets/{ticket.number}/payment-code"
    assert him.post(url, {"amount": "45.01", "provider": "local"}, HTTP_HX_REQUEST="true").status_code == 422
    assert him.post(url, {"amount": "45", "provider": "local"}, HTTP_HX_REQUEST="true").status_code == 200
    found = PaymentCode.objects.get()
    page = f"/billing/codes/{found.pk}"
    assert "<svg" in him.get(page).content.decode() and cast.client("outsider").get(page).status_code == 404
    call(found, body_of(found, amount="4.00"))
    assert him.post(page).status_code == 302 and PaymentCode.objects.get().state == "cancelled"
    file = SimpleUploadedFile("list.csv", f"{HEAD}\nP1,{found.reference},4.00\nP9,x,3.00\n".encode("gb18030"))
    values = {"provider": "local", "day": "2026-11-21", "file": file}
    finance = cast.client("director")
    there = finance.post("/billing/reconciliations", values)
    assert "P9" in finance.get(there["Location"]).content.decode()
    assert him.get("/billing/reconciliations").status_code == 403

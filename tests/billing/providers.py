"""A provider for the tests: codes, what he reports of them, and his list."""

import hashlib
import hmac
import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from billing.models import PaymentCode, PaymentNotice, Reconciliation
from billing.payments.actions import cancel, notify_of, open_code
from billing.payments.reconciling import reconcile
from tests.billing.steps import told
from tests.cast import Cast
from tickets.models import Ticket

KEY = "practice"
DAY = date(2026, 11, 21)
HEAD = "number,reference,amount,fee"


def code_of(cast: Cast, price: str = "45.00", by: str = "technician", **report: Any) -> PaymentCode:
    """A code for the whole price of a ticket."""
    ticket = told(cast, price, **report)
    return open_code(ticket_id=ticket.pk, actor=cast.act(by), amount=Decimal(price), provider="local")


def ticket_of(code: PaymentCode) -> Ticket:
    assert code.ticket is not None
    return code.ticket


def body_of(code: PaymentCode, **changes: str) -> bytes:
    told = {
        "number": "P1", "reference": code.reference, "amount": str(code.amount),
        "paid_at": "2026-11-21T10:01:00+08:00",
    }  # fmt: skip
    return json.dumps(told | changes).encode()


def call(code: PaymentCode, body: bytes, *, signature: str = "", address: str = "") -> int:
    """What the provider is answered; without a session, as it is in life."""
    signature = signature or hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    path = address or urlsplit(notify_of(code)).path
    client = Client(enforce_csrf_checks=True, headers={"X-Payment-Signature": signature})
    return int(client.post(path, body, content_type="application/json").status_code)


def reported(code: PaymentCode, number: str = "P1", **changes: str) -> PaymentNotice:
    """He reports a payment."""
    assert call(code, body_of(code, number=number, **changes)) == 200
    return PaymentNotice.objects.get(number=number)


def late(cast: Cast, price: str = "45.00", number: str = "P1", **changes: str) -> PaymentNotice:
    """Paid after the code was cancelled: it waits for a decision."""
    code = code_of(cast, price)
    cancel(code_id=code.pk, actor=cast.act("clerk"))
    return reported(code, number, **changes)


def listed(cast: Cast, *rows: str, by: str = "cashier", day: date = DAY) -> Reconciliation:
    """His list, each row as number,reference,amount,fee."""
    return reconcile(actor=cast.act(by), provider="local", day=day, text="\n".join((HEAD, *rows)) + "\n")

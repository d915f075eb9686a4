"""A provider for practice and tests: it signs with a shared key (HMAC-SHA256), and nobody pays anything."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

from billing.enums import Method
from billing.ledger.enums import Book
from billing.payments.adapters.base import Adapter, Asked, BadSignature, Notice, amount_of

SIGNATURE = "X-Payment-Signature"


class Local(Adapter):
    method = Method.TRANSFER
    book = Book.PROVIDERS
    keys = ("PAYMENT_LOCAL_KEY",)

    def sign(self, body: bytes) -> str:
        return hmac.new(self.key("PAYMENT_LOCAL_KEY").encode(), body, hashlib.sha256).hexdigest()

    def address(self, asked: Asked) -> str:
        return f"practice-pay:{asked.reference}?amount={asked.amount}"

    def ask(self, asked: Asked) -> dict[str, Any]:
        body = json.dumps({"reference": asked.reference, "amount": str(asked.amount), "notify": asked.notify})
        return {"url": "", "headers": {SIGNATURE: self.sign(body.encode())}, "body": body}

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        given = headers.get(SIGNATURE, "")
        if not hmac.compare_digest(given.encode(), self.sign(body).encode()):
            raise BadSignature
        try:
            told = json.loads(body)
            paid_at = datetime.fromisoformat(told["paid_at"])
            if paid_at.tzinfo is None:
                raise BadSignature
            return Notice(str(told["number"]), str(told["reference"]), amount_of(told["amount"]), paid_at)
        except (ValueError, KeyError, TypeError, InvalidOperation) as wrong:
            raise BadSignature from wrong

    def answer(self, taken: bool) -> tuple[str, str]:
        return json.dumps({"taken": taken}), "application/json"

"""WeChat Pay, interface version 3, native codes: the signed request, and the signed and sealed report.

Tested with keys of our own against the published rules, never against the provider: there is no network here.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from billing.enums import Method
from billing.ledger.enums import Book
from billing.payments.adapters import rsa
from billing.payments.adapters.base import Adapter, Asked, BadSignature, Notice, in_fen
from servicedesk.timers.now import now

HOST, PATH = "https://api.mch.weixin.qq.com", "/v3/pay/transactions/native"


class WeChat(Adapter):
    method = Method.WECHAT
    book = Book.WECHAT
    keys = (
        "WECHAT_PAY_APP", "WECHAT_PAY_MERCHANT", "WECHAT_PAY_SERIAL", "WECHAT_PAY_PRIVATE_KEY",
        "WECHAT_PAY_PLATFORM_KEY", "WECHAT_PAY_V3_KEY",
    )  # fmt: skip
    heads = ("微信订单号", "商户订单号", "订单金额")
    back_heads = ("微信退款单号", "商户退款单号", "申请退款金额")
    fee_head, sums = "手续费", "总交易单数"

    def ask(self, asked: Asked) -> dict[str, Any]:
        body = json.dumps({
            "appid": self.key("WECHAT_PAY_APP"), "mchid": self.key("WECHAT_PAY_MERCHANT"),
            "description": asked.words[:127], "out_trade_no": asked.reference, "notify_url": asked.notify,
            "amount": {"total": in_fen(asked.amount), "currency": "CNY"},
        }, ensure_ascii=False)  # fmt: skip
        stamp, nonce = str(int(now().timestamp())), uuid4().hex
        message = f"POST\n{PATH}\n{stamp}\n{nonce}\n{body}\n"
        signature = rsa.sign(self.key("WECHAT_PAY_PRIVATE_KEY"), message.encode())
        told = {
            "mchid": self.key("WECHAT_PAY_MERCHANT"), "nonce_str": nonce, "signature": signature, "timestamp": stamp,
            "serial_no": self.key("WECHAT_PAY_SERIAL"),
        }  # fmt: skip
        scheme = "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in told.items())
        return {"url": HOST + PATH, "headers": {"Authorization": scheme, "Content-Type": "application/json"},
                "body": body}  # fmt: skip

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        stamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        rsa.verify(self.key("WECHAT_PAY_PLATFORM_KEY"), message, headers.get("Wechatpay-Signature", ""))
        try:
            told = self.opened(json.loads(body)["resource"])
            if told["trade_state"] != "SUCCESS" or told["mchid"] != self.key("WECHAT_PAY_MERCHANT"):
                raise BadSignature
            amount = Decimal(int(told["amount"]["total"])) / 100
            paid_at = datetime.fromisoformat(told["success_time"])
            return Notice(str(told["transaction_id"]), str(told["out_trade_no"]), amount, paid_at)
        except (ValueError, KeyError, TypeError, InvalidTag) as wrong:
            raise BadSignature from wrong

    def opened(self, sealed: dict[str, str]) -> Any:
        """What was sealed with the merchant's key (AES-256-GCM)."""
        key = AESGCM(self.key("WECHAT_PAY_V3_KEY").encode())
        nonce, extra = sealed["nonce"].encode(), sealed.get("associated_data", "").encode()
        return json.loads(key.decrypt(nonce, b64decode(sealed["ciphertext"]), extra))

    def answer(self, taken: bool) -> tuple[str, str]:
        return json.dumps({"code": "SUCCESS" if taken else "FAIL"}), "application/json"

"""Alipay, codes by precreate, signed with RSA2: the signed request and the signed report.

Tested with keys of our own against the published rules, never against the provider: there is no network here.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from billing.enums import Method
from billing.ledger.enums import Book
from billing.payments.adapters import rsa
from billing.payments.adapters.base import Adapter, Asked, BadSignature, Notice, amount_of
from servicedesk.timers.now import now

GATEWAY = "https://openapi.alipay.com/gateway.do"
# The provider's own clock, whatever the estate's zone is.
ZONE = ZoneInfo("Asia/Shanghai")
STAMP = "%Y-%m-%d %H:%M:%S"
PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})


def message_of(values: Mapping[str, str], *without: str) -> bytes:
    """What is signed: the values that are not empty, in the order of their names."""
    pairs = ((name, value) for name, value in sorted(values.items()) if value and name not in without)
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


class Alipay(Adapter):
    method = Method.ALIPAY
    book = Book.ALIPAY
    keys = ("ALIPAY_APP", "ALIPAY_PRIVATE_KEY", "ALIPAY_PLATFORM_KEY")
    heads = ("支付宝交易号", "商户订单号", "订单金额（元）")
    back_heads = ("支付宝交易号", "退款批次号/请求号", "订单金额（元）")
    # He writes what he keeps as a loss.
    fee_head, fee_sign = "服务费（元）", -1

    def ask(self, asked: Asked) -> dict[str, Any]:
        content = {"out_trade_no": asked.reference, "total_amount": str(asked.amount), "subject": asked.words[:128]}
        values = {
            "app_id": self.key("ALIPAY_APP"), "method": "alipay.trade.precreate", "charset": "utf-8",
            "sign_type": "RSA2", "timestamp": now().astimezone(ZONE).strftime(STAMP), "version": "1.0",
            "notify_url": asked.notify, "biz_content": json.dumps(content, ensure_ascii=False),
        }  # fmt: skip
        values["sign"] = rsa.sign(self.key("ALIPAY_PRIVATE_KEY"), message_of(values))
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        return {"url": GATEWAY, "headers": headers, "body": urlencode(values)}

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        try:
            told = dict(parse_qsl(body.decode(), strict_parsing=True, max_num_fields=80))
            rsa.verify(self.key("ALIPAY_PLATFORM_KEY"), message_of(told, "sign", "sign_type"), told["sign"])
            if told["trade_status"] not in PAID or told["app_id"] != self.key("ALIPAY_APP"):
                raise BadSignature
            paid_at = datetime.strptime(told["gmt_payment"], STAMP).replace(tzinfo=ZONE)
            return Notice(told["trade_no"], told["out_trade_no"], amount_of(told["total_amount"]), paid_at)
        except (ValueError, KeyError, InvalidOperation) as wrong:
            raise BadSignature from wrong

    def answer(self, taken: bool) -> tuple[str, str]:
        return ("success" if taken else "failure"), "text/plain"

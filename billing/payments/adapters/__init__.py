"""The providers of payment codes, by name. Keys come from the settings; a provider without keys refuses (R35)."""

from billing.payments.adapters.alipay import Alipay
from billing.payments.adapters.base import Adapter
from billing.payments.adapters.local import Local
from billing.payments.adapters.wechat import WeChat
from billing.payments.enums import Provider

ADAPTERS: dict[str, type[Adapter]] = {
    Provider.LOCAL: Local, Provider.WECHAT: WeChat, Provider.ALIPAY: Alipay,
}  # fmt: skip


def adapter(provider: str) -> Adapter:
    """The provider's adapter with its keys. Raises Invalid naming the provider when it has none."""
    return ADAPTERS[provider]()

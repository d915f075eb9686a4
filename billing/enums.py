"""Who pays, and how (R34, R35)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Payer(models.TextChoices):
    """R34: decided before work."""

    RESIDENT = "resident", _("Resident")
    DEVELOPER = "developer", _("Developer's warranty")
    COMMON_FUND = "common_fund", _("Common-area fund")
    COMPANY = "company", _("Company's fault")


class Method(models.TextChoices):
    """R35."""

    CASH = "cash", _("Cash")
    WECHAT = "wechat", _("WeChat")
    ALIPAY = "alipay", _("Alipay")
    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Transfer")
    ON_ACCOUNT = "on_account", _("On account")

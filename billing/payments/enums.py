"""Who settles a payment code, and what becomes of it (R35)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provider(models.TextChoices):
    LOCAL = "local", _("Practice provider")
    WECHAT = "wechat", _("WeChat")
    ALIPAY = "alipay", _("Alipay")


class CodeState(models.TextChoices):
    OPEN = "open", _("Waiting for payment")
    PAID = "paid", _("Has been paid")
    CANCELLED = "cancelled", _("Cancelled")


class Verdict(models.TextChoices):
    """Only what is taken is a receipt; the rest lies with the provider until finance gives it back or takes it."""

    TAKEN = "taken", _("Receipt given")
    WRONG_AMOUNT = "wrong_amount", _("Another amount than asked")
    LATE = "late", _("After the code was cancelled")
    NOT_OWED = "not_owed", _("No longer owed")

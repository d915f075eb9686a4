"""Who settles a payment code, and what becomes of it (R35)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.ledger.enums import Book


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


class Decided(models.TextChoices):
    """What finance made of the others."""

    TAKEN = "taken", _("Taken")
    GIVEN_BACK = "given_back", _("Given back")


class Clearing(models.TextChoices):
    """The accounts in which money waits for the bank."""

    WECHAT = Book.WECHAT.value, Book.WECHAT.label
    ALIPAY = Book.ALIPAY.value, Book.ALIPAY.label
    CARD = Book.CARD.value, Book.CARD.label
    PROVIDERS = Book.PROVIDERS.value, Book.PROVIDERS.label

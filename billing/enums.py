"""Who pays, and how (R34, R35)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListState(models.TextChoices):
    """A version of the price list: worked on, then published and frozen (R33)."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Payer(models.TextChoices):
    """R34: decided before work."""

    RESIDENT = "resident", _("Resident")
    DEVELOPER = "developer", _("Developer's warranty")
    COMMON_FUND = "common_fund", _("Common-area fund")
    COMPANY = "company", _("Company's fault")


# The account of the ledger that bears what this payer owes. Of the common-area fund there are two: what the public
# areas earn, and the fund for repairs, which a line names.
ACCOUNTS = {
    Payer.RESIDENT: ("receivable",),
    Payer.DEVELOPER: ("developer",),
    Payer.COMMON_FUND: ("common_fund", "repair_fund"),
    Payer.COMPANY: ("company",),
}


class QuoteState(models.TextChoices):
    """R33: reviewed where it is not of the list, offered to the resident, consented before work."""

    REVIEW = "review", _("Fee review")
    RETURNED = "returned", _("Sent back by the review")
    OFFERED = "offered", _("Waits for consent")
    CONSENTED = "consented", _("Agreed to")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Replaced")


class ConsentMeans(models.TextChoices):
    """R33: how the resident agreed; nobody is asked for what costs him nothing."""

    SIGNATURE = "signature", _("By signature")
    LINK = "link", _("By link")
    PHONE = "phone", _("By recorded phone call")
    FREE = "free", _("Free to the resident")
    BEFORE = "before", _("Told before prices had versions")


class Method(models.TextChoices):
    """R35."""

    CASH = "cash", _("Cash")
    WECHAT = "wechat", _("WeChat")
    ALIPAY = "alipay", _("Alipay")
    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Transfer")
    ON_ACCOUNT = "on_account", _("On account")

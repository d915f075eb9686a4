"""The books that every company keeps, and why something was posted (R34–R39)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a book is: it says which of its sides is the usual one."""

    ASSET = "asset", _("Asset")
    LIABILITY = "liability", _("Liability")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")


class Book(models.TextChoices):
    """The accounts that every company has. A company gives them numbers and names of its own, and adds others."""

    RECEIVABLE = "receivable", _("Receivable from residents")
    CASH = "cash", _("Cash held by collectors")
    FINANCE_CASH = "finance_cash", _("Cash with finance")
    BANK = "bank", _("Bank")
    WECHAT = "wechat", _("WeChat, to be settled")
    ALIPAY = "alipay", _("Alipay, to be settled")
    CARD = "card", _("Cards, to be settled")
    PROVIDERS = "providers", _("Other providers, to be settled")
    ADVANCES = "advances", _("Received in advance")
    UNCLEAR = "unclear", _("Received, not yet assigned")
    DEVELOPER = "developer", _("Developer's warranty")
    COMMON_FUND = "common_fund", _("Common-area fund")
    REPAIR_FUND = "repair_fund", _("Repair fund")
    SERVICES = "services", _("Income of services")
    MANAGEMENT = "management", _("Management fees")
    WATER = "water", _("Water charges")
    HEATING = "heating", _("Heating charges")
    OWN_WORK = "own_work", _("Work at the company's cost")
    COMPANY = "company", _("Company's costs")
    DISCOUNTS = "discounts", _("Discounts")
    WAIVERS = "waivers", _("Waivers")
    REFUNDS = "refunds", _("Refunds")
    COMPENSATION = "compensation", _("Compensation")
    PROVIDER_FEES = "provider_fees", _("Fees of payment providers")
    DIFFERENCES = "differences", _("Differences at cash-up")


# The number that each begins with, and its kind.
CHART: dict[str, tuple[str, str]] = {
    Book.CASH: ("1001.01", Kind.ASSET), Book.FINANCE_CASH: ("1001.02", Kind.ASSET), Book.BANK: ("1002", Kind.ASSET),
    Book.WECHAT: ("1012.01", Kind.ASSET), Book.ALIPAY: ("1012.02", Kind.ASSET), Book.CARD: ("1012.03", Kind.ASSET),
    Book.RECEIVABLE: ("1122", Kind.ASSET), Book.DEVELOPER: ("1221.01", Kind.ASSET),
    Book.COMMON_FUND: ("1221.02", Kind.ASSET), Book.REPAIR_FUND: ("1221.03", Kind.ASSET),
    Book.PROVIDERS: ("1012.04", Kind.ASSET),
    Book.ADVANCES: ("2203", Kind.LIABILITY), Book.UNCLEAR: ("2241.01", Kind.LIABILITY),
    Book.SERVICES: ("6001.01", Kind.INCOME), Book.MANAGEMENT: ("6001.02", Kind.INCOME),
    Book.WATER: ("6001.03", Kind.INCOME), Book.HEATING: ("6001.04", Kind.INCOME),
    Book.OWN_WORK: ("6051", Kind.INCOME), Book.COMPANY: ("6401", Kind.EXPENSE),
    Book.DISCOUNTS: ("6601.01", Kind.EXPENSE), Book.WAIVERS: ("6601.02", Kind.EXPENSE),
    Book.REFUNDS: ("6601.03", Kind.EXPENSE), Book.COMPENSATION: ("6601.04", Kind.EXPENSE),
    Book.PROVIDER_FEES: ("6603.01", Kind.EXPENSE), Book.DIFFERENCES: ("6711", Kind.EXPENSE),
}  # fmt: skip


class Why(models.TextChoices):
    """What an entry is about."""

    CHARGE = "charge", _("Charge")
    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Reversal")
    DISCOUNT = "discount", _("Discount")
    WAIVER = "waiver", _("Waiver")
    REFUND = "refund", _("Refund")
    COMPENSATION = "compensation", _("Compensation")
    CASH_UP = "cash_up", _("Cash-up")
    SETTLEMENT = "settlement", _("Settled by the provider")
    FEES = "fees", _("Recurring charges")
    ALLOCATED = "allocated", _("Set against bills")
    REPORTED = "reported", _("Reported by a provider")
    GIVEN_BACK = "given_back", _("Given back")

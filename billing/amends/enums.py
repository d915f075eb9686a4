"""What may be granted to a resident, and where it is booked (R37)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.ledger.enums import Book


class AmendKind(models.TextChoices):
    DISCOUNT = "discount", _("Discount")
    WAIVER = "waiver", _("Waiver")
    REFUND = "refund", _("Refund")
    COMPENSATION = "compensation", _("Compensation")


# These lower what is owed; the others give money away.
LOWERS = (AmendKind.DISCOUNT, AmendKind.WAIVER)
BOOKS = {
    AmendKind.DISCOUNT: Book.DISCOUNTS, AmendKind.WAIVER: Book.WAIVERS, AmendKind.REFUND: Book.REFUNDS,
    AmendKind.COMPENSATION: Book.COMPENSATION,
}  # fmt: skip

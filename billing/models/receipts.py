"""收据: what was paid, numbered without a gap per estate and year, and never changed (R35)."""

from typing import ClassVar

from django.db import models

from billing.enums import Method
from servicedesk.tenancy.managers import TenantManager, TenantQuerySet, ours
from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField

STAFF = "people.StaffMember"


class ReceiptQuerySet(TenantQuerySet["Receipt"]):
    def good(self) -> "ReceiptQuerySet":
        """Those that are not void."""
        return self.filter(void=None)

    def seen_by(self, actor: object) -> "ReceiptQuerySet":
        """Those of the actor's estates (domain §1)."""
        estates = actor.estate_ids  # type: ignore[attr-defined]
        return self if estates is None else self.filter(estate_id__in=estates)


class ReceiptManager(TenantManager):
    """The tenant's receipts, with the questions of ReceiptQuerySet."""

    def get_queryset(self) -> ReceiptQuerySet:  # type: ignore[override]
        return ours(ReceiptQuerySet(self.model, using=self._db))

    def good(self) -> ReceiptQuerySet:
        return self.get_queryset().good()

    def seen_by(self, actor: object) -> ReceiptQuerySet:
        return self.get_queryset().seen_by(actor)


class Receipt(TenantModel):
    """One payment, for a ticket or for a unit. `day` is the day of its cash-up (R36); `once` the form it came from, so
    that a form sent twice pays once (R48).
    """

    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="receipts")
    unit = TenantForeignKey("estates.Unit", null=True, related_name="receipts", db_index=False)
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    number = models.CharField(max_length=32)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.CharField(max_length=10, choices=Method.choices)
    payer_name = models.CharField(max_length=60, blank=True)
    collector = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    collector_name = models.CharField(max_length=60)
    paid_at = models.DateTimeField()
    day = models.DateField()
    purpose = models.CharField(max_length=80, blank=True)
    once = models.CharField(max_length=64, blank=True, default="")

    objects: ClassVar[ReceiptManager] = ReceiptManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="receipt_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_amount"),
            models.CheckConstraint(
                condition=models.Q(ticket__isnull=False) | models.Q(unit__isnull=False), name="receipt_for_something"
            ),
            models.UniqueConstraint(fields=["tenant", "once"], name="receipt_once", condition=~models.Q(once="")),
        ]
        indexes = [
            models.Index(fields=["tenant", "estate", "paid_at"], name="receipt_estate_day"),
            models.Index(fields=["tenant", "collector", "day"], name="receipt_collector_day"),
        ]

    @property
    def is_void(self) -> bool:
        return hasattr(self, "void")


class ReceiptVoid(TenantModel):
    """作废单: a receipt that does not hold, who said so and why. A document of its own; the receipt stays as it is."""

    receipt = TenantOneToOneField(Receipt, related_name="void")
    number = models.CharField(max_length=32)
    reason = models.CharField(max_length=300)
    by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="receipt_void_number")]

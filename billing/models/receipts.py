"""收据: what was paid, numbered without a gap per estate and year (R35)."""

from django.db import models

from billing.enums import Method
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Receipt(TenantModel):
    """收据: one payment, one receipt, numbered without a gap per estate and year (R35)."""

    ticket = TenantForeignKey("tickets.Ticket", related_name="receipts")
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    number = models.CharField(max_length=32)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.CharField(max_length=10, choices=Method.choices)
    payer_name = models.CharField(max_length=60, blank=True)
    collector = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    collector_name = models.CharField(max_length=60)
    paid_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="receipt_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_amount"),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "paid_at"], name="receipt_estate_day")]

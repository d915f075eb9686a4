"""The price list, and what a ticket costs. Money is Decimal, never a float (R39)."""

from decimal import Decimal

from django.db import models

from billing.enums import Payer
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class PriceItem(TenantModel):
    """特约服务收费标准: one line of the price list, for the whole tenant or one estate (R33)."""

    estate = TenantForeignKey("estates.Estate", null=True, blank=True, related_name="prices", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=12)
    labour = models.DecimalField(max_digits=10, decimal_places=2)
    parts = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "code", "valid_from"], name="price_version", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(labour__gte=0, parts__gte=0), name="price_not_negative"),
        ]

    @property
    def price(self) -> Decimal:
        return self.labour + self.parts


class Charge(TenantModel):
    """One line of what a ticket costs, and who pays it (R34)."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="charges")
    item = TenantForeignKey(PriceItem, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    payer = models.CharField(max_length=12, choices=Payer.choices, default=Payer.RESIDENT)
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0, unit_price__gte=0), name="charge_amounts")
        ]

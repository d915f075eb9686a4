"""What a ticket costs, line by line. Money is Decimal, never a float (R39)."""

from django.db import models

from billing.enums import Payer
from billing.models.prices import PriceItem
from billing.models.quotes import Quote
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Charge(TenantModel):
    """One line of a quote, and who pays it, out of which account (R34). Never changed: the database refuses it."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="charges")
    quote = TenantForeignKey(Quote, models.CASCADE, related_name="lines")
    item = TenantForeignKey(PriceItem, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    unit = models.CharField(max_length=12, blank=True)
    # What the list said; another price is a discount, and was reviewed.
    list_price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    payer = models.CharField(max_length=12, choices=Payer.choices, default=Payer.RESIDENT)
    account = models.CharField(max_length=20)
    # What was proposed as payer, and why; a person decided.
    suggested = models.CharField(max_length=12, choices=Payer.choices, blank=True)
    suggested_why = models.CharField(max_length=200, blank=True)
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0, unit_price__gte=0), name="charge_amounts")
        ]

"""Discounts, waivers, refunds, compensation: new entries with a reason, never edits (R37)."""

from decimal import Decimal

from django.db import models

from billing.amends.enums import AmendKind
from billing.enums import Method
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class MoneyTerms(TenantModel):
    """How much each role may grant, and above which amount another must sign too: one row, the company's own."""

    subject_type = "money_terms"

    second_above = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(200))
    supervisor_most = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(500))
    cashier_most = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(500))
    manager_most = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(5000))
    director_most = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(100000))

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="money_terms_once")]


class Amend(TenantModel):
    """One of them: asked with a reason; above the company's limit it waits for a second signature. Its number is given
    when it takes effect. It is about a ticket; or about a unit: one of its bills, or one of its receipts. `once`: the
    form it came from, so that a form sent twice grants once (R48).
    """

    kind = models.CharField(max_length=14, choices=AmendKind.choices)
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="amends_of_money")
    unit = TenantForeignKey("estates.Unit", null=True, related_name="+")
    bill = TenantForeignKey("billing.Bill", null=True, related_name="amends")
    receipt = TenantForeignKey("billing.Receipt", null=True, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    # How money goes out: of refunds and compensation.
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    reason = models.CharField(max_length=300)
    asked_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    signed_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    signed_by_name = models.CharField(max_length=60, blank=True)
    effective_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by_name = models.CharField(max_length=60, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=32, blank=True)
    once = models.CharField(max_length=64, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="amend_number", condition=~models.Q(number="")),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="amend_amount"),
            models.CheckConstraint(
                condition=models.Q(effective_at__isnull=True) | models.Q(refused_at__isnull=True), name="amend_one_end"
            ),
            models.CheckConstraint(
                condition=models.Q(ticket__isnull=False, unit__isnull=True, bill__isnull=True)
                | models.Q(ticket__isnull=True, unit__isnull=False)
                & (models.Q(bill__isnull=False) | models.Q(receipt__isnull=False)),
                name="amend_about",
            ),
            models.UniqueConstraint(fields=["tenant", "once"], name="amend_once", condition=~models.Q(once="")),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "asked_at"], name="amend_estate")]

    @property
    def waits(self) -> bool:
        return self.effective_at is None and self.refused_at is None

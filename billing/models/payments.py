"""付款码: money asked for through a provider, what he reported, and the comparison with his own list (R35)."""

from django.db import models

from billing.payments.enums import CodeState, Provider, Verdict
from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField


class PaymentCode(TenantModel):
    """One code for one amount of one ticket. `reference` is how the provider names it to us."""

    subject_type = "payment_code"

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    ticket = TenantForeignKey("tickets.Ticket", related_name="payment_codes")
    provider = models.CharField(max_length=10, choices=Provider.choices)
    reference = models.CharField(max_length=32)
    address = models.CharField(max_length=500)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=10, choices=CodeState.choices, default=CodeState.OPEN)
    opened_by_name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    receipt = TenantOneToOneField("billing.Receipt", null=True, related_name="payment_code")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="payment_code_reference"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_code_amount"),
        ]


class PaymentNotice(TenantModel):
    """What a provider reported, signed, once; what became of it. Never changed."""

    code = TenantForeignKey(PaymentCode, related_name="notices")
    provider = models.CharField(max_length=10, choices=Provider.choices)
    # His number of the payment: whatever he reports of it again is the same payment.
    number = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    received_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "provider", "number"], name="payment_notice_once"),
        ]


class Reconciliation(TenantModel):
    """对账: a provider's list of one day against ours. Each time it is compared anew it is a new row."""

    provider = models.CharField(max_length=10, choices=Provider.choices)
    day = models.DateField()
    matched = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    differences = models.JSONField(default=list)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "day"], name="reconciliation_day")]

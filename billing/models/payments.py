"""付款码: money asked for through a provider, what he reported, and what became of what was no receipt (R35)."""

from uuid import UUID

from django.db import models

from billing.payments.enums import CodeState, Decided, Provider, Verdict
from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField

STAFF = "people.StaffMember"


class PaymentCode(TenantModel):
    """One code for one amount of one ticket, or of a unit's fees. `reference` is how the provider names it to us."""

    subject_type = "payment_code"

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="payment_codes")
    unit = TenantForeignKey("estates.Unit", null=True, related_name="payment_codes")
    # Of a unit: the bills that the payer chose; none chosen, the oldest first.
    bills = models.JSONField(default=list)
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
            models.CheckConstraint(
                condition=models.Q(ticket__isnull=False, unit__isnull=True)
                | models.Q(ticket__isnull=True, unit__isnull=False),
                name="payment_code_for_one_thing",
            ),
        ]

    @property
    def about(self) -> str:
        """The number of its ticket, or its unit's."""
        return self.ticket.number if self.ticket else self.unit.code if self.unit else ""

    @property
    def unit_key(self) -> UUID | None:
        """The unit whose money it is; None in a public area."""
        return self.unit_id or (self.ticket.unit_id if self.ticket else None)


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


class NoticeDecision(TenantModel):
    """What a person made of a payment that was no receipt: taken, with a receipt each, or given back. What is given
    back above the company's limit waits for a second signature (R37).
    """

    subject_type = "notice_decision"

    notice = TenantForeignKey(PaymentNotice, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Decided.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    receipt = TenantOneToOneField("billing.Receipt", null=True, related_name="notice_decision")
    # Of what is given back, when it takes effect: the number by which the provider's list names it.
    number = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    signed_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    signed_by_name = models.CharField(max_length=60, blank=True)
    effective_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by_name = models.CharField(max_length=60, blank=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="notice_decision_number", condition=~models.Q(number="")
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="notice_decision_amount"),
            models.CheckConstraint(
                condition=models.Q(effective_at__isnull=True) | models.Q(refused_at__isnull=True),
                name="notice_decision_one_end",
            ),
        ]

    @property
    def waits(self) -> bool:
        return self.effective_at is None and self.refused_at is None

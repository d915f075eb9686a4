"""对账、结算: a provider's list of a day against ours, estate by estate, and his money on its way to the bank (R35)."""

from decimal import Decimal

from django.db import models

from billing.payments.enums import Clearing, Provider
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Reconciliation(TenantModel):
    """A provider's list of one day against ours. Each time it is compared anew it is a new row.

    What belongs to an estate stands in its part. The row's own figures are of what belongs to none that we know, and
    are shown to nobody but those of all estates.
    """

    provider = models.CharField(max_length=10, choices=Provider.choices)
    day = models.DateField()
    matched = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    differences = models.JSONField(default=list)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "day"], name="reconciliation_day")]


class ReconciledPart(TenantModel):
    """One estate's share of a comparison. Never changed.

    `named`: what both know, a row each: the key of our notice or of what we gave back, our amount, his, and his fee.
    """

    reconciliation = TenantForeignKey(Reconciliation, related_name="parts")
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    matched = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    differences = models.JSONField(default=list)
    named = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reconciliation", "estate"], name="reconciled_part_once")
        ]


class Settlement(TenantModel):
    """Money that has come from where it was cleared into the bank: of one estate, one account and one day, once while
    it stands. `ours` leaves the account; `arrived` is in the bank, `fee` was kept back, and the rest is explained.
    """

    subject_type = "settlement"

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    book = models.CharField(max_length=30, choices=Clearing.choices)
    # Empty: by hand, such as the day's total of a card terminal.
    provider = models.CharField(max_length=10, choices=Provider.choices, blank=True)
    day = models.DateField()
    reconciliation = TenantForeignKey(Reconciliation, null=True, related_name="settlements")
    ours = models.DecimalField(max_digits=14, decimal_places=2)
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    arrived = models.DecimalField(max_digits=14, decimal_places=2)
    explanation = models.CharField(max_length=300, blank=True)
    by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=60, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "book", "provider", "day"], name="settlement_once",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(fee__gte=0), name="settlement_fee"),
        ]  # fmt: skip

    @property
    def difference(self) -> Decimal:
        return self.ours - self.fee - self.arrived


class Settled(TenantModel):
    """A payment, or what was given back, that a settlement has moved: once while it stands."""

    settlement = TenantForeignKey(Settlement, related_name="lines")
    notice = TenantForeignKey("billing.PaymentNotice", null=True, related_name="settled")
    decision = TenantForeignKey("billing.NoticeDecision", null=True, related_name="settled")
    standing = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "notice"], name="settled_notice_once",
                condition=models.Q(standing=True, notice__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["tenant", "decision"], name="settled_decision_once",
                condition=models.Q(standing=True, decision__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(notice__isnull=False, decision__isnull=True)
                | models.Q(notice__isnull=True, decision__isnull=False),
                name="settled_one_thing",
            ),
        ]  # fmt: skip

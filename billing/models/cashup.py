"""日结单: a collector's day, handed to finance and signed by both (R36). A closed day is closed."""

from decimal import Decimal

from django.db import models

from billing.enums import Method
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class CashUp(TenantModel):
    """One collector, one estate, one day. From his signature on it takes no more money; the cashier's closes it."""

    subject_type = "cash_up"

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    collector = TenantForeignKey(STAFF, related_name="cash_ups", db_index=False)
    collector_name = models.CharField(max_length=60)
    day = models.DateField()
    handed_at = models.DateTimeField()
    explanation = models.CharField(max_length=300, blank=True)
    # What the cashier found otherwise; the collector then counts and signs again.
    objection = models.CharField(max_length=300, blank=True)
    objected_at = models.DateTimeField(null=True)
    cashier = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    cashier_name = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "collector", "estate", "day"], name="cash_up_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(cashier_name=""), name="cash_up_closed_by"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "day"], name="cash_up_estate_day")]

    @property
    def state(self) -> str:
        """handed, objected (counted otherwise: the collector's turn) or closed."""
        if self.closed_at is not None:
            return "closed"
        return "handed" if self.objected_at is None else "objected"

    @property
    def difference(self) -> Decimal:
        return sum((line.difference for line in self.lines.all()), Decimal(0))


class CashUpLine(TenantModel):
    """One method: what the receipts say, and what was handed over (of what is not cash: what its slips say)."""

    cash_up = TenantForeignKey(CashUp, models.CASCADE, related_name="lines")
    method = models.CharField(max_length=10, choices=Method.choices)
    receipts = models.PositiveIntegerField()
    expected = models.DecimalField(max_digits=12, decimal_places=2)
    handed = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "cash_up", "method"], name="cash_up_line_once")]

    @property
    def difference(self) -> Decimal:
        return self.handed - self.expected

"""One trip to the place, what was found and done there, and the customer's signature."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField
from visits.enums import OPEN_VISIT, Result, VisitState

STAFF = "people.StaffMember"


class Visit(TenantModel):
    """上门: on the way → arrived → no access, or work → finished."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="visits")
    assignment = TenantForeignKey("dispatch.Assignment", null=True, related_name="+", db_index=False)
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.ARRIVED)
    promised_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    arrival_told_by = models.CharField(max_length=60)
    first_knock_at = models.DateTimeField(null=True)
    second_knock_at = models.DateTimeField(null=True)
    let_in_at = models.DateTimeField(null=True)
    let_in_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    findings = models.CharField(max_length=1000, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    cause_entry = TenantForeignKey("visits.Cause", null=True, related_name="+", db_index=False)
    work_done = models.CharField(max_length=1000, blank=True)
    # Others than staff; colleagues stand in `Helper`.
    helpers = models.CharField(max_length=200, blank=True)
    # Null while nothing was ticked, or on the trade's own list (visits/checklists.py).
    checklist = TenantForeignKey("visits.ChecklistVersion", null=True, related_name="+", db_index=False)
    ticked = ArrayField(models.CharField(max_length=20), default=list)
    # Who came with the paper order's code instead of an account: name and company.
    contractor = models.CharField(max_length=80, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="visit_one_open", condition=models.Q(state__in=OPEN_VISIT)
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VisitState.NO_ACCESS) | models.Q(second_knock_at__isnull=False),
                name="visit_no_access_after_second_knock",
            ),
        ]

    def ticked_on_entering(self, entering: Sequence[Any]) -> list[str]:
        """What was ticked at the door; the lines at the end are said anew each time the work is recorded (R21)."""
        return [line.key for line in entering if line.key in self.ticked]

    @property
    def minutes_late(self) -> int | None:
        """Minutes after the promised time, negative when early; None without a promise (R18)."""
        if self.promised_at is None:
            return None
        return int((self.arrived_at - self.promised_at).total_seconds() // 60)


class Helper(TenantModel):
    """A colleague who worked along on a visit (R22)."""

    visit = TenantForeignKey(Visit, models.CASCADE, related_name="helpers_of_staff")
    staff = TenantForeignKey(STAFF, related_name="+", db_index=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "visit", "staff"], name="helper_once")]


class Part(TenantModel):
    """Parts used: name, quantity, price (R22); from the store, with the price of that day, or in free words."""

    visit = TenantForeignKey(Visit, models.CASCADE, related_name="parts")
    stock = TenantForeignKey("visits.StockPart", null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=10, blank=True)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0, unit_price__gte=0), name="part_amounts")
        ]

    @property
    def amount(self) -> Decimal:
        """Quantity times price, to the cent (R39)."""
        return (self.quantity * self.unit_price).quantize(Decimal("0.01"))


class SignOff(TenantModel):
    """签字确认: the customer's signature or why there is none, then the supervisor's review (R23, R24)."""

    visit = TenantOneToOneField(Visit, models.CASCADE, related_name="sign_off")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="sign_offs")
    result = models.CharField(max_length=12, choices=Result.choices)
    signer_name = models.CharField(max_length=60, blank=True)
    satisfied = models.BooleanField(null=True)
    signature = TenantForeignKey("tickets.Photo", null=True, related_name="+", db_index=False)
    unsigned_reason = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewer = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    approved = models.BooleanField(null=True)
    review_reason = models.CharField(max_length=500, blank=True)
    # Said of a missing signature alone: the supervisor accepts the reason, and in a public area signs himself (R23).
    unsigned_approved = models.BooleanField(null=True)
    supervisor_signature = TenantForeignKey("tickets.Photo", null=True, related_name="+", db_index=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signature__isnull=False) | ~models.Q(unsigned_reason=""),
                name="sign_off_signed_or_reason",
            )
        ]

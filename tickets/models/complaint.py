"""A complaint's own facts, and its handoff to the departments responsible (R5, domain §1: 转达)."""

from django.db import models
from django.db.models import Q

from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField
from tickets.complaints.enums import CATEGORIES, Category
from tickets.enums import Validity
from tickets.models.ticket import STAFF, Ticket


def fitting() -> Q:
    """No category yet, or one of this validity's."""
    found = Q(category="")
    for validity, categories in CATEGORIES.items():
        found |= Q(validity=validity, category__in=[one.value for one in categories])
    return found


class Complaint(TenantModel):
    """What only a complaint has."""

    ticket = TenantOneToOneField(Ticket, models.CASCADE, related_name="complaint")
    validity = models.CharField(max_length=14, choices=Validity.choices, default=Validity.VALID)
    category = models.CharField(max_length=14, choices=Category.choices, blank=True, default="", db_default="")
    major = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=fitting(), name="complaint_category_fits")]


class Handoff(TenantModel):
    """The complaint's form on its way to a department: its recipient signs, or returns it with a reason."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="handoffs")
    department = TenantForeignKey("people.Department", related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)
    signed_at = models.DateTimeField(null=True)
    recipient = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    recipient_name = models.CharField(max_length=60, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    reason = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "department"],
                name="handoff_one_open",
                condition=Q(signed_at__isnull=True, returned_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(returned_at__isnull=True), name="handoff_signed_or_returned"
            ),
        ]

"""A complaint's own facts, and its handoff to the responsible department (R5, domain §1: 转达)."""

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField
from tickets.enums import Validity
from tickets.models.ticket import STAFF, Ticket


class Complaint(TenantModel):
    """What only a complaint has."""

    ticket = TenantOneToOneField(Ticket, models.CASCADE, related_name="complaint")
    validity = models.CharField(max_length=14, choices=Validity.choices, default=Validity.VALID)
    major = models.BooleanField(default=False)
    cause = models.CharField(max_length=1000, blank=True)
    corrective_action = models.CharField(max_length=1000, blank=True)


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
    reason = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "department"],
                name="handoff_one_open",
                condition=models.Q(signed_at__isnull=True, returned_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | models.Q(returned_at__isnull=True),
                name="handoff_signed_or_returned",
            ),
        ]

"""A resident complains that nobody comes in time: another colleague talks to him, beside the repair (R16)."""

from typing import Any

from django.db import models

from dispatch.enums import Settlement
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Conciliation(TenantModel):
    """专门沟通: opened with the complaint, held by a colleague who does not own the ticket, ended with a result."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="conciliations", db_index=False)
    colleague = TenantForeignKey(STAFF, related_name="+", db_index=False)
    complaint = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, choices=Settlement.choices, blank=True)
    result = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    @property
    def outcome_words(self) -> Any:
        return Settlement(self.outcome).words

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="conciliation_one_open", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(outcome=""), name="conciliation_ends_with_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket"], name="conciliation_ticket"),
            models.Index(
                fields=["tenant", "colleague"], name="conciliation_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]

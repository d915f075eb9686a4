"""The window that was agreed with the resident: between two times, by phone or by his link."""

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from visits.enums import Means


class Appointment(TenantModel):
    """预约时段: an agreed window. A later one supersedes it; nothing is overwritten (R10, R16)."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    means = models.CharField(max_length=10, choices=Means.choices)
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="appointment_one_live", condition=models.Q(superseded_at__isnull=True)
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_window"),
        ]

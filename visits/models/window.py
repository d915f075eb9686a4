"""How long the windows are that residents choose from."""

from datetime import timedelta

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel

# What holds where the company says nothing else, and what a window may be at all.
DEFAULT = timedelta(hours=2)
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=12)


class WindowLength(TenantModel):
    """The company's own length (no estate), or one estate's; without a row the trade's two hours hold (R16)."""

    subject_type = "window_length"

    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    duration = models.DurationField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="window_length_scope", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(duration__gte=SHORTEST, duration__lte=LONGEST), name="window_length_bounds"
            ),
        ]

"""How long the windows are that residents choose from, and until when they can be chosen."""

from datetime import timedelta

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel

# What a window may be at all, and its notice: re-dispatch begins 30 minutes before (R17).
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=12)
SHORTEST_NOTICE, LONGEST_NOTICE = timedelta(minutes=30), timedelta(hours=24)


class WindowLength(TenantModel):
    """What the company (no estate) or one estate says of its windows; what is null it leaves to the wider one (R16)."""

    subject_type = "window_length"

    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    duration = models.DurationField(null=True)
    # So long before it begins a window can still be chosen, and the time be moved by the resident himself.
    notice = models.DurationField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="window_length_scope", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(duration__gte=SHORTEST, duration__lte=LONGEST), name="window_length_bounds"
            ),
            models.CheckConstraint(
                condition=models.Q(notice__gte=SHORTEST_NOTICE, notice__lte=LONGEST_NOTICE),
                name="window_notice_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(duration__isnull=False) | models.Q(notice__isnull=False),
                name="window_says_something",
            ),
        ]

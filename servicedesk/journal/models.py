"""Event: append-only history, audit trail and outbox in one. Counter: numbers people can read over the phone."""

from typing import Any

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Event(TenantModel):
    """What happened to a subject: who, when (to the second), what, from where, and why (R10).

    `at` is when it happened, `recorded_at` when the database learnt of it. Never updated, never deleted.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=models.Func(function="app_now", output_field=models.DateTimeField()))
    estate = TenantForeignKey("estates.Estate", null=True, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    type = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10)
    actor = TenantForeignKey("people.StaffMember", null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=60)
    # One event per fired timer: the last guard of "exactly once in effect" (R30).
    timer_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["tenant", "estate", "at", "id"], name="event_estate_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "timer_id"], name="event_once_per_timer", condition=models.Q(timer_id__isnull=False)
            )
        ]

    @property
    def data(self) -> Any:
        """The typed payload (a dataclass registered with `event_type`)."""
        from servicedesk.journal.payloads import load

        return load(self.type, self.payload)


class Counter(TenantModel):
    """The last number given in a series, such as one estate's tickets of one day (R9)."""

    series = models.CharField(max_length=60)
    value = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "series"], name="counter_series")]

"""Callback attempts (R25, R27)."""

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.enums import CallMeans, CallOutcome, Grade
from tickets.models.ticket import STAFF, Ticket


class CallAttempt(TenantModel):
    """One try to reach the reporter, and what was said. Never edited: a second call is a second attempt."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="call_attempts")
    at = models.DateTimeField()
    caller = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    caller_name = models.CharField(max_length=60)
    means = models.CharField(max_length=8, choices=CallMeans.choices, default=CallMeans.PHONE)
    outcome = models.CharField(max_length=14, choices=CallOutcome.choices)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="reached") ^ models.Q(grade=""), name="call_graded_when_reached"
            )
        ]

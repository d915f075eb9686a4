"""The callback: attempts, when one may call, who wishes what, and what is asked again later (R25, R27, R28)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.enums import CallMeans, CallOutcome, FollowUpCause, FollowUpEnd, Grade, Kind
from tickets.models.ticket import STAFF, AlsoReported, Ticket

# What holds where nobody says otherwise: nobody is disturbed at lunch or at night, three tries over three days (R27).
HOURS, TRIES, DAYS = ["09:00-12:00", "14:00-20:00"], 3, 3
ESTATE = "estates.Estate"


def permitted_hours() -> list[str]:
    return list(HOURS)


class CallTerms(TenantModel):
    """When residents may be called, and how often one tries (R27): the company's (no estate), or one estate's."""

    subject_type = "call_terms"

    estate = TenantForeignKey(ESTATE, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    hours = ArrayField(models.CharField(max_length=11), default=permitted_hours)
    tries = models.PositiveSmallIntegerField(default=TRIES)
    days = models.PositiveSmallIntegerField(default=DAYS)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="call_terms_scope", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(tries__gte=1, tries__lte=20, days__gte=1, days__lte=models.F("tries")),
                name="call_terms_bounds",
            ),
        ]


class CallWish(TenantModel):
    """When a resident wishes to be called, as he said it; his word goes before the permitted hours."""

    subject_type = "call_wish"

    resident = TenantForeignKey("estates.Resident", models.CASCADE, related_name="call_wishes", db_index=False)
    hours = models.CharField(max_length=11)
    note = models.CharField(max_length=100, blank=True)
    said_at = models.DateTimeField()
    written_by = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "resident"], name="call_wish_once")]


class CallSchedule(TenantModel):
    """Further callbacks for a kind of ticket (R28): on these days after closing, or weekly until it is done."""

    subject_type = "call_schedule"

    estate = TenantForeignKey(ESTATE, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    weekly = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "kind"], name="call_schedule_once", nulls_distinct=False
            )
        ]


class FollowUp(TenantModel):
    """One further callback, from `opens_at` on and until `due_at`; the ticket's clock runs for the earliest (R28)."""

    subject_type = "follow_up"

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="follow_ups", db_index=False)
    cause = models.CharField(max_length=8, choices=FollowUpCause.choices)
    # How many days after closing; of a weekly one, which week.
    nth = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, choices=FollowUpEnd.choices, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ended=""),
                name="follow_up_ended",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "due_at"], name="follow_up_ticket"),
            models.Index(
                fields=["tenant", "opens_at", "id"], name="follow_up_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    @property
    def words(self) -> str:
        """第 7 天, 第 2 周, 意见答复后."""
        return str(FollowUpCause(self.cause).words).format(n=self.nth)


class CallAttempt(TenantModel):
    """One try to reach a reporter, and what was said. Never edited: a second call is a second attempt.

    `reporter`: which of those who reported the same fault (R7); None is the ticket's own.
    """

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="call_attempts")
    reporter = TenantForeignKey(AlsoReported, models.CASCADE, null=True, related_name="attempts", db_index=False)
    follow_up = TenantForeignKey(FollowUp, models.CASCADE, null=True, related_name="attempts", db_index=False)
    at = models.DateTimeField()
    caller = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    caller_name = models.CharField(max_length=60)
    # The system through which the caller's word came, when he did not write it himself.
    via = models.CharField(max_length=60, blank=True, default="", db_default="")
    means = models.CharField(max_length=8, choices=CallMeans.choices, default=CallMeans.PHONE)
    outcome = models.CharField(max_length=14, choices=CallOutcome.choices)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    # Why he was called outside the permitted hours.
    out_of_hours = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Not satisfied, and solved during this call (R26).
    settled = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="reached") ^ models.Q(grade=""), name="call_graded_when_reached"
            ),
            models.CheckConstraint(
                condition=models.Q(settled=False) | models.Q(outcome="reached"), name="call_settled_when_reached"
            ),
        ]

    @property
    def is_dissatisfied(self) -> bool:
        """So-so included (R25)."""
        return Grade(self.grade).is_bad if self.grade else False

    @property
    def who(self) -> Any:
        """Who called, and through which system it was told."""
        return f"{self.caller_name} ({self.via})" if self.via else self.caller_name


class GivenUp(TenantModel):
    """One of a fault's reporters who was not reached by all the tries: given up with a leader's approval (R27).

    `callback_at`: of which callback; after rework he is called anew.
    """

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="given_up", db_index=False)
    reporter = TenantForeignKey(AlsoReported, models.CASCADE, null=True, related_name="+", db_index=False)
    callback_at = models.DateTimeField()
    at = models.DateTimeField()
    approver = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    approver_name = models.CharField(max_length=60)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "reporter", "callback_at"], name="given_up_once", nulls_distinct=False
            )
        ]

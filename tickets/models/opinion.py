"""What follows from a dissatisfied callback (R26): the opinion notice to a department, and the complaint analysis."""

from django.db import models
from django.db.models import Q

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.enums import Grade
from tickets.models.findings import Findings
from tickets.models.ticket import STAFF, AlsoReported, Ticket

DEPARTMENT = "people.Department"


class OpinionNotice(TenantModel):
    """意见告知书: issued to the responsible department, signed for, handled the same day, answered by noon (R26).

    `reporter`: who was not satisfied, where it was not the ticket's own reporter (R7). `told_at`: the desk told him the
    answer and graded again. `ended_at` without an answer: it lost its reason.
    """

    subject_type = "opinion_notice"

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="opinion_notices", db_index=False)
    reporter = TenantForeignKey(AlsoReported, models.CASCADE, null=True, related_name="+", db_index=False)
    nth = models.PositiveSmallIntegerField(default=1)
    department = TenantForeignKey(DEPARTMENT, related_name="+", db_index=False)
    grade = models.CharField(max_length=20, choices=Grade.choices)
    reason = models.CharField(max_length=500)
    demand = models.CharField(max_length=500, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    issuer = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=60, blank=True)
    handled_at = models.DateTimeField(null=True)
    done = models.CharField(max_length=1000, blank=True)
    done_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "nth"], name="opinion_notice_nth"),
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="opinion_notice_one_open", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(done="") & ~Q(done_by="")),
                name="opinion_notice_answer_says_who",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "issued_at", "id"], name="opinion_notice_open", condition=Q(ended_at__isnull=True)
            )
        ]

    @property
    def number(self) -> str:
        """HJ-20261121-0042-Y1, as printed."""
        return f"{self.ticket.number}-Y{self.nth}"

    @property
    def handled_same_day(self) -> bool | None:
        """Whether it was handled on the day it was issued, in the estate's zone (R26); None while nobody knows."""
        if self.handled_at is None:
            return None
        zone = self.ticket.estate.tz
        return bool(self.handled_at.astimezone(zone).date() <= self.issued_at.astimezone(zone).date())


class ComplaintAnalysis(Findings, TenantModel):
    """投诉分析表: cause, corrective and preventive action, approved by the estate manager (R26)."""

    subject_type = "complaint_analysis"

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="complaint_analyses", db_index=False)
    nth = models.PositiveSmallIntegerField(default=1)
    owner = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    grade = models.CharField(max_length=20, choices=Grade.choices)
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    written_at = models.DateTimeField(null=True)
    written_by = models.CharField(max_length=60, blank=True)
    writer = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=500, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "nth"], name="complaint_analysis_nth"),
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="complaint_analysis_one_open", condition=Q(approved_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | (~Q(cause="") & ~Q(corrective_action="") & ~Q(preventive_action="")),
                name="complaint_analysis_approved_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "opened_at", "id"],
                name="complaint_analysis_open",
                condition=Q(approved_at__isnull=True),
            )
        ]

    @property
    def number(self) -> str:
        """HJ-20261121-0042-F1, as printed."""
        return f"{self.ticket.number}-F{self.nth}"

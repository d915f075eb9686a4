"""What is done about a complaint: correction, consultation, the result told, amends, the official reply (R5, R37)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.complaints.enums import AmendsKind, ToldBy
from tickets.models.findings import Findings
from tickets.models.ticket import STAFF, Ticket

DEPARTMENT = "people.Department"


class Correction(Findings, TenantModel):
    """A department's findings as handed in: its head approves them or sends them back; what is new is a new row."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="corrections", db_index=False)
    department = TenantForeignKey(DEPARTMENT, related_name="+", db_index=False)
    writer = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    writer_name = models.CharField(max_length=60)
    written_at = models.DateTimeField()
    # Who typed it in, where that was not the writer: he does not approve it either.
    entered_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)
    judge = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    judge_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "department"], name="correction_one_waiting",
                condition=Q(approved_at__isnull=True, sent_back_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(sent_back_at__isnull=True), name="correction_one_verdict"
            ),
            models.CheckConstraint(
                condition=Q(judge__isnull=True) | Q(writer__isnull=True) | ~Q(judge=models.F("writer")),
                name="correction_not_judged_by_its_writer",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "ticket"], name="correction_ticket")]


class Consultation(TenantModel):
    """会商: the minute of a meeting of the departments concerned. Names as they stood then."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="consultations", db_index=False)
    held_at = models.DateTimeField()
    present = ArrayField(models.CharField(max_length=130))
    decided = models.CharField(max_length=1000)
    tasks = models.CharField(max_length=1000)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "ticket"], name="consultation_ticket")]


class ResultTold(TenantModel):
    """结果告知: what the complainant was told, by whom, when, by which means."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="results_told", db_index=False)
    at = models.DateTimeField()
    told_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    told_by_name = models.CharField(max_length=60)
    means = models.CharField(max_length=10, choices=ToldBy.choices)
    said = models.CharField(max_length=1000)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "ticket"], name="result_told_ticket")]


class Amends(TenantModel):
    """赔偿 / 赔礼: a record of what was agreed, never edited; a later one is a new row (R37)."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="amends", db_index=False)
    kind = models.CharField(max_length=14, choices=AmendsKind.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    what = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    agreed_by = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    agreed_by_name = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AmendsKind.COMPENSATION, amount__gt=0) | Q(kind=AmendsKind.APOLOGY, amount=None),
                name="amends_only_compensation_has_an_amount",
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="amends_ticket")]


class OfficialReply(TenantModel):
    """What was answered to head office or the hotline, with the number and the deadline as they stood."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="official_replies", db_index=False)
    number = models.CharField(max_length=60)
    deadline = models.DateTimeField(null=True)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "ticket"], name="official_reply_ticket")]

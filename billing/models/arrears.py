"""欠费: terms, reminders with what was said, promises to pay, stops. What is owed is in the ledger (R38)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from billing.arrears.enums import Channel, Language, Means, Result, StopKind
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF, ESTATE, UNIT = "people.StaffMember", "estates.Estate", "estates.Unit"


class ArrearsTerms(TenantModel):
    """The company's (no estate), or one estate's own. `ladder`: [{"after": days overdue, "channel", "name", "zh",
    "en"}]; an empty one leaves the wider ladder in force, an empty text the trade's words.
    """

    subject_type = "arrears_terms"

    estate = TenantForeignKey(ESTATE, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    # A bill is due so many days after the first of its month.
    due_days = models.PositiveSmallIntegerField(default=30)
    # Below it nobody is reminded.
    minimum = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(50))
    gap_days = models.PositiveSmallIntegerField(default=7)
    promise_days = models.PositiveSmallIntegerField(default=30)
    # Whom to call, if not the desk; how to pay, in both languages.
    phone = models.CharField(max_length=20, blank=True)
    pay_zh = models.CharField(max_length=300, blank=True)
    pay_en = models.CharField(max_length=300, blank=True)
    ladder = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="arrears_terms_scope", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(due_days__lte=366, gap_days__gte=1, gap_days__lte=90, promise_days__gte=1,
                            promise_days__lte=366, minimum__gte=0),
                name="arrears_terms_bounds",
            ),
        ]  # fmt: skip


class Reminder(TenantModel):
    """催缴记录: one reminder with its words and what was owed then. The database refuses to change one (walls.py)."""

    subject_type = "reminder"

    estate = TenantForeignKey(ESTATE, related_name="+", db_index=False)
    unit = TenantForeignKey(UNIT, related_name="reminders", db_index=False)
    resident = TenantForeignKey("estates.Resident", null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    day = models.DateField()
    # Which step of the ladder, from 1; its own name, empty for the trade's.
    stage = models.PositiveSmallIntegerField()
    stage_name = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.CHINESE)
    words = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    oldest = models.DateField()
    # [{"what", "first", "last", "count", "amount"}], as the letter lists them.
    lines = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    # Those sent together; and the word under which a form is sent once.
    batch = models.UUIDField(null=True)
    once = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "once"], name="reminder_once", condition=~Q(once="")),
            models.CheckConstraint(
                condition=Q(channel__in=["phone", "visit"]) ^ Q(result=""), name="reminder_result_of_talk"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reminder_amount"),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "at"], name="reminder_unit"),
            models.Index(fields=["tenant", "estate", "at"], name="reminder_estate"),
            models.Index(fields=["tenant", "batch"], name="reminder_batch", condition=Q(batch__isnull=False)),
        ]


class PaymentPromise(TenantModel):
    """付款承诺: who promised how much until which day. Whether it is kept is computed from the ledger."""

    subject_type = "payment_promise"

    estate = TenantForeignKey(ESTATE, related_name="+", db_index=False)
    unit = TenantForeignKey(UNIT, related_name="promises", db_index=False)
    promised_by = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    until = models.DateField()
    means = models.CharField(max_length=10, choices=Means.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    day = models.DateField()
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_amount"),
            models.CheckConstraint(condition=Q(until__gte=models.F("day")), name="promise_days"),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "at"], name="promise_unit"),
            models.Index(fields=["tenant", "estate", "until"], name="promise_estate"),
        ]


class ArrearsStop(TenantModel):
    """Why a unit is not reminded, as somebody said, until a day or until somebody ends it."""

    subject_type = "arrears_stop"

    estate = TenantForeignKey(ESTATE, related_name="+", db_index=False)
    unit = TenantForeignKey(UNIT, related_name="arrears_stops", db_index=False)
    kind = models.CharField(max_length=10, choices=StopKind.choices)
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # A dispute is looked at again: it has a last day.
            models.CheckConstraint(condition=~Q(kind="disputed") | Q(until__isnull=False), name="dispute_has_a_day"),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit"], name="arrears_stop_unit", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["tenant", "estate", "set_at"], name="arrears_stop_estate"),
        ]

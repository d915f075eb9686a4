"""The durable clock's tables. `replan` (plan.py) and `fire` (engine.py) alone write due times and states."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from servicedesk.timers.enums import BREACH, CalendarName, TimerState


class ClockShift(models.Model):
    """The one row that moves app_now() in tests. The application may only read it; in production it moves nothing."""

    id = models.SmallIntegerField(primary_key=True)
    frozen_at = models.DateTimeField(null=True)
    shift = models.DurationField()

    def __str__(self) -> str:
        return f"{self.frozen_at or self.shift}"


class Pulse(models.Model):
    """What one sweep did: how many timers it fired and how late each was, in seconds. Kept for a day, of no tenant."""

    at = models.DateTimeField(db_index=True)
    lateness = ArrayField(models.FloatField(), default=list)

    def __str__(self) -> str:
        return f"{self.at}: {len(self.lateness)}"


class Clock(TenantModel):
    """One narrow row per subject (a ticket): the mutex and the head of its timers. Its id is the subject's id."""

    id = models.UUIDField(primary_key=True)
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    subject_type = models.CharField(max_length=20)
    next_due_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "next_due_at", "id"], name="clock_due", condition=models.Q(next_due_at__isnull=False)
            )
        ]


class Timer(TenantModel):
    """One level of one deadline: level 0 warns at 80 %, 1 is the breach, 2 and more are the steps of the ladder."""

    clock = TenantForeignKey(Clock, models.CASCADE, related_name="timers", db_index=False)
    kind = models.CharField(max_length=24)
    level = models.PositiveSmallIntegerField()
    cycle = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=TimerState.choices, default=TimerState.PENDING)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The cycle's deadline itself, whatever this row's level.
    breach_at = models.DateTimeField()
    duration = models.CharField(max_length=40, blank=True)
    calendar = models.CharField(max_length=20, choices=CalendarName.choices, default=CalendarName.ROUND_THE_CLOCK)
    calendar_version = models.CharField(max_length=60, blank=True)
    policy = TenantForeignKey("timers.Policy", null=True, related_name="+", db_index=False)
    policy_version = models.PositiveIntegerField(default=0)
    targets = ArrayField(models.CharField(max_length=60), default=list)
    # What explains the due time besides start and duration: the time promised instead of a duration, how this level
    # follows from the deadline ("80%", "PT5M"), each stop and go, and the change of policy it may not come before.
    promised_at = models.DateTimeField(null=True)
    after = models.CharField(max_length=40, blank=True)
    pauses = models.JSONField(default=list)
    not_before = models.DateTimeField(null=True)
    paused_left = models.DurationField(null=True)
    fired_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "clock", "kind", "level", "cycle"], name="timer_once"),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "clock", "due_at"], name="timer_pending", condition=models.Q(state=TimerState.PENDING)
            ),
        ]

    @property
    def is_breach(self) -> bool:
        return self.level == BREACH


class Policy(TenantModel):
    """A tenant's own clock for one kind of timer: for all, for one estate, one kind of ticket, one urgency.

    `ladder`: [{"after": ISO duration after the deadline, "to": [target names]}, …]; its first step is the breach.
    """

    subject_type = "policy"

    kind = models.CharField(max_length=24)
    estate = TenantForeignKey("estates.Estate", null=True, blank=True, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=24, blank=True)
    urgent = models.BooleanField(null=True, blank=True)
    duration = models.CharField(max_length=40)
    calendar = models.CharField(max_length=20, choices=CalendarName.choices, default=CalendarName.ROUND_THE_CLOCK)
    warn_percent = models.PositiveSmallIntegerField(default=80)
    ladder = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    # Timers point at the terms they were armed by, so a policy that is given up stays, and holds no more.
    active = models.BooleanField(default=True, db_default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "estate", "subject_kind", "urgent"],
                name="policy_scope",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(warn_percent__lt=100), name="policy_warns_before_breach"),
        ]


class Rollout(TenantModel):
    """New terms on their way to the clocks that run, since the admin asked for it: batch by batch (R32)."""

    policy = TenantForeignKey(Policy, related_name="rollouts", db_index=False)
    version = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "policy"], name="rollout_policy"),
            models.Index(fields=["tenant"], name="rollout_waiting", condition=models.Q(finished_at=None)),
        ]


class PauseRule(TenantModel):
    """Which clocks stop while a subject waits for this reason (R31): the company's, or one estate's own word."""

    subject_type = "pause_rule"

    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=12)
    kinds = ArrayField(models.CharField(max_length=24), default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "reason"], name="pause_rule_scope", nulls_distinct=False
            )
        ]


class QuietHours(TenantModel):
    """Between these times of day people who are off are not told of what is not urgent (R32)."""

    subject_type = "quiet_hours"

    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="quiet_hours_scope", nulls_distinct=False),
            models.CheckConstraint(condition=~models.Q(begins=models.F("ends")), name="quiet_hours_have_a_length"),
        ]


class OwnQuietHours(TenantModel):
    """A member of staff's own, beside those of his estates, which they may lengthen and never shorten (R32)."""

    subject_type = "quiet_hours"

    staff = TenantForeignKey("people.StaffMember", models.CASCADE, related_name="+", db_index=False)
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "staff"], name="own_quiet_hours_once"),
            models.CheckConstraint(condition=~models.Q(begins=models.F("ends")), name="own_quiet_hours_have_a_length"),
        ]


class CalendarDay(TenantModel):
    """A tenant's own word about a day (a company holiday, a day worked): stronger than the published arrangement."""

    subject_type = "calendar_day"

    day = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="calendar_day")]

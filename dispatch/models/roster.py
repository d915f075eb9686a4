"""Repeating patterns of the duty roster; the shifts they make are `people.Shift`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dispatch.enums import Rhythm
from servicedesk.people.enums import ShiftKind
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Pattern(TenantModel):
    """排班规律: one person's shift that comes back, such as two days on and two off, or every working day.

    It only makes shifts when a week or a month is filled in; those can then be changed one by one.
    """

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    staff = TenantForeignKey("people.StaffMember", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=ShiftKind.choices)
    starts = models.TimeField()
    # At or before `starts`: on the next day.
    ends = models.TimeField()
    rhythm = models.CharField(max_length=16, choices=Rhythm.choices)
    # ISO: Monday is 1.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    days_on = models.PositiveSmallIntegerField(default=1)
    days_off = models.PositiveSmallIntegerField(default=0)
    # The first day of a cycle, and the first day at all.
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    standby_order = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(days_on__gte=1), name="pattern_has_days_on"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="pattern_until_after_since",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "since"], name="pattern_estate")]

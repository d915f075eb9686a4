"""Staff, the departments and estates they work in, and their shifts."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from servicedesk.people.enums import ALL_ESTATES, LeaveKind, Role, ShiftKind, Skill, Trade
from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from servicedesk.tenancy.prepared import Prepared


class Department(TenantModel):
    """部门. Its head is the first to hear when a handoff is late."""

    name = models.CharField(max_length=60)
    trade = models.CharField(max_length=20, choices=Trade.choices)
    head = TenantForeignKey("people.StaffMember", null=True, blank=True, related_name="heads")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="department_name")]

    def __str__(self) -> str:
        return self.name


class StaffMember(TenantModel):
    """员工: role, skills, superior, and the account he signs in with."""

    user = models.OneToOneField("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200, blank=True, editable=False)
    employee_no = models.CharField(max_length=20)
    phone = models.CharField(max_length=20)
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=40, blank=True)
    skills = ArrayField(models.CharField(max_length=20, choices=Skill.choices), default=list, blank=True)
    reports_to = TenantForeignKey("self", null=True, blank=True, related_name="reports")
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "employee_no"], name="staff_employee_no")]
        indexes = [models.Index(fields=["tenant", "user"], name="staff_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def skill_words(self) -> list[str]:
        """The kinds of work in the reader's language."""
        return [str(Skill(skill).label) for skill in self.skills if skill in Skill.values]

    @cached_property
    def estate_ids(self) -> frozenset[Any]:
        """The estates this person works in (company roles are asked with `sees_estate`)."""
        if hasattr(self, "posted_to"):
            return frozenset(self.posted_to)
        return frozenset(self.postings.values_list("estate_id", flat=True))

    def sees_estate(self, estate_id: Any) -> bool:
        """Staff see their estates only; company manager and tenant admin see all (domain §1)."""
        return self.role in ALL_ESTATES or estate_id in self.estate_ids


class Posting(TenantModel):
    """One member of staff works in one estate, in one department."""

    staff = TenantForeignKey(StaffMember, models.CASCADE, related_name="postings")
    estate = TenantForeignKey("estates.Estate", related_name="postings")
    department = TenantForeignKey(Department, related_name="postings")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "staff", "estate", "department"], name="posting_once")]
        indexes = [models.Index(fields=["tenant", "estate", "department"], name="posting_estate")]


def behind(user_id: UUID) -> models.QuerySet[StaffMember]:
    """Who signs in with this account and still works here, with the estates (`posted_to`)."""
    postings = Posting.objects.filter(staff=models.OuterRef("pk")).values("estate_id")
    return StaffMember.objects.filter(user_id=user_id, active=True).annotate(posted_to=ArraySubquery(postings))


# Every page begins with it.
BEHIND = Prepared(behind, UUID)


class Shift(TenantModel):
    """班次: who is on, where, when. Half-open: the next shift begins where this one ends.

    Ask `servicedesk.people.duty` who is on: it knows of leave, and that a night centre serves several estates.
    """

    staff = TenantForeignKey(StaffMember, models.CASCADE, related_name="shifts")
    estate = TenantForeignKey("estates.Estate", related_name="shifts")
    kind = models.CharField(max_length=20, choices=ShiftKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # 替班: whose shift this was planned to be.
    substitute_for = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+", db_index=False)
    # 备勤: 1 is asked first in an emergency (R19); 0 is after those who have a number.
    standby_order = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start")
        ]
        indexes = [models.Index(fields=["tenant", "estate", "starts_at", "ends_at"], name="shift_estate_time")]


class Leave(TenantModel):
    """休假: this person is away, whatever his shifts say. Half-open like a shift."""

    staff = TenantForeignKey(StaffMember, models.CASCADE, related_name="leaves", db_index=False)
    kind = models.CharField(max_length=16, choices=LeaveKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    granted_by = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="leave_ends_after_start")
        ]
        indexes = [models.Index(fields=["tenant", "staff", "starts_at"], name="leave_staff_time")]

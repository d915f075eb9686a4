"""What a tenant lays down for its visits: causes, stock parts, checklists with their versions (R21, R22)."""

from dataclasses import dataclass

from django.db import models

from servicedesk.people.enums import Skill
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Cause(TenantModel):
    """故障原因: what a fault was due to, for one kind of work or for all ('')."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    skill = models.CharField(max_length=20, choices=Skill.choices, blank=True)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="cause_code"),
            models.UniqueConstraint(fields=["tenant", "name"], name="cause_name"),
        ]

    def __str__(self) -> str:
        return self.name


class StockPart(TenantModel):
    """备件: a part as the store keeps it, with unit and price."""

    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=10, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="stock_part_code"),
            models.UniqueConstraint(fields=["tenant", "name"], name="stock_part_name"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="stock_part_price"),
        ]

    def __str__(self) -> str:
        return self.name


class Checklist(TenantModel):
    """上门检查单 of one kind of work, or of all that have none of their own (''). Its lines stand in its versions."""

    skill = models.CharField(max_length=20, choices=Skill.choices, blank=True)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "skill"], name="checklist_skill")]


@dataclass(frozen=True)
class CheckLine:
    """One line to be ticked: `needed` lines may not be missing; `at_end` ones are asked for after the work."""

    key: str
    text: str
    needed: bool = False
    at_end: bool = False


class ChecklistVersion(TenantModel):
    """The lines as they stood at one time. Never changed: an answered visit keeps the version it was answered on."""

    checklist = TenantForeignKey(Checklist, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "checklist", "number"], name="checklist_version")]

    @property
    def read(self) -> list[CheckLine]:
        """Its lines, in their order."""
        return [CheckLine(**line) for line in self.lines]

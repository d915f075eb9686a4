"""业户: the people of a unit and their phones."""

from django.db import models

from servicedesk.estates.enums import Relation
from servicedesk.estates.models.places import Unit
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Resident(TenantModel):
    """One person; may have several units and several phones."""

    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200, blank=True, editable=False)
    salutation = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "pinyin"], name="resident_pinyin")]

    def __str__(self) -> str:
        return self.name


class ResidentPhone(TenantModel):
    """A phone of a resident, E.164. The last four digits are how a clerk looks it up (R2)."""

    resident = TenantForeignKey(Resident, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    last4 = models.CharField(max_length=4, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "number", "resident"], name="resident_phone_once")]
        indexes = [models.Index(fields=["tenant", "last4"], name="resident_phone_last4")]


class Occupant(TenantModel):
    """A resident's relation to a unit: owner, lessee, family member."""

    resident = TenantForeignKey(Resident, models.CASCADE, related_name="occupancies")
    unit = TenantForeignKey(Unit, related_name="occupants")
    relation = models.CharField(max_length=8, choices=Relation.choices, default=Relation.OWNER)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "resident"], name="occupant_once")]
        indexes = [models.Index(fields=["tenant", "resident"], name="occupant_resident")]

"""Estates and the places in them where something can be reported."""

from datetime import time
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicedesk.estates.enums import Occupancy, Use
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


def desk_hours() -> list[str]:
    """08:00–20:00, the trade's default (R29)."""
    return ["08:00-20:00"]


class Estate(TenantModel):
    """小区 / 项目: a community, office park or sales centre, with its own desk hours and settings."""

    code = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    desk_phone = models.CharField(max_length=20, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    desk_hours = ArrayField(models.CharField(max_length=11), default=desk_hours)
    # Whether a passed review starts the callback by itself (domain §3, "start callback").
    automatic_callback = models.BooleanField(default=True)
    warranty_days = models.PositiveSmallIntegerField(default=30)
    # So many reports of one building within so many minutes may be one fault (R7).
    incident_reports = models.PositiveSmallIntegerField(default=3, db_default=3)
    incident_minutes = models.PositiveSmallIntegerField(default=120, db_default=120)
    manager = TenantForeignKey("people.StaffMember", null=True, blank=True, related_name="manages")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="estate_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def estate_id(self) -> object:
        """So that a rule by estate takes an estate itself."""
        return self.pk

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def hours(self) -> list[tuple[time, time]]:
        """Desk hours as pairs of local times."""
        # Midnight at the end of a day may be written 24:00, which `time` does not know.
        pairs = (span.replace("24:00", "00:00").split("-") for span in self.desk_hours)
        return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs]


class Building(TenantModel):
    """楼栋."""

    estate = TenantForeignKey(Estate, related_name="buildings")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "estate", "code"], name="building_code")]

    def __str__(self) -> str:
        return self.name or self.code


class Unit(TenantModel):
    """房屋: one household or shop. `code` is as said aloud: 3-2-1201."""

    estate = TenantForeignKey(Estate, related_name="units")
    building = TenantForeignKey(Building, related_name="units")
    code = models.CharField(max_length=24)
    floor = models.SmallIntegerField(null=True, blank=True)
    area = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    use = models.CharField(max_length=12, choices=Use.choices, default=Use.RESIDENTIAL)
    occupancy = models.CharField(max_length=8, choices=Occupancy.choices, default=Occupancy.OWNER)
    caution = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "estate", "code"], name="unit_code")]
        indexes = [models.Index(fields=["tenant", "code"], name="unit_by_code")]

    def __str__(self) -> str:
        return self.code


class PublicArea(TenantModel):
    """公共区域、公共设施: what breaks and belongs to no household."""

    estate = TenantForeignKey(Estate, related_name="public_areas")
    building = TenantForeignKey(Building, null=True, blank=True, related_name="public_areas")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "estate", "code"], name="public_area_code")]

    def __str__(self) -> str:
        return self.name

"""开发商保修期: until when the developer answers for the homes of an estate, or of one building (R34)."""

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class DeveloperWarranty(TenantModel):
    """Of a building, or (without one) of the whole estate; the building's own comes first."""

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    building = TenantForeignKey("estates.Building", null=True, blank=True, related_name="+", db_index=False)
    ends_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "building"], name="developer_warranty_place", nulls_distinct=False
            )
        ]

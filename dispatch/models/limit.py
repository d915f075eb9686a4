"""How many open jobs somebody may take for himself out of the claim pool."""

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class JobLimit(TenantModel):
    """The company's own limit (no estate), or one estate's; without a row the trade's default holds (R13)."""

    subject_type = "job_limit"

    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    most = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate"], name="job_limit_scope", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(most__gte=1), name="job_limit_at_least_one"),
        ]

"""Keys of system clients, and the answers already given to a repeated request (R47, R48)."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from servicedesk.tenancy.fields import UuidV7
from servicedesk.tenancy.models import Tenant, TenantModel

# How long an answer to a repeated request is kept.
KEPT_FOR = timedelta(days=7)


class ApiKey(models.Model):
    """A system client's credentials. Global, because a key is looked up before its tenant is known; only its hash is
    kept. `estates` empty: all estates of the tenant.
    """

    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    estates = ArrayField(models.UUIDField(), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Answer(TenantModel):
    """What a request with this idempotency key was answered: the same again changes nothing twice (R48)."""

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "caller", "key"], name="answer_once")]

"""Tenant and the base of every tenant's row."""

from typing import Any

from django.db import models
from django.utils.encoding import force_str

from servicedesk.tenancy.fields import TenantForeignKey, TenantOneToOneField, UuidV7
from servicedesk.tenancy.managers import TenantManager, stamp

__all__ = ["Tenant", "TenantForeignKey", "TenantModel", "TenantOneToOneField"]


class Tenant(models.Model):
    """One property-management company (物业公司). Global: it says who exists, nothing of what they do."""

    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)
    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    mfa_required = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one tenant: own manager, stamped on save, forced row-level security, composite keys."""

    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)
    # Every index and unique of a tenant's table leads with the tenant, so the key needs no index of its own.
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", editable=False, db_index=False)

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        stamp(self)
        super().save(*args, **kwargs)

    def _get_FIELD_display(self, field: Any) -> Any:
        """The label of one choice. Django's own way hashes all of them first, and so translates all for each word."""
        value = getattr(self, field.attname)
        return force_str(dict(field.flatchoices).get(value, value), strings_only=True)

"""The tenant manager: filters, stamps, and raises without a scope. Row-level security stands behind it."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models

from servicedesk.tenancy.scope import ForeignTenant, require_tenant_id

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """A query set of one tenant's rows."""

    def lock(self, pk: Any) -> M:
        """The row with this primary key, locked until the transaction ends. Raises DoesNotExist.

        NO KEY UPDATE, so that children can still be inserted beside it (engine-notes, "Claiming").
        """
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            stamp(row)
        return super().bulk_create(rows, *args, **kwargs)


def stamp(row: models.Model) -> None:
    """Give an unstamped row the tenant in scope. Raises ForeignTenant for a row of another tenant."""
    tenant_id = require_tenant_id()
    if row.tenant_id is None:  # type: ignore[attr-defined]
        row.tenant_id = tenant_id  # type: ignore[attr-defined]
    elif row.tenant_id != tenant_id:  # type: ignore[attr-defined]
        raise ForeignTenant(f"{type(row).__name__} belongs to another tenant.")


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """`objects` and base manager of every tenant model."""

    def get_queryset(self) -> Self:
        return super().get_queryset().filter(tenant_id=require_tenant_id())

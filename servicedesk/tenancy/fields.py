"""Field types of the tenant's tables."""

from typing import Any

from django.db import models
from django.db.models.expressions import Func


class UuidV7(Func):
    """PostgreSQL's uuidv7(): keys that grow with time, so that indexes stay dense."""

    function = "uuidv7"
    arity = 0
    output_field = models.UUIDField()


class TenantForeignKey(models.ForeignKey):
    """A foreign key inside a tenant. The database constraint is the composite (tenant, id), set up by walls.py."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantOneToOneField(models.OneToOneField):
    """A one-to-one inside a tenant, guarded like TenantForeignKey."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

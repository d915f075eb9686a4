"""The tenant scope: who is served, for Python (a context variable) and PostgreSQL (a transaction-local setting)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

_current: ContextVar[UUID | None] = ContextVar("tenant", default=None)


class NoTenantScope(RuntimeError):
    """A tenant's table was touched while nobody's tenant was in scope."""


class ForeignTenant(RuntimeError):
    """A row of one tenant was about to be written in the scope of another."""


def current_tenant_id() -> UUID | None:
    """The tenant in scope, or None."""
    return _current.get()


def require_tenant_id() -> UUID:
    """The tenant in scope.

    Raises NoTenantScope when there is none.
    """
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenantScope("No tenant in scope: wrap the call in tenant_scope(tenant_id).")
    return tenant_id


@contextmanager
def as_if(tenant_id: UUID) -> Iterator[None]:
    """Python's half of a scope alone, to build SQL for a tenant without asking the database anything."""
    token = _current.set(tenant_id)
    try:
        yield
    finally:
        _current.reset(token)


def _tell_database(tenant_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id or "")])


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[None]:
    """Serve `tenant_id` inside one transaction; a nested scope restores the outer one by hand when it ends.

    A nested scope of the same tenant is only a savepoint-free pass-through.
    """
    outer = _current.get()
    if outer == tenant_id and connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        token = _current.set(tenant_id)
        try:
            _tell_database(tenant_id)
            yield
            if outer is not None:
                _tell_database(outer)
        finally:
            # On an exception the savepoint's rollback undoes set_config; here only Python's half is undone.
            _current.reset(token)


@contextmanager
def no_tenant() -> Iterator[None]:
    """Leave the tenant's scope for a moment, as a sweep between two tenants does."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)

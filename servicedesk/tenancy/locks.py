"""Locks on what has no row yet."""

from django.db import connection

from servicedesk.tenancy.scope import require_tenant_id


def one_at_a_time(what: str) -> None:
    """Until this transaction ends nobody else of the tenant gets past the same words: a name found free stays free.

    Raises NoTenantScope outside a scope.
    """
    with connection.cursor() as cursor:
        key = f"{require_tenant_id()}:{what}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])

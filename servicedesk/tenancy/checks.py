"""A start-up check: the application must not reach the database as somebody whom row-level security does not bind."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections


def role_faults(alias: str) -> list[str]:
    """What is wrong with the role behind `alias`: 'superuser', 'bypassrls', 'owner'; empty when it is right."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        is_super, bypasses = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owned = cursor.fetchone()[0]
    return [fault for fault, found in (("superuser", is_super), ("bypassrls", bypasses), ("owner", owned)) if found]


@register(Tags.database)
def check_role(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """Refuse an application role that is a superuser, bypasses row-level security, or owns a table."""
    if not databases or "default" not in databases:
        return []
    return [
        Error(f"The application's database role is {fault}; row-level security would not bind it.", id="tenancy.E001")
        for fault in role_faults("default")
    ]

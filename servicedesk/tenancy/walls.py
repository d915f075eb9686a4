"""After every migration: grants, forced row-level security and composite keys on every table, so that a new table is
closed by default. Idempotent: only what is missing is added. Runs as the owner; the application's role cannot.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from servicedesk.tenancy.models import TenantModel

OWNER = "owner"
APP_ROLE = "servicedesk_app"
ENGINE_ROLE = "servicedesk_engine"
# Tables the application may only add to (the database refuses UPDATE and DELETE on them).
APPEND_ONLY = frozenset(
    {
        "journal_event",
        "billing_entry",
        "billing_posting",
        "billing_receipt",
        "billing_receiptvoid",
        "billing_paymentnotice",
        "billing_reconciliation",
        "billing_reminder",
    }
)
# Written by the owner alone: the test clock, and the list of migrations.
READ_ONLY = frozenset({"timers_clockshift", "django_migrations"})
# Tables of the engine's functions: the engine's role sees every tenant's rows of these, and of nothing else.
ENGINE_TABLES = frozenset({"timers_clock", "timers_rollout", "messaging_message"})

POLICY = "(tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid))"


def tenant_models() -> Iterator[type[TenantModel]]:
    """Every concrete model with a tenant."""
    for model in apps.get_models():
        if issubclass(model, TenantModel) and not model._meta.proxy:
            yield model


def raise_walls(using: str, app_config: AppConfig, **kwargs: Any) -> None:
    """post_migrate receiver: see the module's docstring. The signal is sent for each app; when the last one's comes,
    all tables are there.
    """
    if using != OWNER or app_config is not last_app():
        return
    with connections[OWNER].cursor() as cursor:
        tables = set(connections[OWNER].introspection.table_names(cursor))
        cursor.execute("SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace")
        constraints = {name for (name,) in cursor.fetchall()}
        grant(cursor, tables)
        cursor.execute("SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'tenant'")
        forced = {name for (name,) in cursor.fetchall()}
        ready = [model for model in tenant_models() if model._meta.db_table in tables]
        for model in ready:
            if model._meta.db_table not in forced:
                force(cursor, model._meta.db_table)
        for model in ready:
            add_composite_keys(cursor, model, tables, constraints)


def last_app() -> AppConfig:
    """The app whose post_migrate comes last: Django sends it in the order of INSTALLED_APPS, to those with models."""
    return [config for config in apps.get_app_configs() if config.models_module is not None][-1]


def tenant_keys(model: type[models.Model]) -> Iterator[tuple[str, type[TenantModel]]]:
    """(column, target) of each foreign key of `model` that points at a tenant's table."""
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, TenantModel):
            yield field.column, field.related_model


def grant(cursor: CursorWrapper, tables: set[str]) -> None:
    """The application reads and writes rows; it never creates, truncates or owns."""
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    granted = granted_to(cursor, APP_ROLE)
    for table in sorted(tables):
        rights = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if table in APPEND_ONLY:
            rights = {"SELECT", "INSERT"}
        elif table in READ_ONLY:
            rights = {"SELECT"}
        if not rights <= granted.get(table, set()):
            cursor.execute(f'GRANT {", ".join(sorted(rights))} ON "{table}" TO {APP_ROLE}')
    # The engine's claims are fair between tenants, so it reads who they are.
    if "tenancy_tenant" in tables:
        cursor.execute(f"GRANT SELECT ON tenancy_tenant TO {ENGINE_ROLE}")


def granted_to(cursor: CursorWrapper, role: str) -> dict[str, set[str]]:
    """The rights that this role was given on each table."""
    cursor.execute(
        "SELECT c.relname, array_agg(a.privilege_type) FROM pg_class c, aclexplode(c.relacl) a "
        "WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = %s::regrole GROUP BY 1",
        [role],
    )
    return {table: set(rights) for table, rights in cursor.fetchall()}


def force(cursor: CursorWrapper, table: str) -> None:
    """Row-level security, enabled and forced, for reading and writing."""
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    cursor.execute(f'CREATE POLICY tenant ON "{table}" USING {POLICY} WITH CHECK {POLICY}')
    if table in ENGINE_TABLES:
        cursor.execute(f'CREATE POLICY engine ON "{table}" TO {ENGINE_ROLE} USING (true) WITH CHECK (true)')
        cursor.execute(f'GRANT SELECT, UPDATE ON "{table}" TO {ENGINE_ROLE}')


def add_tenant_key(cursor: CursorWrapper, table: str, constraints: set[str]) -> None:
    """UNIQUE (tenant_id, id): what composite foreign keys point at."""
    name = f"{table}_tenant_key"
    if name not in constraints:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (tenant_id, id)')
        constraints.add(name)


def add_composite_keys(
    cursor: CursorWrapper, model: type[models.Model], tables: set[str], constraints: set[str]
) -> None:
    """FOREIGN KEY (tenant_id, x_id) for each key between two tenant tables: no row can point across tenants."""
    table = model._meta.db_table
    for column, target in tenant_keys(model):
        name = f"{table}_{column}_tenant_fk"[:63]
        if name in constraints or target._meta.db_table not in tables:
            continue
        add_tenant_key(cursor, target._meta.db_table, constraints)
        cursor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (tenant_id, "{column}") '
            f'REFERENCES "{target._meta.db_table}" (tenant_id, id)'
        )

"""The company's accounts: there from the first posting on."""

from uuid import UUID

from django.db import connection

from billing.ledger.enums import CHART
from billing.models import Account
from servicedesk.tenancy.scope import require_tenant_id

TABLE = Account._meta.db_table
OPEN = f"""
INSERT INTO {TABLE} (tenant_id, key, number, name, kind)
SELECT %s, key, number, '', kind FROM unnest(%s::text[], %s::text[], %s::text[]) AS c(key, number, kind)
ON CONFLICT DO NOTHING
"""


def accounts() -> dict[str, UUID]:
    """Every account's row by its key; the standard ones are opened when they are first asked for."""
    known = dict(Account.objects.values_list("key", "pk"))
    if CHART.keys() <= known.keys():
        return known
    numbers, kinds = zip(*CHART.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [require_tenant_id(), list(map(str, CHART)), list(numbers), list(map(str, kinds))])
    return dict(Account.objects.values_list("key", "pk"))

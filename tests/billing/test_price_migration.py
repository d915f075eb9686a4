"""What stood on the price list before it had versions is told as before (R33)."""

from datetime import date
from importlib import import_module

from tests.support.database import in_the_owners_hands

MOVE = import_module("billing.migrations.0010_prices").MOVE

TABLES = """
CREATE TEMP TABLE billing_priceitem (id serial, tenant_id int, estate_id int, version_id int, code text, name text,
    pinyin text, unit text, labour numeric, parts numeric, included text, warranty_days int, note text, photo text,
    valid_from date, valid_to date);
CREATE TEMP TABLE billing_priceversion (id serial, tenant_id int, estate_id int, number int, state text,
    valid_from date, valid_to date, made_at timestamptz, made_by text, published_at timestamptz, published_by text);
INSERT INTO billing_priceitem (tenant_id, estate_id, code, name, unit, labour, parts, valid_from, valid_to) VALUES
    (1, NULL, 'A', 'a', 'x', 10, 0, '2026-01-01', NULL), (1, NULL, 'A', 'a', 'x', 12, 0, '2026-06-01', NULL),
    (1, NULL, 'B', 'b', 'x', 20, 0, '2026-01-01', '2026-03-31'), (1, 7, 'A', 'a', 'x', 99, 0, '2026-05-01', NULL),
    (2, NULL, 'A', 'a', 'x', 5, 0, '2026-02-01', '2026-02-28');
"""
TOLD = """
SELECT i.code, i.labour::int FROM billing_priceitem i JOIN billing_priceversion v ON v.id = i.version_id
WHERE v.tenant_id = %s AND v.estate_id IS NOT DISTINCT FROM %s AND v.valid_from <= %s
    AND (v.valid_to IS NULL OR v.valid_to >= %s) ORDER BY 1
"""


def test_each_day_tells_what_it_told_before_there_were_versions(django_db_setup: None) -> None:
    with in_the_owners_hands() as cursor:
        cursor.execute(TABLES)
        cursor.execute(MOVE)

        def told(tenant: int, estate: int | None, day: date) -> list[tuple[str, int]]:
            cursor.execute(TOLD, [tenant, estate, day, day])
            return list(cursor.fetchall())

        assert told(1, None, date(2026, 3, 31)) == [("A", 10), ("B", 20)]
        assert told(1, None, date(2026, 4, 1)) == [("A", 10)]
        assert told(1, None, date(2026, 6, 1)) == [("A", 12)]
        assert told(1, 7, date(2026, 6, 1)) == [("A", 99)]
        assert (told(2, None, date(2026, 2, 28)), told(2, None, date(2026, 3, 1))) == ([("A", 5)], [])
        cursor.execute("SELECT count(*) FROM billing_priceitem WHERE version_id IS NULL")
        assert cursor.fetchone() == (0,)

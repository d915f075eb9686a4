"""What was told before prices had versions is each ticket's first quote, agreed (R33, R34)."""

from importlib import import_module

from tests.support.database import in_the_owners_hands

MOVE = import_module("billing.migrations.0011_quotes").MOVE
TABLES = """
CREATE TEMP TABLE billing_priceversion (id int, tenant_id int, estate_id int);
CREATE TEMP TABLE billing_priceitem (id int, tenant_id int, version_id int, unit text);
CREATE TEMP TABLE billing_charge (id int, tenant_id int, ticket_id int, item_id int, quote_id int, unit text,
    list_price numeric, unit_price numeric, account text, payer text, added_at timestamptz, added_by text);
CREATE TEMP TABLE billing_quote (id serial, tenant_id int, ticket_id int, number int, state text, reason text,
    company_version_id int, own_version_id int, made_at timestamptz, made_by text, needs_review bool, reviewed_by text,
    review_note text, consented_at timestamptz, means text, consented_by text, consent_phone text, kept_by text,
    ended_by text, end_reason text);
INSERT INTO billing_priceversion VALUES (1, 1, NULL), (2, 1, 7);
INSERT INTO billing_priceitem VALUES (11, 1, 1, '个'), (12, 1, 2, '次');
INSERT INTO billing_charge (id, tenant_id, ticket_id, item_id, unit_price, payer, added_at, added_by) VALUES
    (1, 1, 100, 11, 45, 'resident', '2026-01-02', '甲'), (2, 1, 100, 12, 80, 'resident', '2026-01-02', '甲'),
    (3, 1, 101, NULL, 300, 'company', '2026-02-02', '乙'), (4, 2, 100, NULL, 9, 'resident', '2026-03-02', '丙');
"""


def test_every_ticket_with_charges_has_one_agreed_version_and_no_line_is_lost(django_db_setup: None) -> None:
    with in_the_owners_hands() as cursor:
        cursor.execute(TABLES)
        cursor.execute(MOVE)
        cursor.execute(
            "SELECT tenant_id, ticket_id, number, state, means, made_by, company_version_id, own_version_id "
            "FROM billing_quote ORDER BY 1, 2"
        )
        assert cursor.fetchall() == [
            (1, 100, 1, "consented", "before", "甲", 1, 2), (1, 101, 1, "consented", "before", "乙", None, None),
            (2, 100, 1, "consented", "before", "丙", None, None),
        ]  # fmt: skip
        cursor.execute(
            "SELECT c.id, q.tenant_id = c.tenant_id AND q.ticket_id = c.ticket_id, account, unit, list_price::int "
            "FROM billing_charge c JOIN billing_quote q ON q.id = c.quote_id ORDER BY 1"
        )
        assert cursor.fetchall() == [
            (1, True, "receivable", "个", 45), (2, True, "receivable", "次", 80), (3, True, "company", "", None),
            (4, True, "receivable", "", None),
        ]  # fmt: skip

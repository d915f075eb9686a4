"""What providers had reported before it stood in the ledger is put there once (R35, R39)."""

from decimal import Decimal
from importlib import import_module
from typing import Any

from django.db import connection

from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import PaymentCode, PaymentNotice
from servicedesk.timers.now import now
from tests.billing.steps import told
from tests.cast import Cast
from tests.support.database import in_the_owners_hands

BEFORE = import_module("billing.migrations.0022_providers_money")
TABLES = """
CREATE TEMP TABLE billing_posting (id int, tenant_id int, entry_id int, account_id int);
CREATE TEMP TABLE billing_entry (id int, tenant_id int, source text, reverses_id int);
CREATE TEMP TABLE billing_account (id int, tenant_id int, key text);
CREATE TEMP TABLE billing_paymentcode (id int, tenant_id int, receipt_id int);
INSERT INTO billing_account VALUES (1, 1, 'bank'), (2, 1, 'receivable'), (3, 1, 'unclear'), (4, 2, 'bank');
INSERT INTO billing_paymentcode VALUES (1, 1, 70), (2, 1, NULL);
INSERT INTO billing_entry VALUES (10, 1, 'receipt:70', NULL), (11, 1, 'reversal:10', 10), (12, 1, 'receipt:71', NULL),
    (10, 2, 'receipt:70', NULL);
INSERT INTO billing_posting VALUES (1, 1, 10, 1), (2, 1, 10, 2), (3, 1, 11, 1), (4, 1, 11, 2), (5, 1, 12, 1),
    (6, 2, 10, 4);
"""


def test_receipts_by_code_take_from_what_was_reported(django_db_setup: None) -> None:
    """Their reversals too; no other receipt, and no other company's."""
    with in_the_owners_hands() as cursor:
        cursor.execute(TABLES)
        cursor.execute(BEFORE.MOVE, {"tenant": 1})
        cursor.execute("SELECT id, account_id FROM billing_posting ORDER BY id")
        assert cursor.fetchall() == [(1, 3), (2, 2), (3, 3), (4, 2), (5, 1), (6, 4)]


def test_what_was_reported_stands_not_assigned(cast: Cast) -> None:
    """R39: what was no receipt; the check is clean afterwards."""
    code = PaymentCode.objects.create(
        estate=cast.estate, ticket=told(cast), provider="alipay", reference="r", address="", amount=Decimal("45"),
        opened_by_name="x", opened_at=now(), state="cancelled",
    )  # fmt: skip
    about: dict[str, Any] = {"provider": "alipay", "paid_at": now(), "received_at": now(), "verdict": "late"}
    PaymentNotice.objects.create(code=code, number="P1", amount=Decimal("45"), **about)
    assert len(list(differences())) == 1
    with connection.cursor() as cursor:
        for statement in (BEFORE.OPEN, BEFORE.REPORT):
            cursor.execute(statement, {"tenant": cast.tenant.pk})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert balance(Book.ALIPAY) == 45 == -balance(Book.UNCLEAR) and list(differences()) == []

"""Receipts stand as they are; void, advance and repeated forms (R35, R37, R48)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from billing.actions import outstanding, pay
from billing.fees.settling import fees_owed
from billing.ledger.actions import post
from billing.ledger.checks import differences
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.queries import balance
from billing.models import Receipt
from billing.receipts.actions import take, void
from servicedesk.people.principal import SYSTEM
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tests.billing.steps import paid, ticket_of, told
from tests.cast import Cast, at, build
from tests.support.clock import Clock
from tickets.enums import Fee


@pytest.mark.parametrize("statement", [
    "UPDATE billing_receipt SET amount = 1", "DELETE FROM billing_receipt", "DELETE FROM billing_receiptvoid",
])  # fmt: skip
def test_the_database_refuses_to_change_a_receipt(cast: Cast, statement: str) -> None:
    """R35: immutable."""
    void(receipt_id=paid(cast).pk, actor=cast.act("cashier"), reason="金额写错")
    refused = pytest.raises(DatabaseError, match=r"permission denied|append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_void_is_a_new_document_and_the_receipt_stays_visible(cast: Cast, clock: Clock) -> None:
    """R35, R37: by whom and why; what it paid is owed again, and the collector's hand is empty."""
    clock.set(at("2026-11-21 10:00"))
    receipt = paid(cast)
    document = void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="金额写错")
    assert (document.number, document.by_name, document.reason) == ("ZF-HJ-2026-000001", "钱芳", "金额写错")
    kept = Receipt.objects.get()
    assert kept.is_void and kept.amount == 45 and not Receipt.objects.good().exists()
    assert outstanding(ticket_of(receipt)) == 45 and ticket_of(receipt).fee == Fee.QUOTED
    assert balance(Book.CASH, staff=cast.technician) == 0 and list(differences()) == []


def test_after_a_void_the_number_is_not_given_again(cast: Cast) -> None:
    """R35: the new payment has the next number."""
    receipt = paid(cast)
    void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="x")
    again = pay(ticket_id=ticket_of(receipt).pk, actor=cast.act("clerk"), amount=Decimal("45"), method="wechat")
    assert (receipt.number[-6:], again.number[-6:]) == ("000001", "000002")


def test_a_receipt_is_made_void_once_and_the_second_reads_by_whom(cast: Cast) -> None:
    """R11."""
    receipt = paid(cast)
    void(receipt_id=receipt.pk, actor=cast.act("supervisor"), reason="x")
    with pytest.raises(Conflict, match="郑国栋"):
        void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason="x")


def test_who_may_make_a_receipt_void(cast: Cast) -> None:
    """R37: not who took the money; a reason is needed; another estate's or tenant's does not exist."""
    receipt, twin = paid(cast), build("twin", "TW")
    with pytest.raises(PermissionDenied):
        void(receipt_id=receipt.pk, actor=cast.act("technician"), reason="x")
    with pytest.raises(Invalid):
        void(receipt_id=receipt.pk, actor=cast.act("cashier"), reason=" ")
    with pytest.raises(NotFound):
        void(receipt_id=receipt.pk, actor=cast.act("outsider"), reason="x")
    with twin.scope(), pytest.raises(NotFound):
        void(receipt_id=receipt.pk, actor=twin.act("cashier"), reason="x")


def test_a_form_sent_twice_pays_once(cast: Cast) -> None:
    """R48: the second gives the first one's receipt; the word for another amount is refused."""
    ticket, word = told(cast), "form-1"
    values: dict[str, Any] = {"ticket_id": ticket.pk, "actor": cast.act("clerk"), "method": "cash", "once": word}
    first = pay(amount=Decimal("20"), **values)
    assert pay(amount=Decimal("20"), **values) == first and outstanding(ticket) == 25
    with pytest.raises(Invalid):
        pay(amount=Decimal("25"), **values)


def test_a_unit_pays_its_fees_and_the_rest_is_kept_in_advance(cast: Cast) -> None:
    """R35: then a ticket is paid on account, and never more than is there."""
    fee = (debit(Book.RECEIVABLE, Decimal("30"), unit_id=cast.unit.pk), credit(Book.MANAGEMENT, Decimal("30")))
    post(Draft("fee:1", Why.FEES, cast.estate, now(), fee), actor=SYSTEM)
    take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal("100"), method="wechat")
    assert fees_owed(cast.unit.pk) == 0 and balance(Book.ADVANCES, unit=cast.unit) == -70
    ticket = told(cast, "80.00")
    values: dict[str, Any] = {"ticket_id": ticket.pk, "actor": cast.act("cashier"), "method": "on_account"}
    with pytest.raises(Invalid, match="70"):
        pay(amount=Decimal("80"), **values)
    pay(amount=Decimal("70"), **values)
    assert outstanding(ticket) == 10 and balance(Book.ADVANCES) == 0 and list(differences()) == []


def test_what_was_paid_in_advance_and_used_is_not_made_void(cast: Cast) -> None:
    """R37."""
    receipt = take(unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal("50"), method="cash")
    pay(ticket_id=told(cast).pk, actor=cast.act("cashier"), amount=Decimal("45"), method="on_account")
    with pytest.raises(Conflict):
        void(receipt_id=receipt.pk, actor=cast.act("supervisor"), reason="x")

"""Discounts, waivers, refunds, compensation: reason, role, limits, second signature, new entries (R37)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from billing.actions import outstanding
from billing.amends.actions import grant, refuse, sign
from billing.amends.terms import change_terms
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Amend, Entry, Receipt
from billing.quotes.lines import Line
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.billing.steps import paid, ticket_of, told
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.prices import charge
from tickets.enums import Fee
from tickets.models import Ticket


def granted(cast: Cast, ticket: Ticket, kind: str, amount: str, by: str = "supervisor", **more: Any) -> Amend:
    values: dict[str, Any] = {
        "reason": "多次上门",
        "ticket_id": ticket.pk,
        "kind": kind,
        "amount": Decimal(amount),
    } | more
    return grant(actor=cast.act(by), **values)


@pytest.mark.parametrize(("kind", "book"), [("discount", Book.DISCOUNTS), ("waiver", Book.WAIVERS)])
def test_what_is_owed_is_lowered_by_a_new_entry(cast: Cast, clock: Clock, kind: str, book: str) -> None:
    """R37: with a credit note's number; the price told stays as it was told."""
    clock.set(at("2026-11-21 10:00"))
    ticket = told(cast)
    note = granted(cast, ticket, kind, "45")
    assert note.number == "HC-HJ-2026-000001" and balance(book) == 45
    assert outstanding(ticket) == 0 and fresh(ticket).fee == Fee.SETTLED and ticket.charges.get().amount == 45
    assert list(differences()) == []


def test_a_refund_takes_money_out_of_the_hand_of_who_pays_it(cast: Cast) -> None:
    """R36, R37: at most what was paid, counted over all refunds of the receipt, which stands."""
    receipt = paid(cast)
    granted(cast, ticket_of(receipt), "refund", "40", by="cashier", receipt_number=receipt.number, method="cash")
    assert balance(Book.CASH, staff=cast.cashier) == -40 and balance(Book.REFUNDS) == 40
    with pytest.raises(Invalid, match=r"5\.00"):
        granted(cast, ticket_of(receipt), "refund", "5.01", by="cashier")
    assert Receipt.objects.good().get().amount == 45 and outstanding(ticket_of(receipt)) == 0


def test_a_refund_needs_a_receipt(cast: Cast) -> None:
    with pytest.raises(NotFound):
        granted(cast, told(cast), "refund", "5")


def test_a_compensation_can_be_kept_on_the_units_account(cast: Cast) -> None:
    """R37, R35."""
    granted(cast, told(cast), "compensation", "60", method="on_account")
    assert balance(Book.COMPENSATION) == 60 and balance(Book.ADVANCES, unit=cast.unit) == -60


@pytest.mark.parametrize(("kind", "amount", "field"), [
    ("discount", "45.01", "amount"), ("discount", "0", "amount"), ("gift", "5", "kind"), ("refund", "x", "amount"),
])  # fmt: skip
def test_what_cannot_be_granted(cast: Cast, kind: str, amount: str, field: str) -> None:
    """R37."""
    ticket = told(cast)
    with pytest.raises(Invalid) as refused:
        granted(cast, ticket, kind, amount.replace("x", "NaN"))
    assert refused.value.field == field and not Amend.objects.exists()


def test_each_role_has_its_limit_and_no_reason_is_none(cast: Cast) -> None:
    """R37: a supervisor's is 500 until the company says otherwise; others have no right at all."""
    ticket = told(cast, "900")
    with pytest.raises(Invalid, match="500"):
        granted(cast, ticket, "discount", "500.01")
    with pytest.raises(Invalid):
        granted(cast, ticket, "discount", "5", reason="")
    for name in ("clerk", "technician"):
        with pytest.raises(PermissionDenied):
            granted(cast, ticket, "discount", "5", by=name)


def test_above_the_companys_limit_another_must_sign(cast: Cast) -> None:
    """R37: nothing is booked before; not by the same person, nor by one whose own limit is lower."""
    ticket = told(cast, "900")
    waits = granted(cast, ticket, "discount", "600", by="manager")
    assert waits.waits and outstanding(ticket) == 900
    for name, field in (("manager", "by"), ("supervisor", "amount")):
        with pytest.raises(Invalid) as refused:
            sign(amend_id=waits.pk, actor=cast.act(name))
        assert refused.value.field == field
    done = sign(amend_id=waits.pk, actor=cast.act("director"))
    assert outstanding(ticket) == 300 and done.signed_by == cast.director and done.number
    with pytest.raises(Conflict, match="周总"):
        sign(amend_id=waits.pk, actor=cast.act("director"))


def test_what_is_refused_books_nothing(cast: Cast) -> None:
    ticket = told(cast, "900")
    waits = granted(cast, ticket, "waiver", "300")
    entries = Entry.objects.count()
    refuse(amend_id=waits.pk, actor=cast.act("manager"), reason="不符合规定")
    assert Entry.objects.count() == entries and not Amend.objects.get().waits
    with pytest.raises(Conflict):
        sign(amend_id=waits.pk, actor=cast.act("manager"))


def test_the_limits_are_the_companys_and_each_change_is_kept(cast: Cast) -> None:
    """R37, R10."""
    change_terms(actor=cast.act("admin"), second_above=Decimal("50"), supervisor_most=Decimal("60"))
    ticket = told(cast, "900")
    assert granted(cast, ticket, "discount", "60").waits
    with pytest.raises(Invalid, match="60"):
        granted(cast, ticket, "discount", "61")
    event = Event.objects.get(type="billing.terms_changed")
    assert event.payload["after"] == {"second_above": "50.00", "supervisor_most": "60.00"}
    with pytest.raises(PermissionDenied):
        change_terms(actor=cast.act("supervisor"), second_above=Decimal("5000"))


def test_what_was_lowered_is_not_told_anew(cast: Cast) -> None:
    """R37: else more would be waived than is owed."""
    ticket = told(cast)
    granted(cast, ticket, "discount", "40")
    with pytest.raises(Conflict):
        charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(name="x", unit_price=Decimal("30"))])
    assert outstanding(ticket) == 5

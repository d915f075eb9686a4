"""What a unit's money settles: the bills chosen, else the oldest; each line of the ledger names its bill (R35, R38)."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from billing.fees.settling import fees_owed, open_bills
from billing.ledger.actions import post
from billing.ledger.checks import differences
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.queries import balance
from billing.models import Bill, Entry
from billing.receipts.actions import take
from servicedesk.people.principal import SYSTEM
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from tests.billing.fees import three_months
from tests.cast import Cast


@pytest.fixture
def bills(cast: Cast) -> list[Bill]:
    """Three months of one unit, 200 yuan each."""
    return three_months(cast)


def pays(cast: Cast, amount: str, *chosen: Bill, method: str = "wechat") -> None:
    take(
        unit_id=cast.unit.pk, actor=cast.act("cashier"), amount=Decimal(amount), method=method,
        bills=[bill.pk for bill in chosen],
    )  # fmt: skip


def still_open(cast: Cast) -> dict[int, Decimal]:
    return {bill.period.month: owed for bill, owed in open_bills(cast.unit.pk)}


def test_money_settles_the_oldest_month_first(cast: Cast, bills: list[Bill]) -> None:
    """R35."""
    pays(cast, "250")
    assert still_open(cast) == {9: 150, 10: 200} and fees_owed(cast.unit.pk) == 350


def test_the_payer_chooses_what_he_pays_and_the_rest_is_kept_for_him(cast: Cast, bills: list[Bill]) -> None:
    """R35: what he did not choose stays open."""
    pays(cast, "230", bills[2])
    assert still_open(cast) == {8: 200, 9: 200} and balance(Book.ADVANCES, unit=cast.unit) == -30
    with pytest.raises(Invalid, match="30"):
        pays(cast, "30.01", bills[0], method="on_account")
    pays(cast, "30", bills[0], method="on_account")
    assert still_open(cast) == {8: 170, 9: 200} and list(differences()) == []


def test_a_bill_that_is_paid_or_another_units_is_not_chosen(cast: Cast, bills: list[Bill]) -> None:
    """R35: nothing is written."""
    pays(cast, "200", bills[0])
    with pytest.raises(Invalid) as refused:
        pays(cast, "200", bills[0])
    assert refused.value.field == "bills" and fees_owed(cast.unit.pk) == 400


def test_what_was_paid_before_lines_named_bills_is_set_against_the_oldest(cast: Cast, bills: list[Bill]) -> None:
    """R39: by the migration, with an entry that balances."""
    legs = (debit(Book.WECHAT, Decimal(250)), credit(Book.RECEIVABLE, Decimal(250), unit_id=cast.unit.pk))
    post(Draft("old", Why.PAYMENT, cast.estate, now(), legs), actor=SYSTEM)
    statement = import_module("billing.migrations.0021_lines_name_their_bill").ALLOCATE
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": cast.tenant.pk})
    assert still_open(cast) == {9: 150, 10: 200} and fees_owed(cast.unit.pk) == 350
    assert Entry.objects.filter(why=Why.ALLOCATED).count() == 1 and list(differences()) == []


def test_the_check_finds_a_bill_that_is_settled_too_far(cast: Cast, bills: list[Bill]) -> None:
    """R39: no action does it; the books are asked all the same."""
    paid = credit(Book.RECEIVABLE, Decimal(300), unit_id=cast.unit.pk, bill_id=bills[0].pk)
    post(Draft("odd", Why.PAYMENT, cast.estate, now(), (debit(Book.WECHAT, Decimal(300)), paid)), actor=SYSTEM)
    assert list(differences()) == [f"bill {bills[0].pk}: 200.00 billed, -100.00 of it open"]

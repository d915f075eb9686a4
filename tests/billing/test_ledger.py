"""The ledger: every posting balances, nothing is ever changed, and it can be computed anew (R37, R39)."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from billing.actions import outstanding, pay
from billing.ledger.actions import open_account, post, post_all, reverse
from billing.ledger.checks import differences
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Kind, Why
from billing.ledger.queries import balance, balances, of_tickets
from billing.models import Account, Charge, Entry, Posting, Quote, Receipt
from billing.money import rounded
from billing.quotes.lines import Line
from servicedesk.people.principal import SYSTEM
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from tests.cast import Cast, build
from tests.support.prices import charge

TEN = Decimal("10.00")


def draft(cast: Cast, source: str = "test:1", amount: Decimal = TEN, **changes: Any) -> Draft:
    """Management fees of one unit."""
    legs = (debit(Book.RECEIVABLE, amount, unit_id=cast.unit.pk), credit(Book.MANAGEMENT, amount, item="物业费"))
    values: dict[str, Any] = {"source": source, "why": Why.FEES, "estate": cast.estate, "at": now(), "legs": legs}
    return Draft(**(values | changes))


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The database itself says no, at the latest where a commit would be."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def told(cast: Cast, *, payer: str = "resident", price: str = "45.00") -> Any:
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), payer=payer,
           lines=[Line(name="换角阀", unit_price=Decimal(price))])  # fmt: skip
    return ticket


def pair(entry: Entry, account_id: Any, estate: Any) -> None:
    """Two postings that balance, past the action."""
    rows = [Posting(entry=entry, account_id=account_id, estate=estate, amount=amount) for amount in (1, -1)]
    Posting.objects.bulk_create(rows)


def test_an_entry_is_posted_once_per_source(cast: Cast) -> None:
    """R39: a repeated run posts nothing twice, and another amount under the same source is refused."""
    first = post(draft(cast), actor=SYSTEM)
    assert post(draft(cast), actor=SYSTEM) == first
    with pytest.raises(Conflict):
        post(draft(cast, amount=Decimal("11.00")), actor=SYSTEM)
    assert balance(Book.RECEIVABLE, unit=cast.unit) == TEN and balance(Book.MANAGEMENT) == -TEN


@pytest.mark.parametrize("legs", [
    (debit(Book.CASH, TEN), credit(Book.SERVICES, Decimal("9.99"))), (debit(Book.CASH, TEN),), (),
    (debit(Book.CASH, Decimal("0.005")), credit(Book.SERVICES, Decimal("0.005"))),
])  # fmt: skip
def test_what_does_not_balance_or_is_not_in_whole_fen_is_not_posted(cast: Cast, legs: Any) -> None:
    """R39."""
    with pytest.raises(Invalid):
        post(draft(cast, legs=legs), actor=SYSTEM)
    assert not Entry.objects.exists()


def test_the_database_refuses_an_entry_whose_postings_do_not_balance(cast: Cast) -> None:
    """R39: whoever writes past the action; and an entry is not added to, even by what balances."""
    entry = post(draft(cast), actor=SYSTEM)
    account = Account.objects.get(key=Book.CASH)
    with refused("R39"):
        Posting.objects.create(entry=entry, account=account, estate=cast.estate, amount=1)
    with refused("R39"):
        pair(entry, account.pk, cast.estate)
    with refused("R39"):
        Entry.objects.create(estate=cast.estate, why=Why.FEES, source="bare", at=now(), day=entry.day, actor_name="x")
    with refused("posting_not_zero"):
        Posting.objects.create(entry=entry, account=account, estate=cast.estate, amount=0)


def test_a_posting_of_another_estate_or_tenant_is_refused(cast: Cast) -> None:
    """R39: an entry is of one estate; a key cannot point at another company's account."""
    entry = post(draft(cast), actor=SYSTEM)
    account = Account.objects.get(key=Book.CASH)
    new = {"estate": cast.other_estate, "why": Why.FEES, "at": now(), "day": entry.day, "actor_name": "x"}
    with refused("R39"):
        pair(Entry.objects.create(source="other", **new), account.pk, cast.estate)
    twin = build("twin", "TW")
    with twin.scope():
        theirs = post(draft(twin), actor=SYSTEM).postings.get(amount__gt=0).account_id
    with refused("tenant_fk"):
        pair(Entry.objects.create(source="theirs", **new), theirs, cast.other_estate)


@pytest.mark.parametrize("statement", [
    "UPDATE billing_posting SET amount = 1", "DELETE FROM billing_posting",
    "UPDATE billing_entry SET reason = ''", "DELETE FROM billing_entry",
])  # fmt: skip
def test_the_database_refuses_every_change(cast: Cast, statement: str) -> None:
    """R37: for the application by rights, for the owner by trigger (tests/codebase has the rights)."""
    post(draft(cast), actor=SYSTEM)
    with refused("permission denied|append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_proof_holds_when_another_tenant_is_in_scope_at_the_commit(cast: Cast) -> None:
    """R39: row-level security hides the rows then; the proof looks all the same."""
    twin = build("twin", "TW")
    with twin.scope():
        post(draft(twin), actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT current_setting('app.tenant')")
        assert cursor.fetchone() == (str(cast.tenant.pk),)


def test_a_reversal_undoes_an_entry_once(cast: Cast) -> None:
    """R37: a new entry with the sides changed; again it changes nothing, and a reversal is not reversed."""
    entry = post(draft(cast), actor=SYSTEM)
    for _again in range(2):
        reverse([entry.pk], actor=SYSTEM, reason="抄表错误")
    undone = entry.reversals.get()
    reverse([undone.pk], actor=SYSTEM, reason="x")
    assert balance(Book.RECEIVABLE) == 0 and Entry.objects.count() == 2 and undone.reason == "抄表错误"
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(estate=cast.estate, why="x", source="y", at=now(), day=entry.day, reverses=entry)


def test_many_are_posted_in_batches_and_only_the_new_ones(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """R39: a billing run repeated."""
    monkeypatch.setattr("billing.ledger.actions.BATCH", 40)
    post(draft(cast, "run:7"), actor=SYSTEM)
    assert post_all((draft(cast, f"run:{n}") for n in range(90)), actor=SYSTEM) == 89
    assert balance(Book.RECEIVABLE, unit=cast.unit) == 900
    (row,) = balances("estate", account=Book.RECEIVABLE)
    assert row == {"estate": cast.estate.pk, "sum": Decimal("900.00")}


def test_an_account_of_the_companys_own(cast: Cast) -> None:
    parking = open_account(key="parking", number="6001.09", name="停车费", kind=Kind.INCOME)
    post(draft(cast, legs=(debit(Book.RECEIVABLE, TEN), credit("parking", TEN))), actor=SYSTEM)
    assert balance("parking") == -TEN and parking.label == "停车费"


@pytest.mark.parametrize(("payer", "bears", "earns"), [
    ("resident", Book.RECEIVABLE, Book.SERVICES), ("developer", Book.DEVELOPER, Book.SERVICES),
    ("common_fund", Book.COMMON_FUND, Book.SERVICES), ("company", Book.COMPANY, Book.OWN_WORK),
])  # fmt: skip
def test_the_price_told_stands_against_the_account_of_who_pays(cast: Cast, payer: str, bears: str, earns: str) -> None:
    """R34: free to the resident, and the cost is recorded all the same."""
    ticket = told(cast, payer=payer)
    sums = {row["account__key"]: row["sum"] for row in balances("account__key", ticket=ticket)}
    assert sums == {bears: Decimal("45.00"), earns: Decimal("-45.00")}
    assert outstanding(ticket) == (45 if payer == "resident" else 0)


def test_a_price_told_anew_reverses_the_one_before(cast: Cast) -> None:
    """R37."""
    ticket = told(cast)
    charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(name="换龙头", unit_price=Decimal("80"))])
    assert outstanding(ticket) == 80 and Entry.objects.count() == 3


def test_a_payment_moves_what_is_owed_into_the_collectors_hand(cast: Cast) -> None:
    """R35, R36."""
    ticket, other = told(cast), told(cast)
    pay(ticket_id=ticket.pk, actor=cast.act("technician"), amount=Decimal("20"), method="cash")
    pay(ticket_id=ticket.pk, actor=cast.act("technician"), amount=Decimal("25"), method="wechat")
    assert balance(Book.CASH, staff=cast.technician) == 20 and balance(Book.WECHAT) == 25
    assert of_tickets(Book.RECEIVABLE, [ticket.pk, other.pk]) == {ticket.pk: 0, other.pk: 45}


@given(st.decimals(min_value=0, max_value=10**9, places=6), st.decimals(min_value=0, max_value=10**6, places=4))
def test_rounding_is_to_the_nearest_fen_and_half_of_one_goes_up(price: Decimal, quantity: Decimal) -> None:
    """R39: the one rounding."""
    exact = price * quantity
    fen = rounded(exact)
    assert fen == rounded(fen) and Decimal("-0.005") < fen - exact <= Decimal("0.005")


def check() -> str:
    out = StringIO()
    call_command("ledger", "--check", stdout=out)
    return out.getvalue()


def test_the_check_is_content_with_books_that_agree(cast: Cast) -> None:
    pay(ticket_id=told(cast).pk, actor=cast.act("technician"), amount=TEN, method="cash")
    told(cast, payer="company")
    assert "agree" in check()


def test_the_check_names_each_difference_and_fails(cast: Cast) -> None:
    """R39: a price that was never posted, and books that were written past."""
    ticket = told(cast)
    ticket.quotes.update(state="withdrawn")
    assert list(differences()) == [f"ticket {ticket.number}: 0 agreed, 45.00 in the ledger"]
    with pytest.raises(CommandError, match="1 differences"):
        check()


def test_what_was_told_and_paid_before_there_was_a_ledger_is_posted(cast: Cast) -> None:
    """R39: the migration of old rows, which may also find some posted already."""
    pay(ticket_id=told(cast).pk, actor=cast.act("technician"), amount=TEN, method="wechat")
    old, at = cast.ticket(), now()
    quote = Quote.objects.create(
        ticket=old, number=1, state="consented", made_at=at, made_by="x", consented_at=at, means="before"
    )
    for payer, account in (("resident", "receivable"), ("company", "company")):
        Charge.objects.create(ticket=old, quote=quote, name="旧", unit_price=9, amount=9, payer=payer,
                              account=account, added_by="x", added_at=at)  # fmt: skip
    Receipt.objects.create(ticket=old, estate=cast.estate, number="SJ-HJ-2020-000001", amount=5, method="cash",
                           collector=cast.technician, collector_name="x", paid_at=at, day=at.date())  # fmt: skip
    migration = import_module("billing.migrations.0004_ledger_of_old_rows")
    migration.post_old_rows(None, SimpleNamespace(connection=connection))
    with cast.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(cast.tenant.pk)])
        assert list(differences()) == [] and outstanding(old) == 4
        assert balance(Book.CASH, staff=cast.technician) == 5 and balance(Book.OWN_WORK) == -9

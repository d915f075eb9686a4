"""Reports of the money: they add up, agree with the ledger, and name what does not (R35–R39)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.test.utils import override_settings
from django.utils import translation

from billing.fees.runs import carry_out, reverse_bill
from billing.ledger.actions import post
from billing.ledger.checks import differences
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import Bill, Posting, Receipt
from billing.payments.deciding import take_it
from billing.receipts.actions import void
from billing.reports.scope import Scope, of_day, of_month, today
from billing.reports.shown import KINDS
from billing.reports.tables import Report
from servicedesk.people.principal import SYSTEM
from tests.billing.fees import fee_of
from tests.billing.providers import KEY, late
from tests.billing.reports import DAY, D, last, line, month_of_money, table
from tests.cast import Cast, at
from tests.support.clock import Clock


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def books(cast: Cast, clock: Clock, english: None) -> Cast:
    return month_of_money(cast, clock)


def made(name: str, cast: Cast, day: date = DAY) -> Report:
    scope = of_day([cast.estate], day) if name == "daily" else of_month([cast.estate], day.replace(day=1))
    return KINDS[name].make(scope)


def has(cells: dict[str, Any], **figures: Any) -> None:
    assert {key: cells[key] for key in figures} == {
        key: D(value) if isinstance(value, str) else value for key, value in figures.items()
    }


def test_the_day_says_who_received_what_and_what_was_handed_over(books: Cast) -> None:
    """R35, R36: by collector and method; voids and money given back are taken off; five were missing."""
    report = made("daily", books)
    has(line(table(report, "methods"), "孙海涛"), receipts=3, cash="70", wechat="20", taken="90")
    has(last(table(report, "methods")), receipts=4, taken="350", transfer="260")
    mine, hers = (line(table(report, "collectors"), name) for name in ("孙海涛", "钱芳"))
    has(mine, taken="90", voided="20", due="70", handed="65", off="-5", held="0")
    assert str(mine["state"]) == "counted and closed"
    has(hers, taken="260", paid_out="10", due="250", handed=None, held="-10")
    papers = {one.name[:2]: one.cells["amount"] for one in table(report, "papers").lines}
    assert papers == {"SJ": D(-20), "HC": D(-5), "TK": D(-10)}
    facts = dict(report.facts)
    assert "000001" in facts["Receipts"] and "no number is missing" in facts["Receipts"]
    assert facts["Kept in advance"] == 60 and report.proved


def test_the_month_is_the_same_money_by_item_by_method_and_by_collector(books: Cast) -> None:
    """R34, R39: against the month before, services and recurring fees apart."""
    report = made("monthly", books)
    items = table(report, "items")
    has(line(items, "Ticket services"), net="45", net_before="30", settled="70", granted="15")
    has(line(items, "换角阀"), charged="45", net_before="30")
    has(line(items, "物业费"), net="200", settled="200", granted="0")
    has(line(items, "Kept in advance"), settled="60")
    has(line(table(report, "methods"), "Cash"), receipts=2, taken="70", paid_out="10", net="60", net_before="0")
    has(line(table(report, "methods"), "WeChat"), receipts=1, voids=1, voided="20", net="0")
    sums = [last(table(report, name)) for name in ("methods", "collectors")]
    assert sums[0] == sums[1] and sums[0]["taken"] - sums[0]["voided"] == last(items)["settled"] == 330
    has(line(table(report, "summary"), "Discounts and refunds"), now="15", then="0")
    has(line(table(report, "bearers"), "Receivable from residents"), now="245", then="30")
    assert report.proved


def test_what_was_owed_and_what_moved_is_what_is_owed(books: Cast) -> None:
    """R38, R39: opening + charged − collected − granted − taken back + voided = closing, which the ledger says too."""
    report = made("receivables", books)
    found = table(report, "fees")
    has(line(found, "Ticket services"), opening="30", charged="45", collected="90", voided="20", granted="5",
        closing="0")  # fmt: skip
    has(line(found, "物业费"), opening="0", charged="200", collected="200", closing="0")
    assert report.proofs[0].paper == report.proofs[0].posted == 0 and report.proved
    (bill,) = Bill.objects.all()
    has(last(table(made("receivables", books, date(2026, 9, 1)), "fees")), opening="0", charged="30", closing="30")
    assert bill.amount == 200


def test_a_bill_undone_is_taken_back(cast: Cast, clock: Clock, english: Any) -> None:
    """R37."""
    clock.set(at("2026-10-02 09:00"))
    fee = fee_of(cast, "2.00")
    cast.unit.area = 100
    cast.unit.save()
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=date(2026, 10, 1))
    clock.move(timedelta(days=1))
    reverse_bill(actor=cast.act("cashier"), bill_id=Bill.objects.get().pk, reason="面积错")
    report = made("receivables", cast)
    has(line(table(report, "fees"), "物业费"), charged="200", taken_back="200", closing="0")
    assert report.proved and {one.name: one.paper for one in report.proofs}["reversed"] == 200


def test_both_sides_of_the_trial_balance_come_to_the_same(books: Cast) -> None:
    """R39: every account, and what it opened with."""
    report = made("trial", books)
    accounts = table(report, "accounts")
    end = last(accounts)
    for side in ("opening_", "", "closing_"):
        assert end[f"{side}debit"] == end[f"{side}credit"]
    receivable = next(dict(one.cells) for one in accounts.lines if one.name == "1122")
    has(receivable, opening_debit="30", debit="265", credit="295", closing_debit="0")
    cash = next(dict(one.cells) for one in accounts.lines if one.name == "1001.01")
    has(cash, debit="70", credit="80", closing_credit="10")
    assert report.proved


def test_a_day_and_a_month_that_are_not_over_say_so(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-10-20 23:30"))
    day = today([cast.estate])
    assert day == DAY and of_day([cast.estate], day).running and of_month([cast.estate], date(2026, 10, 1)).running
    clock.set(at("2026-10-21 00:10"))
    assert not of_day([cast.estate], DAY).running


def bogus(cast: Cast, source: str, why: str, amount: str = "7.00", book: str = Book.CASH) -> None:
    """An entry that nobody gave a paper for."""
    legs = (debit(book, D(amount), staff_id=cast.technician.pk), credit(Book.RECEIVABLE, D(amount)))
    post(Draft(source, why, cast.estate, at("2026-10-20 12:00"), legs), actor=SYSTEM)


def wrong(report: Report) -> dict[str, list[str]]:
    return {one.name: [each.name for each in one.differences] for one in report.proofs if not one.good}


def test_an_entry_without_its_paper_is_named(books: Cast) -> None:
    """R39: in each report of these days, and by the check."""
    bogus(books, "receipt:nobody", Why.PAYMENT)
    assert wrong(made("daily", books))["receipts"] == ["receipt:nobody"]
    (proof,) = [one for one in made("trial", books).proofs if one.name == "receipts"]
    assert (proof.paper, proof.posted, proof.difference) == (D(350), D(357), D(-7))
    assert "receipts: receipt:nobody (cash): 0 on paper, 7.00 in the ledger" in list(differences())


def test_money_that_came_after_the_signature_is_named(books: Cast) -> None:
    """R36: a signed day takes no more; by any method."""
    bogus(books, "test:late", Why.PAYMENT, book=Book.WECHAT)
    (name,) = wrong(made("daily", books))["signed"]
    assert "孙海涛" in name
    assert any(one.startswith("signed: 孙海涛") and "wechat" in one for one in differences())


def test_a_receipt_without_an_entry_is_named_by_its_number(books: Cast) -> None:
    """R35, R39: and where its number leaves a gap, how many are missing."""
    moment = at("2026-10-20 12:00")
    Receipt.objects.create(
        unit=books.unit, estate=books.estate, number="SJ-HJ-2026-000009", amount=3, method="card", paid_at=moment,
        collector=books.cashier, collector_name="x", day=DAY,
    )  # fmt: skip
    report = made("daily", books)
    assert wrong(report)["receipts"] == ["SJ-HJ-2026-000009"]
    assert "4 numbers are missing" in dict(report.facts)["Receipts"]


def test_every_posting_of_the_days_is_in_the_trial_balance(books: Cast) -> None:
    """R39: over all estates, and for days in a row."""
    scope = Scope((books.estate, books.other_estate), date(2026, 9, 1), date(2026, 10, 31))
    end = last(table(KINDS["trial"].make(scope), "accounts"))
    plus = Posting.objects.filter(amount__gt=0).aggregate(sum=Sum("amount"))["sum"]
    assert end["debit"] == end["credit"] == plus and end["opening_debit"] == 0


def test_what_a_provider_reported_before_counts_by_the_receipts_method(cast: Cast, clock: Clock, english: None) -> None:
    """R35, R39: it lay with what is not assigned, was taken, made void, and taken again; in nobody's cash-up."""
    clock.set(at("2026-10-20 10:00"))
    with override_settings(PAYMENT_LOCAL_KEY=KEY):
        notice = late(cast)
        take_it(notice_id=notice.pk, actor=cast.act("cashier"))
        void(receipt_id=Receipt.objects.get().pk, actor=cast.act("cashier"), reason="付款人写错")
        take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    translation.activate("en")
    report = made("daily", cast)
    mine = line(table(report, "collectors"), "Reported by the provider")
    has(mine, taken="90", voided="45", due=None, handed=None)
    has(last(table(made("monthly", cast), "methods")), receipts=2, taken="90", voided="45", net="45")
    assert report.proved and made("monthly", cast).proved and list(differences()) == []

"""Whatever happens in whatever order: the ledger balances, receipts have no gap, the check is clean (R33–R39)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from billing.actions import pay
from billing.amends.actions import give_back, grant, lower, sign
from billing.cashup.actions import close, hand_over
from billing.cashup.queries import expected, open_days
from billing.enums import QuoteState
from billing.fees.runs import carry_out, reverse_bill, reverse_run
from billing.fees.settling import open_bills
from billing.fees.standing import lines_of, with_open
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balances
from billing.models import Amend, Bill, FeeRun, Quote, Receipt
from billing.quotes.actions import propose
from billing.quotes.consenting import consent, decline, withdraw
from billing.quotes.lines import Line
from billing.quotes.queries import waiting
from billing.quotes.reviewing import review
from billing.receipts.actions import outstanding, take, void
from servicedesk.refusals import Refusal
from servicedesk.timers.now import now
from tests.billing.fees import fee_of, unit_of
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.prices import charge
from tickets.models import Ticket

AMOUNTS = st.decimals(min_value="0.01", max_value="600", places=2)
PAYERS = st.sampled_from(("resident", "resident", "resident", "developer", "common_fund", "company"))
METHODS = st.sampled_from(("cash", "wechat", "alipay", "card", "transfer", "on_account"))
PEOPLE = st.sampled_from(("technician", "foreman", "cashier"))
LEADERS = st.sampled_from(("supervisor", "cashier", "manager"))
# What may follow from a quote that waits, by its state: most yes, so that there is something to pay.
STEPS: dict[tuple[str, str], tuple[Callable[..., Any], str, dict[str, Any]]] = {
    ("review", "yes"): (review, "supervisor", {"approve": True}),
    ("review", "other"): (review, "supervisor", {"approve": True, "prices": {1: Decimal("12.34")}}),
    ("review", "no"): (review, "supervisor", {"approve": False, "reason": "太贵"}),
    ("offered", "yes"): (consent, "technician", {"means": "phone", "name": "刘阿姨", "phone": "13800005678"}),
    ("offered", "no"): (decline, "clerk", {"reason": "太贵"}),
}
WITHDRAWN = (withdraw, "technician", {"reason": "报错了"})
KINDS = st.sampled_from(("discount", "waiver", "refund", "compensation"))
NTH = st.integers(min_value=0, max_value=5)


class Money(RuleBasedStateMachine):
    """Two tickets of one unit with quotes that stay open, its bills of three months beside another unit's, three who
    take money, and everything that can be done with it. What is refused changes nothing: the invariants say so too.
    """

    def __init__(self, cast: Cast, clock: Clock) -> None:
        super().__init__()
        self.cast, self.clock = cast, clock
        self.undone = transaction.atomic()
        self.undone.__enter__()

    @initialize()
    def begin(self) -> None:
        self.clock.set(at("2026-12-31 09:00"))
        self.tickets = [self.cast.ticket(), self.cast.ticket()]
        self.fee = fee_of(self.cast, "1.37").pk
        unit_of(self.cast, area="41.3")
        self.bill(0)
        self.tell(0, [Decimal("123.45")], "resident")
        self.propose(1, Decimal("88.8"), "resident")
        self.answer(1, "yes")

    def ticket(self, nth: int) -> Ticket:
        return fresh(self.tickets[nth % 2])

    def attempt(self, doing: Callable[..., Any], **values: Any) -> None:
        try:
            with transaction.atomic():
                doing(**values)
        except Refusal:
            pass

    @rule(nth=NTH, prices=st.lists(AMOUNTS, min_size=1, max_size=3), payer=PAYERS)
    def tell(self, nth: int, prices: list[Decimal], payer: str) -> None:
        lines = [Line(name=f"项目{n}", unit_price=price, quantity=Decimal("1.5")) for n, price in enumerate(prices)]
        act = self.cast.act("technician")
        self.attempt(charge, ticket_id=self.tickets[nth % 2].pk, actor=act, lines=lines, payer=payer)

    @rule(nth=NTH, price=AMOUNTS, payer=PAYERS)
    def propose(self, nth: int, price: Decimal, payer: str) -> None:
        lines = [Line(name="项目", unit_price=price), Line(name="材料", unit_price=Decimal("7.77"))]
        values = {"lines": lines, "payer": payer, "reason": "范围变了"}
        self.attempt(propose, ticket_id=self.tickets[nth % 2].pk, actor=self.cast.act("technician"), **values)

    @rule(nth=NTH, how=st.sampled_from(("yes", "yes", "yes", "other", "no", "withdraw")))
    def answer(self, nth: int, how: str) -> None:
        """The next step of the quote that waits; where none does, it is refused."""
        quote = waiting(self.ticket(nth))
        doing, by, values = STEPS.get((quote.state if quote else "", how), WITHDRAWN)
        self.attempt(doing, ticket_id=self.tickets[nth % 2].pk, actor=self.cast.act(by), **values)

    @rule(nth=NTH)
    def bill(self, nth: int) -> None:
        about = {"estate_id": self.cast.estate.pk, "fee_ids": [self.fee], "period": date(2026, 10 + nth % 3, 1)}
        self.attempt(carry_out, actor=self.cast.act("cashier"), **about)

    @rule(nth=NTH, part=st.integers(min_value=1, max_value=5), by=PEOPLE, method=METHODS, choose=st.booleans())
    def pay_fees(self, nth: int, part: int, by: str, method: str, choose: bool) -> None:
        """A part of what is open of a bill, or some more than that, for this bill or for the oldest."""
        due = open_bills(self.cast.unit.pk)
        bill, owed = due[nth % len(due)] if due else (None, Decimal(30))
        amount = (owed * part / 3).quantize(Decimal("0.01"))
        bills = [bill.pk] if bill and choose else []
        about = {"unit_id": self.cast.unit.pk, "amount": amount, "method": method, "bills": bills}
        self.attempt(take, actor=self.cast.act(by), **about)

    @rule(nth=NTH, kind=st.sampled_from(("discount", "waiver")), amount=AMOUNTS, by=LEADERS)
    def lower_a_bill(self, nth: int, kind: str, amount: Decimal, by: str) -> None:
        bills = list(Bill.objects.order_by("id"))
        if bills:
            values = {"kind": kind, "amount": amount, "reason": "电梯停运"}
            self.attempt(lower, bill_id=bills[nth % len(bills)].pk, actor=self.cast.act(by), **values)

    @rule(nth=NTH, amount=AMOUNTS, by=LEADERS, method=METHODS)
    def give_back(self, nth: int, amount: Decimal, by: str, method: str) -> None:
        receipts = list(Receipt.objects.filter(ticket=None).order_by("number"))
        if receipts:
            values = {"amount": amount, "method": method, "reason": "多交了"}
            self.attempt(give_back, receipt_id=receipts[nth % len(receipts)].pk, actor=self.cast.act(by), **values)

    @rule(nth=NTH, whole=st.booleans())
    def undo_bills(self, nth: int, whole: bool) -> None:
        act, rows = self.cast.act("cashier"), list((FeeRun if whole else Bill).objects.order_by("id"))
        if rows and whole:
            self.attempt(reverse_run, actor=act, run_id=rows[nth % len(rows)].pk, reason="单价错")
        elif rows:
            self.attempt(reverse_bill, actor=act, bill_id=rows[nth % len(rows)].pk, reason="面积错")

    @rule(nth=NTH, part=st.integers(min_value=1, max_value=4), by=PEOPLE, method=METHODS)
    def pay(self, nth: int, part: int, by: str, method: str) -> None:
        ticket = self.ticket(nth)
        amount = (outstanding(ticket) / part).quantize(Decimal("0.01"))
        self.attempt(pay, ticket_id=ticket.pk, actor=self.cast.act(by), amount=amount, method=method)

    @rule(amount=AMOUNTS, by=PEOPLE)
    def pay_in_advance(self, amount: Decimal, by: str) -> None:
        self.attempt(take, unit_id=self.cast.unit.pk, actor=self.cast.act(by), amount=amount, method="cash")

    @rule(nth=NTH)
    def make_void(self, nth: int) -> None:
        receipts = list(Receipt.objects.order_by("number"))
        if receipts:
            receipt = receipts[nth % len(receipts)]
            self.attempt(void, receipt_id=receipt.pk, actor=self.cast.act("supervisor"), reason="金额写错")

    @rule(nth=NTH, kind=KINDS, amount=AMOUNTS, by=LEADERS, method=METHODS)
    def grant(self, nth: int, kind: str, amount: Decimal, by: str, method: str) -> None:
        values = {"kind": kind, "amount": amount, "method": method, "reason": "多次上门"}
        self.attempt(grant, ticket_id=self.tickets[nth % 2].pk, actor=self.cast.act(by), **values)

    @rule()
    def sign_all(self) -> None:
        for amend in Amend.objects.filter(effective_at=None, refused_at=None):
            self.attempt(sign, amend_id=amend.pk, actor=self.cast.act("director"))

    @rule(off=st.sampled_from(("0", "0", "-5.00", "1.50")), ends=st.booleans())
    def cash_up(self, off: str, ends: bool) -> None:
        for day in open_days([self.cast.estate.pk]):
            who = next(person for person in self.cast.people.values() if person.pk == day["collector"])
            (cash, *_rest) = expected(self.cast.estate.pk, who.pk, day["day"])
            self.attempt(self.sign_both, who=who, day=day["day"], cash=cash.amount + Decimal(off), ends=ends)

    def sign_both(self, who: Any, day: Any, cash: Decimal, ends: bool) -> None:
        actor = self.cast.act(next(name for name, person in self.cast.people.items() if person.pk == who.pk))
        values = {"handed": {"cash": cash}, "explanation": "找零", "day": day}
        sheet = hand_over(estate_id=self.cast.estate.pk, actor=actor, **values)
        if ends and who.pk != self.cast.cashier.pk:
            close(cash_up_id=sheet.pk, actor=self.cast.act("cashier"), remark="属实")

    @rule(hours=st.sampled_from((1, 7, 20)))
    def time_passes(self, hours: int) -> None:
        self.clock.move(timedelta(hours=hours))

    @invariant()
    def every_fen_is_somewhere(self) -> None:
        """The ledger balances; of a ticket nothing is owed before consent, and never less than nothing; no unit has
        used more than it paid in advance; what is open of the bills is what is owed of fees, unit by unit.
        """
        rows = balances("account__key", "unit", "ticket")
        assert sum(row["sum"] for row in rows) == 0
        agreed = set(Quote.objects.filter(state=QuoteState.CONSENTED).values_list("ticket", flat=True))
        fees, kept = Counter[Any](), Counter[Any]()
        for row in rows:
            if row["account__key"] == Book.RECEIVABLE and row["ticket"]:
                assert row["sum"] > 0 and row["ticket"] in agreed
            elif row["account__key"] == Book.RECEIVABLE:
                fees[row["unit"]] += row["sum"]
            elif row["account__key"] == Book.ADVANCES:
                kept[row["unit"]] -= row["sum"]
        assert all(amount >= 0 for amount in kept.values()) and +fees == self.open_of_bills()

    def open_of_bills(self) -> Counter[Any]:
        """By unit. No bill is settled too far, and nothing is owed of one that is reversed."""
        found = Counter[Any]()
        for bill in with_open(Bill.objects.all()):
            assert 0 <= bill.open <= bill.amount and 0 <= bill.lowered <= bill.amount
            assert not (bill.reversed_at and (bill.open or bill.lowered))
            found[bill.unit_id] += bill.open
        return +found

    @invariant()
    def no_number_is_missing(self) -> None:
        numbers = list(Receipt.objects.values_list("number", flat=True))
        for year in ("2026", "2027"):
            mine = sorted(int(number[-6:]) for number in numbers if f"-{year}-" in number)
            assert mine == list(range(1, len(mine) + 1))

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert list(differences()) == [] and now() is not None
            receipts = {one.pk: one for one in Receipt.objects.filter(ticket=None)}
            for key, lines in lines_of(receipts.values()).items():
                assert sum(line.amount for line in lines) == receipts[key].amount
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)


def test_any_sequence_leaves_the_ledger_balanced_and_the_receipts_gapless(cast: Cast, clock: Clock) -> None:
    """R33–R39: quotes, prices, bills, payments, advances, voids, grants with their signatures, closings, days and the
    year's end.
    """
    run_state_machine_as_test(
        lambda: Money(cast, clock),  # type: ignore[arg-type]
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )  # fmt: skip

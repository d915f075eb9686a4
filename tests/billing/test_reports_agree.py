"""Whatever was done with money, in whatever order: the report of each day and month agrees with the ledger (R39)."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.amends.actions import grant
from billing.cashup.actions import close, hand_over
from billing.cashup.queries import open_days
from billing.fees.runs import carry_out, reverse_run
from billing.ledger.checks import differences
from billing.models import Entry, FeeRun, Receipt
from billing.money import ZERO
from billing.receipts.actions import outstanding, pay, take, void
from billing.reports.scope import of_day, of_month
from billing.reports.shown import KINDS
from servicedesk.refusals import Refusal
from tests.billing.fees import fee_of
from tests.billing.reports import last, priced, table
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock

MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
AMOUNTS = st.sampled_from([Decimal(text) for text in ("0.01", "15.50", "60.00", "300.00")])
METHODS = st.sampled_from(("cash", "wechat", "transfer", "on_account"))
STEPS = st.tuples(
    st.sampled_from(("price", "pay", "take", "void", "discount", "refund", "bill", "undo", "cash-up", "night")),
    AMOUNTS, METHODS,
)  # fmt: skip


class Doing:
    """Steps by their words. What is refused changes nothing."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast, self.clock, self.fee = cast, clock, fee_of(cast, "2.35")
        self.ticket = priced(cast, "80.00")

    def step(self, word: str, amount: Decimal, method: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, word.replace("-", "_"))(amount, method)
        except Refusal:
            pass

    def price(self, amount: Decimal, method: str) -> None:
        self.ticket = priced(self.cast, str(amount), payer="developer" if method == "transfer" else "resident")

    def pay(self, amount: Decimal, method: str) -> None:
        ticket = fresh(self.ticket)
        part = min(amount, outstanding(ticket))
        pay(ticket_id=ticket.pk, actor=self.cast.act("technician"), amount=part, method=method)

    def take(self, amount: Decimal, method: str) -> None:
        take(unit_id=self.cast.unit.pk, actor=self.cast.act("cashier"), amount=amount, method=method)

    def void(self, amount: Decimal, method: str) -> None:
        if (receipt := Receipt.objects.good().order_by("-number").first()) is not None:
            void(receipt_id=receipt.pk, actor=self.cast.act("supervisor"), reason="写错")

    def discount(self, amount: Decimal, method: str) -> None:
        self.granted("discount", amount, method)

    def refund(self, amount: Decimal, method: str) -> None:
        self.granted("refund", amount, method)

    def granted(self, kind: str, amount: Decimal, method: str) -> None:
        actor = self.cast.act("cashier")
        grant(ticket_id=self.ticket.pk, actor=actor, kind=kind, amount=amount, method=method, reason="协商")

    def bill(self, amount: Decimal, method: str) -> None:
        month = MONTHS[method == "cash"]
        actor, fees = self.cast.act("cashier"), [self.fee.pk]
        carry_out(actor=actor, estate_id=self.cast.estate.pk, fee_ids=fees, period=month)

    def undo(self, amount: Decimal, method: str) -> None:
        if (run := FeeRun.objects.filter(reversed_at=None).first()) is not None:
            reverse_run(actor=self.cast.act("cashier"), run_id=run.pk, reason="单价错")

    def cash_up(self, amount: Decimal, method: str) -> None:
        estate = self.cast.estate.pk
        for one in open_days([estate]):
            name = "technician" if one["collector"] == self.cast.technician.pk else "cashier"
            sheet = hand_over(estate_id=estate, actor=self.cast.act(name), day=one["day"], handed={"cash": amount},
                              explanation="找零")  # fmt: skip
            if name == "technician":
                close(cash_up_id=sheet.pk, actor=self.cast.act("cashier"), remark="属实")

    def night(self, amount: Decimal, method: str) -> None:
        self.clock.move(timedelta(days=9, hours=5))


def agree(cast: Cast) -> None:
    """Every day's report, every month's; the days come to the month, and a month begins where the last one ended."""
    closing = ZERO
    for month in MONTHS:
        of = {name: kind.make(of_month([cast.estate], month)) for name, kind in KINDS.items() if name != "daily"}
        days = [month + timedelta(days=n) for n in range(monthrange(month.year, month.month)[1])]
        daily = [KINDS["daily"].make(of_day([cast.estate], day)) for day in days if posted_on(day)]
        assert all(one.proved for one in (*of.values(), *daily)), [wrong(one) for one in (*of.values(), *daily)]
        methods = last(table(of["monthly"], "methods"))
        for key in ("taken", "voided", "paid_out"):
            assert sum((last(table(one, "collectors"))[key] for one in daily), ZERO) == methods[key]
        owed = last(table(of["receivables"], "fees"))
        assert owed["opening"] == closing
        closing = owed["closing"]


def posted_on(day: date) -> bool:
    return bool(Entry.objects.filter(day=day).exists())


def wrong(report: Any) -> list[Any]:
    return [one for one in report.proofs if not one.good]


def rolled_back(doing: Callable[[], None]) -> None:
    with transaction.atomic():
        doing()
        transaction.set_rollback(True)


def test_the_reports_of_any_sequence_agree_with_the_ledger(cast: Cast, clock: Clock) -> None:
    """R35–R39: prices, payments, advances, voids, grants, billing runs, their reversals, cash-ups, over two months."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(STEPS, min_size=6, max_size=22))
    def run(steps: list[tuple[str, Decimal, str]]) -> None:
        def doing() -> None:
            clock.set(at("2026-10-03 09:00"))
            cast.unit.area = 100
            cast.unit.save()
            life = Doing(cast, clock)
            for step in steps:
                life.step(*step)
            agree(cast)
            assert list(differences()) == []

        rolled_back(doing)

    run()

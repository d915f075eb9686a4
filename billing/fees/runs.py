"""Carrying a billing run out, and undoing it. Each is one transaction: killed in between, nothing is there (R12)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.fees.events import FeesBilled, FeesReversed
from billing.fees.queries import after, estate_seen, fees_of, month_of
from billing.fees.rules import run_fees
from billing.fees.settling import touched
from billing.fees.sums import Sum, sums
from billing.ledger.actions import BATCH, columns, post_all, reverse
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.statistics import many_came
from billing.models import Bill, Entry, Fee, FeeRun
from billing.money import ZERO
from servicedesk.estates.models import Estate
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now, today_in
from tickets.actions.steps import need

RULE = "R39"
# A month may be billed so long before it begins.
AHEAD = 12
KEYS = "SELECT uuidv7() FROM generate_series(1, %s)"
INSERT = f"""
INSERT INTO {Bill._meta.db_table}
    (id, unit_id, quantity, rate, amount, read_on, estimated, run_id, estate_id, fee_id, period, tenant_id,
     reversed_by, reason)
SELECT id, unit_id, quantity, rate, amount, read_on, estimated, %s, %s, %s, %s, %s, '', ''
FROM unnest(%s::uuid[], %s::uuid[], %s::numeric[], %s::numeric[], %s::numeric[], %s::date[], %s::boolean[])
    AS c(id, unit_id, quantity, rate, amount, read_on, estimated)
"""


@atomic
def carry_out(
    *, actor: Principal, estate_id: UUID, fee_ids: Iterable[UUID], period: date,
    expected: tuple[int, Decimal] | None = None,
) -> FeeRun:  # fmt: skip
    """Bill what is not billed yet of these fees and this month, and post it. `expected`: bills and total of the preview
    that was confirmed. Raises Invalid, NotFound, Conflict when nothing is left to bill (R11: who was first is named)
    or it is not what the preview said.
    """
    estate = estate_seen(actor, estate_id)
    run_fees.demand(actor, estate)
    one_at_a_time(f"fee-runs {estate.pk}")
    fees = chosen(estate, set(fee_ids))
    check_period(estate, period)
    codes = ", ".join(fee.code for fee in fees)[:200]
    run = FeeRun.objects.create(
        estate=estate, period=period, codes=codes, carried_at=now(), actor_id=actor.staff_id,
        actor_name=actor.name[:60],
    )  # fmt: skip
    posted = post_all(drafts(run, fees), actor=actor)
    if posted != run.bills:
        raise RuntimeError(f"{run.bills} bills, {posted} entries")
    check_result(run, expected)
    run.save(update_fields=["bills", "total"])
    many_came(run.bills)
    record(run, FeesBilled(said(period), run.bills, str(run.total)), actor=actor)
    return run


def chosen(estate: Estate, fee_ids: set[UUID]) -> list[Fee]:
    """The fees, in their order. Raises Invalid for none, NotFound for one that does not hold here."""
    found = [fee for fee in fees_of(estate) if fee.pk in fee_ids]
    if not fee_ids:
        raise Invalid(_("Choose a fee."), rule=RULE, field="fees")
    if len(found) != len(fee_ids):
        raise NotFound(_("There is no such fee."), rule=RULE, field="fees")
    return found


def check_period(estate: Estate, period: date) -> None:
    """Raises Invalid for what is no month, or lies too far ahead."""
    if period.day != 1 or period.year < 2000:
        raise Invalid(_("A month, by its first day."), rule=RULE, field="period")
    if period > after(month_of(today_in(estate)), AHEAD):
        raise Invalid(_("Not so far ahead."), rule=RULE, field="period")


def check_result(run: FeeRun, expected: tuple[int, Decimal] | None) -> None:
    if run.bills and expected in (None, (run.bills, run.total)):
        return
    before = FeeRun.objects.filter(estate=run.estate, period=run.period, reversed_at=None).exclude(pk=run.pk)
    first = before.order_by("-carried_at").first()
    if first is not None:
        when = first.carried_at.astimezone(run.estate.tz)
        words = _("{name} billed {period} at {time} on {day}: {n} bills, ¥{total}. Look at the preview again.").format(
            name=first.actor_name, period=said(run.period), time=f"{when:%H:%M}", day=f"{when:%Y-%m-%d}", n=first.bills,
            total=first.total,
        )  # fmt: skip
        raise Conflict(words, rule="R11")
    if not run.bills:
        raise Conflict(_("There is nothing to bill."), rule=RULE)
    raise Conflict(_("It is no longer what the preview said. Look at it again."), rule="R11")


def drafts(run: FeeRun, fees: list[Fee]) -> Iterator[Draft]:
    """The bills, written batch by batch, and the entry of each."""
    at = now()
    for fee in fees:
        due = (one for one in sums(fee, run.estate, run.period) if not one.skip)
        while batch := list(islice(due, BATCH)):
            for key, one in zip(write(run, fee, batch), batch, strict=True):
                run.bills += 1
                run.total += one.amount
                yield draft(run, fee, key, one, at)


def write(run: FeeRun, fee: Fee, batch: list[Sum]) -> list[UUID]:
    """One batch of bills, in two statements; their keys. The unique constraint has the last word."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [len(batch)])
        keys = [key for (key,) in cursor.fetchall()]
        rows: list[tuple[Any, ...]] = [
            (str(key), str(one.unit_id), one.quantity, one.rate, one.amount, one.read_on, one.estimated)
            for key, one in zip(keys, batch, strict=True)
        ]
        about: list[Any] = [run.pk, run.estate_id, fee.pk, run.period, require_tenant_id()]
        cursor.execute(INSERT, [*about, *columns(rows)])
    return keys


def draft(run: FeeRun, fee: Fee, key: UUID, one: Sum, at: datetime) -> Draft:
    """The unit owes it, the fee's account has earned it."""
    item = f"{fee.name} {said(run.period)}"
    legs = (
        debit(Book.RECEIVABLE, one.amount, unit_id=one.unit_id, bill_id=key, item=item),
        credit(fee.account.key, one.amount, unit_id=one.unit_id, item=item),
    )
    return Draft(source_of(key), Why.FEES, run.estate, at, legs)


def source_of(key: UUID) -> str:
    return f"bill:{key}"


def said(period: date) -> str:
    return f"{period:%Y-%m}"


@atomic
def reverse_run(*, actor: Principal, run_id: UUID, reason: str) -> FeeRun:
    """Undo a whole run: each standing bill by an entry of its own (R37). Raises Conflict when some are paid, or it is
    reversed already; NotFound.
    """
    run = run_seen(actor, run_id)
    why = need(reason, "reason", "R37")[:300]
    one_at_a_time(f"fee-runs {run.estate_id}")
    run = FeeRun.objects.lock(run.pk)
    if run.reversed_at:
        raise Conflict(_("Reversed already, by {name}.").format(name=run.reversed_by), rule="R11")
    done = [undo(batch, actor, why) for batch in standing(run)]
    run.reversed_at, run.reversed_by, run.reason = now(), actor.name[:60], why
    run.save(update_fields=["reversed_at", "reversed_by", "reason"])
    total = sum((amount for _n, amount in done), ZERO)
    many_came(run.bills)
    tell(run, run.period, sum(n for n, _amount in done), total, why, actor)
    return run


@atomic
def reverse_bill(*, actor: Principal, bill_id: UUID, reason: str) -> Bill:
    """Undo one bill; the next run bills it again. Raises as `reverse_run` does."""
    bill = Bill.objects.filter(pk=bill_id).first()
    if bill is None:
        raise NotFound(_("There is no such bill."), rule=RULE)
    run_seen(actor, bill.run_id)
    why = need(reason, "reason", "R37")[:300]
    one_at_a_time(f"fee-runs {bill.estate_id}")
    bill = Bill.objects.lock(bill.pk)
    if bill.reversed_at:
        raise Conflict(_("Reversed already, by {name}.").format(name=bill.reversed_by), rule="R11")
    undo([(bill.pk, bill.amount)], actor, why)
    tell(bill, bill.period, 1, bill.amount, why, actor)
    bill.refresh_from_db()
    return bill


def run_seen(actor: Principal, pk: UUID) -> FeeRun:
    """Raises NotFound for another tenant's or estate's."""
    run = FeeRun.objects.filter(pk=pk).first()
    if run is None or not actor.sees_estate(run.estate_id):
        raise NotFound(_("There is no such run."), rule=RULE)
    run_fees.demand(actor, run)
    return run


def standing(run: FeeRun) -> Iterator[list[tuple[UUID, Decimal]]]:
    """(key, amount) of the run's bills that stand, by batches, in the order of their keys."""
    rows = run.lines.filter(reversed_at=None).order_by("pk").values_list("pk", "amount")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        # From the last key on: what is reversed meanwhile would be looked at again for each batch.
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def undo(batch: list[tuple[UUID, Decimal]], actor: Principal, why: str) -> tuple[int, Decimal]:
    """Reverse their entries and mark them. How many, and what they came to."""
    keys = list(Bill.objects.lock_all(key for key, _amount in batch).values_list("pk", flat=True))
    if paid := touched(keys):
        raise Conflict(_("{n} of these bills are paid: undo the payments first.").format(n=paid), rule="R37")
    sources = [source_of(key) for key in keys]
    reverse(Entry.objects.filter(source__in=sources).values_list("pk", flat=True), actor=actor, reason=why)
    Bill.objects.filter(pk__in=keys).update(reversed_at=now(), reversed_by=actor.name[:60], reason=why)
    return len(batch), sum((amount for _key, amount in batch), ZERO)


def tell(subject: Any, period: date, bills: int, total: Decimal, why: str, actor: Principal) -> None:
    record(subject, FeesReversed(said(period), bills, str(total), why), actor=actor)

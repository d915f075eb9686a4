"""What a run would do, without doing it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum as SumOf

from billing.fees.enums import Skip
from billing.fees.sums import Sum, last_time, sums
from billing.models import Bill, Fee
from billing.money import ZERO
from servicedesk.estates.models import Estate

# So many of them are named; all are counted.
NAMED = 100


@dataclass
class Tally:
    """One fee of a preview. `skipped`: reason -> how many; `left_out` and `odd`: the first hundred by name."""

    fee: Fee
    bills: int = 0
    total: Decimal = ZERO
    before: Decimal = ZERO
    rate: Decimal = ZERO
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: list[Sum] = field(default_factory=list)
    odd: list[Sum] = field(default_factory=list)
    odd_count: int = 0

    @property
    def difference(self) -> Decimal:
        """Against the last time, what is billed already included."""
        return self.total + self.billed - self.before

    billed: Decimal = ZERO

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """(words, how many), the most first."""
        return [(str(Skip(name).label), n) for name, n in self.skipped.most_common()]


@dataclass
class Preview:
    """All the fees of a run to be."""

    estate: Estate
    period: date
    tallies: list[Tally]

    @property
    def bills(self) -> int:
        return sum(one.bills for one in self.tallies)

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.tallies), ZERO)


def preview(estate: Estate, fees: list[Fee], period: date) -> Preview:
    """Read only. What would be billed, what is skipped and why, the difference from last time, what looks odd."""
    return Preview(estate, period, [tally(fee, estate, period) for fee in fees])


def tally(fee: Fee, estate: Estate, period: date) -> Tally:
    found = Tally(fee, before=billed_before(fee, estate, period))
    for one in sums(fee, estate, period):
        count(found, one)
    return found


def count(found: Tally, one: Sum) -> None:
    found.rate = one.rate
    if one.skip:
        found.skipped[one.skip] += 1
        if one.skip == Skip.BILLED:
            found.billed += one.amount
        elif len(found.left_out) < NAMED:
            found.left_out.append(one)
        return
    found.bills += 1
    found.total += one.amount
    if is_odd(found.fee, one):
        found.odd_count += 1
        if len(found.odd) < NAMED:
            found.odd.append(one)


def is_odd(fee: Fee, one: Sum) -> bool:
    """Resting on an estimate, or very unlike last time."""
    if one.estimated:
        return True
    return one.before is not None and not one.before / fee.factor <= one.amount <= one.before * fee.factor


def billed_before(fee: Fee, estate: Estate, period: date) -> Decimal:
    rows = Bill.objects.filter(estate=estate, period=last_time(fee, period), fee=fee, reversed_at=None)
    found: Decimal | None = rows.aggregate(sum=SumOf("amount"))["sum"]
    return found or ZERO


def skips(found: Preview) -> Iterator[tuple[Tally, Sum]]:
    """Everybody named who is left out."""
    for one in found.tallies:
        for left in one.left_out:
            yield one, left

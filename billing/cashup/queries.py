"""What a collector took on a day, by method, as the ledger says it (R36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from billing.enums import Method
from billing.ledger.enums import Why
from billing.models import CashUp, Entry, Posting, Receipt
from billing.money import ZERO
from billing.receipts.drafts import LIES

METHOD_OF = {book: method for method, book in LIES.items() if method != Method.ON_ACCOUNT}
# The day's money; not what the cash-up itself moves on.
NOT_TAKEN = (Why.CASH_UP, Why.SETTLEMENT)


@dataclass(frozen=True)
class Expected:
    """One method of a day: so many receipts, and what must be there; voids and money given back are taken off."""

    method: Method
    receipts: int
    amount: Decimal

    @property
    def label(self) -> str:
        return str(self.method.label)


def expected(estate_id: UUID, staff_id: UUID, day: date) -> list[Expected]:
    """Each method with money on that day; cash always, as its drawer is counted."""
    rows = Posting.objects.filter(estate=estate_id, staff=staff_id, entry__day=day, account__key__in=METHOD_OF)
    sums = dict(rows.exclude(entry__why__in=NOT_TAKEN).values_list("account__key").annotate(sum=Sum("amount")))
    taken = Receipt.objects.good().filter(estate=estate_id, collector=staff_id, day=day)
    counts = dict(taken.values_list("method").annotate(n=Count("pk")))
    amounts = {METHOD_OF[book]: amount for book, amount in sums.items()}
    shown = [one for one in METHOD_OF.values() if one == Method.CASH or one in counts or amounts.get(one)]
    return [Expected(one, counts.get(one, 0), amounts.get(one, ZERO)) for one in shown]


def seen(actor: Any) -> QuerySet[CashUp]:
    """The cash-ups of the actor's estates; of one who only collects, his own."""
    rows = CashUp.objects.select_related("estate", "collector", "cashier").prefetch_related("lines")
    return actor.among(rows)


def open_days(estates: Iterable[UUID], **who: Any) -> list[dict[str, Any]]:
    """Days with money that nobody has handed over yet: estate, collector, day, receipts, sum; oldest first."""
    rows = (
        Entry.objects.filter(estate__in=list(estates), postings__account__key__in=METHOD_OF)
        .exclude(why__in=NOT_TAKEN).filter(postings__staff__isnull=False, **who)
        .values("estate", "day", "postings__staff", "postings__staff__name")
        .annotate(sum=Sum("postings__amount"), n=Count("pk", distinct=True)).order_by("day", "postings__staff__name")
    )  # fmt: skip
    done = set(CashUp.objects.filter(estate__in=list(estates)).values_list("estate", "collector", "day"))
    return [
        {"estate": row["estate"], "collector": row["postings__staff"], "name": row["postings__staff__name"],
         "day": row["day"], "sum": row["sum"], "n": row["n"]}
        for row in rows if (row["estate"], row["postings__staff"], row["day"]) not in done
    ]  # fmt: skip


def receipts_of(estate_id: UUID, staff_id: UUID, day: date) -> QuerySet[Receipt]:
    """The day's receipts, void ones too: they stay visible."""
    rows = Receipt.objects.filter(estate=estate_id, collector=staff_id, day=day)
    return rows.select_related("ticket", "unit", "void").order_by("paid_at")

"""From where money is cleared to the bank: a provider's day, or by hand the day's total of a terminal (R35, R39)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.events import SettlementConfirmed, SettlementUndone
from billing.ledger.actions import post, reverse
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.queries import standing
from billing.models import Posting, Reconciliation, Settled, Settlement
from billing.money import ZERO, rounded
from billing.payments import reconciling
from billing.payments.adapters import ADAPTERS
from billing.payments.enums import Clearing
from billing.payments.queries import day_of
from servicedesk.estates.models import Estate
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now, today_in
from tickets.actions.steps import need

RULE = "R35"


@dataclass(frozen=True)
class Offer:
    """One estate's share of a provider's day: what leaves the account, what he says of it, and what he keeps. `done` is
    the settlement that stands; `lines` are the rows of the comparison that no settlement has moved yet.
    """

    estate: Estate
    ours: Decimal
    listed: Decimal
    fee: Decimal | None
    lines: list[str]
    done: Settlement | None

    @property
    def arrives(self) -> Decimal:
        return self.listed - (self.fee or ZERO)

    @property
    def difference(self) -> Decimal:
        return self.ours - self.listed


def offers(row: Any) -> list[Offer]:
    """What a comparison (from reconciling.seen) can settle, estate by estate."""
    book = ADAPTERS[row.provider].book
    stands = Settlement.objects.filter(provider=row.provider, day=row.day, book=book, undone_at=None)
    done = {one.estate_id: one for one in stands}
    moved = moved_of(line[0] for part in row.mine for line in part.named)
    return [offer(part, done.get(part.estate_id), moved) for part in row.mine if part.named]


def offer(part: Any, done: Settlement | None, moved: set[str]) -> Offer:
    rest = [line for line in part.named if line[0] not in moved]
    fees = [Decimal(line[3]) for line in rest if line[3]]
    return Offer(
        part.estate, sum((Decimal(line[1]) for line in rest), ZERO), sum((Decimal(line[2]) for line in rest), ZERO),
        sum(fees, ZERO) if fees else None, [line[0] for line in rest], done,
    )  # fmt: skip


def moved_of(keys: Iterable[str]) -> set[str]:
    """Which of these are settled: payments by their key, what was given back by its key after a dash."""
    told = list(keys)
    notices = [key for key in told if not key.startswith("-")]
    backs = [key[1:] for key in told if key.startswith("-")]
    rows = Settled.objects.filter(Q(notice__in=notices) | Q(decision__in=backs), standing=True)
    return {str(notice) if notice else f"-{back}" for notice, back in rows.values_list("notice", "decision")}


def found(reconciliation_id: UUID, actor: Principal) -> Any:
    """Raises NotFound for one of which he sees nothing."""
    row = reconciling.seen(actor).filter(pk=reconciliation_id).first()
    if row is None:
        raise NotFound(_("There is no such comparison."), rule=RULE)
    return row


@atomic
def settle(
    *, reconciliation_id: UUID, actor: Principal, fees: Mapping[UUID, Decimal] | None = None, explanation: str = ""
) -> list[Settlement]:
    """A provider's day is in the bank, as his list says: in each estate that the actor sees the payments that both know
    leave the provider's account, less his fee (`fees` by estate, where his list does not say, or says otherwise).

    Confirmed again it changes nothing, and the settlements that stand are returned. Raises Invalid for a fee of more
    than there is, or amounts that differ and nothing explains it; Conflict when the day is not over, or there is none.
    """
    rules.settle.demand(actor)
    row = found(reconciliation_id, actor)
    need_over(row.day, day_of(row.day)[1])
    for part in row.mine:
        hold(part.estate_id, ADAPTERS[row.provider].book)
    made = [one.done or settled(row, one, actor, (fees or {}).get(one.estate.pk), explanation) for one in offers(row)]
    if not any(made):
        raise Conflict(_("Nothing of it is left to settle."), rule="R11")
    return [one for one in made if one]


def need_over(day: date, end: Any) -> None:
    if now() < end:
        raise Conflict(_("The day {day} is not over yet.").format(day=day), rule=RULE)


def hold(estate_id: UUID, book: str) -> None:
    """Of an estate's account one settlement at a time."""
    one_at_a_time(f"clearing:{estate_id}:{book}")


def settled(
    row: Reconciliation, one: Offer, actor: Principal, fee: Decimal | None, explanation: str
) -> Settlement | None:
    """One estate's, with a line for each payment."""
    if not one.lines:
        return None
    kept = need_fee(one.fee or ZERO if fee is None else fee, one.listed)
    made = confirmed(
        Settlement(
            estate=one.estate, book=ADAPTERS[row.provider].book, provider=row.provider, day=row.day, reconciliation=row,
            ours=one.ours, fee=kept, arrived=one.listed - kept, explanation=explanation.strip()[:300],
        ), actor,
    )  # fmt: skip
    Settled.objects.bulk_create(
        Settled(settlement=made, **({"decision_id": key[1:]} if key.startswith("-") else {"notice_id": key}))
        for key in one.lines
    )
    return made


def need_fee(fee: Decimal, of: Decimal) -> Decimal:
    if not fee.is_finite() or fee < 0 or fee != rounded(fee) or fee > max(of, ZERO):
        raise Invalid(_("A fee from 0 up to the amount, in whole fen."), rule="R39", field="fee")
    return rounded(fee)


def confirmed(made: Settlement, actor: Principal) -> Settlement:
    """Row, entry and event. Raises Invalid when it differs and nothing explains it."""
    if made.difference and not made.explanation:
        words = _("It differs by ¥{n}: say why.").format(n=made.difference)
        raise Invalid(words, rule=RULE, field="explanation")
    made.by_id, made.by_name, made.at = actor.staff_id, actor.name[:60], now()
    made.save(force_insert=True)
    draft = settlement_draft(made)
    if draft.told:
        post(draft, actor=actor)
    record(made, SettlementConfirmed(**facts(made), reason=made.explanation), actor=actor)
    return made


def facts(made: Settlement) -> dict[str, str]:
    amounts = {name: str(getattr(made, name)) for name in ("ours", "arrived", "fee")}
    return {"book": made.book, "day": f"{made.day}", **amounts}


def settlement_draft(made: Settlement) -> Draft:
    """Out of the account; into the bank, the provider's fee, and what is explained. Of the day it is confirmed."""
    legs = (
        debit(Book.BANK, made.arrived), debit(Book.PROVIDER_FEES, made.fee),
        debit(Book.DIFFERENCES, made.difference), credit(made.book, made.ours),
    )  # fmt: skip
    return Draft(f"settlement:{made.pk}", Why.SETTLEMENT, made.estate, made.at, legs, made.explanation)


def lying(estates: Iterable[UUID] | None, **about: Any) -> QuerySet[Posting, dict[str, Any]]:
    """What lies in the clearing accounts beside what providers reported: by estate, account and day, as the collectors'
    receipts say it. Settlements, and what undoes them, are no part of it.
    """
    rows = Posting.objects.filter(account__key__in=Clearing.values, **about)
    if estates is not None:
        rows = rows.filter(estate__in=list(estates))
    rows = rows.exclude(entry__why__in=(Why.SETTLEMENT, Why.REPORTED, Why.GIVEN_BACK))
    rows = rows.exclude(entry__reverses__why=Why.SETTLEMENT)
    sums = rows.values("estate", "estate__name", "estate__code", "account__key", "entry__day")
    return sums.annotate(sum=Sum("amount")).exclude(sum=0).order_by("entry__day", "estate__code", "account__key")


def by_hand_waiting(actor: Any) -> list[dict[str, Any]]:
    """Days whose total nobody has settled yet, the oldest first; today's is not over."""
    stands = Settlement.objects.filter(provider="", undone_at=None).values_list("estate", "book", "day")
    done = set(stands)
    return [
        row | {"label": Clearing(row["account__key"]).label}
        for row in lying(actor.estate_ids, entry__day__lt=today_in())
        if (row["estate"], row["account__key"], row["entry__day"]) not in done
    ]


@atomic
def settle_by_hand(
    *, estate_id: UUID, actor: Principal, book: str, day: date, arrived: Decimal, fee: Decimal = ZERO,
    explanation: str = "",
) -> Settlement:  # fmt: skip
    """The day's total of a terminal, or of codes at the counter, is in the bank: what collectors took by it on that day
    leaves its account. Confirmed again it changes nothing, and the one that stands is returned.

    Raises Invalid when what arrived and the fee are not what was taken and nothing explains it, Conflict when the day
    is not over, or nothing was taken on it.
    """
    estate = Estate.objects.filter(pk=estate_id).first()
    if estate is None or not actor.sees_estate(estate.pk):
        raise NotFound(_("There is no such estate."), rule="R2", field="estate")
    rules.settle.demand(actor, estate)
    if book not in Clearing.values:
        raise Invalid(_("“{value}” is not known.").format(value=book), rule=RULE, field="account")
    hold(estate.pk, book)
    stands = Settlement.objects.filter(estate=estate, book=book, provider="", day=day, undone_at=None).first()
    if stands is not None:
        return stands
    if day >= today_in(estate):
        raise Conflict(_("The day {day} is not over yet.").format(day=day), rule=RULE)
    there = lying([estate.pk], account__key=book, entry__day=day).first()
    if there is None:
        raise Conflict(_("Nothing of it is left to settle."), rule="R11")
    if not arrived.is_finite() or arrived != rounded(arrived) or abs(arrived) >= 10**10:
        raise Invalid(_("An amount in whole fen."), rule="R39", field="arrived")
    made = Settlement(
        estate=estate, book=book, day=day, ours=there["sum"], fee=need_fee(fee, there["sum"]), arrived=rounded(arrived),
        explanation=explanation.strip()[:300],
    )  # fmt: skip
    return confirmed(made, actor)


@atomic
def undo(*, settlement_id: UUID, actor: Principal, reason: str) -> Settlement:
    """It was wrong: the entry is reversed, and the day can be settled anew (R37). Raises NotFound for another tenant's
    or estate's, Conflict when it is undone already.
    """
    seen = Settlement.objects.filter(pk=settlement_id).first()
    if seen is None or not actor.sees_estate(seen.estate_id):
        raise NotFound(_("There is no such settlement."), rule=RULE)
    rules.settle.demand(actor, seen)
    hold(seen.estate_id, seen.book)
    made: Settlement = Settlement.objects.select_related("estate").lock(settlement_id)
    if made.undone_at is not None:
        words = _("{name} has undone it already.").format(name=made.undone_by_name)
        raise Conflict(words, rule="R11")
    made.undone_reason = need(reason, "reason", "R37")[:300]
    made.undone_at, made.undone_by_name = now(), actor.name[:60]
    made.save()
    made.lines.update(standing=False)
    entries = standing(source=f"settlement:{made.pk}").values_list("pk", flat=True)
    reverse(list(entries), actor=actor, reason=made.undone_reason)
    record(made, SettlementUndone(**facts(made), reason=made.undone_reason), actor=actor)
    return made


def settlements_seen(actor: Any) -> QuerySet[Settlement]:
    rows = Settlement.objects.select_related("estate")
    return actor.among(rows)

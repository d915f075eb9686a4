"""A provider's list of a day against what he reported, estate by estate (R35).

The list is the company's; its rows belong to estates through their codes. Who sees some estates compares, and is shown,
the rows of these alone; rows that no code of ours knows are for those of all estates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.models import NoticeDecision, PaymentCode, PaymentNotice, ReconciledPart, Reconciliation
from billing.money import ZERO
from billing.payments.adapters import adapter
from billing.payments.adapters.base import Row
from billing.payments.enums import Provider
from billing.payments.queries import day_of, with_rest
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now

# A list is asked for in pieces of so many rows.
PIECE = 1_000


@dataclass(frozen=True)
class Ours:
    """What we know of a payment, or below zero of what was given back: `odd` says why it waits for a decision."""

    key: str
    name: str
    amount: Decimal
    reference: str
    estate: UUID
    about: dict[str, str]
    odd: str = ""


@atomic
def reconcile(*, actor: Principal, provider: str, day: date, text: str) -> Reconciliation:
    """What only one of both knows, other amounts, and what waits for a decision. Raises Invalid for a list that cannot
    be read.
    """
    rules.reconcile.demand(actor)
    if provider not in Provider.values:
        raise Invalid(_("“{value}” is not known.").format(value=provider), rule="R35", field="provider")
    rows = list(adapter(provider).statement(text))
    ours = known(provider, day, rows)
    unheard = unheard_of(provider, rows, ours)
    places = {name: one.estate for name, one in ours.items()} | {name: one.estate_id for name, one in unheard.items()}
    made = Reconciliation.objects.create(provider=provider, day=day, by_name=actor.name[:60], at=now(), **unknown(
        actor, rows, places))  # fmt: skip
    for estate in sorted({*places.values(), *(actor.estate_ids or ())}):
        if actor.sees_estate(estate):
            its = [row for row in rows if places.get(name_of(row)) == estate]
            ReconciledPart.objects.create(
                reconciliation=made, estate_id=estate,
                **part(its, {name: one for name, one in ours.items() if one.estate == estate}, unheard),
            )  # fmt: skip
    return made


def name_of(row: Row) -> str:
    """How both sides call it: his number of a payment, our number of what was given back."""
    return row.reference if row.amount < 0 else row.number


def known(provider: str, day: date, rows: Iterable[Row]) -> dict[str, Ours]:
    """By name what he reported to us of that day, what we gave back on it, and what else his list names."""
    since, until = day_of(day)
    names = [name_of(row) for row in rows]
    through = ("code__ticket", "code__unit")
    notices = with_rest(PaymentNotice.objects.filter(provider=provider)).select_related(*through)
    backs = NoticeDecision.objects.filter(notice__provider=provider).exclude(number="")
    backs = backs.select_related("notice", *(f"notice__{one}" for one in through))
    found = [told(one) for one in (*notices.filter(paid_at__gte=since, paid_at__lt=until), *listed(
        notices, "number", names))]  # fmt: skip
    found += [given(one) for one in (*backs.filter(effective_at__gte=since, effective_at__lt=until), *listed(
        backs, "number", names))]  # fmt: skip
    return {one.name: one for one in found}


def listed(rows: Any, field: str, names: list[str]) -> Iterable[Any]:
    for start in range(0, len(names), PIECE):
        yield from rows.filter(**{f"{field}__in": names[start : start + PIECE]})


def told(notice: Any) -> Ours:
    """`odd` only while something of it waits."""
    odd = str(notice.verdict) if notice.rest > 0 else ""
    code = notice.code
    return Ours(str(notice.pk), notice.number, notice.amount, code.reference, code.estate_id, about(code), odd)


def about(code: PaymentCode) -> dict[str, str]:
    return {"ticket" if code.ticket_id else "unit": code.about}


def given(decision: Any) -> Ours:
    code = decision.notice.code
    return Ours(f"-{decision.pk}", decision.number, -decision.amount, decision.number, code.estate_id, about(code))


def unheard_of(provider: str, rows: Iterable[Row], ours: dict[str, Ours]) -> dict[str, PaymentCode]:
    """Payments of which he has told us nothing, but whose code we know: by name, their code."""
    strange = [row for row in rows if name_of(row) not in ours]
    codes = PaymentCode.objects.filter(provider=provider).select_related("ticket", "unit")
    known = {one.reference: one for one in listed(codes, "reference", [row.reference for row in strange])}
    return {name_of(row): known[row.reference] for row in strange if row.reference in known}


def unknown(actor: Principal, rows: Iterable[Row], places: dict[str, UUID]) -> dict[str, Any]:
    """What no code of ours knows: kept only by those who see all estates."""
    if actor.estate_ids is not None:
        return {}
    return {"differences": [compared(name_of(row), row, None) for row in rows if name_of(row) not in places]}


def part(rows: Iterable[Row], ours: dict[str, Ours], unheard: dict[str, PaymentCode]) -> dict[str, Any]:
    """One estate's share: what agrees, what does not, and what may be settled."""
    theirs = {name_of(row): row for row in rows}
    pairs = [(theirs.get(name), ours.get(name), name) for name in sorted(theirs.keys() | ours.keys())]
    both = [(row, one) for row, one, _name in pairs if row and one]
    matched = [one.amount for row, one in both if row.amount == one.amount]
    found = [difference for row, one, name in pairs if (difference := compared(name, row, one, unheard.get(name)))]
    named = [[one.key, str(one.amount), str(row.amount), "" if row.fee is None else str(row.fee)] for row, one in both]
    return {"matched": len(matched), "amount": sum(matched, ZERO), "differences": found, "named": named}


def compared(
    name: str, theirs: Row | None, ours: Ours | None, code: PaymentCode | None = None
) -> dict[str, str] | None:
    """One payment that does not agree, or waits for a decision; None when all is well."""
    words = {"number": name, "theirs": str(theirs.amount) if theirs else "", "ours": str(ours.amount) if ours else ""}
    if ours is None:
        words |= about(code) if code else {}
        return words | {"what": "only_theirs", "reference": theirs.reference if theirs else ""}
    words |= {"reference": ours.reference} | ours.about
    if theirs is None:
        return words | {"what": "only_ours"}
    if theirs.amount != ours.amount:
        return words | {"what": "amount"}
    return words | {"what": ours.odd} if ours.odd else None


def seen(actor: Any) -> QuerySet[Reconciliation]:
    """Comparisons with the parts of the actor's estates as `mine`; of others he sees nothing at all. Comparisons from
    before they had parts are for those of all estates.
    """
    parts = ReconciledPart.objects.select_related("estate").order_by("estate__code")
    rows = Reconciliation.objects.all()
    if actor.estate_ids is not None:
        parts = parts.filter(estate__in=actor.estate_ids)
        rows = rows.filter(Q(pk__in=parts.values("reconciliation")))
    return rows.prefetch_related(Prefetch("parts", parts, to_attr="mine"))


@dataclass(frozen=True)
class Shown:
    """A comparison as somebody may see it."""

    row: Any
    matched: int
    amount: Decimal
    differences: list[dict[str, str]]


def shown(row: Any, actor: Any) -> Shown:
    """The parts of his estates together; with what belongs to none for those of all estates. `row` is from `seen`."""
    whole = actor.estate_ids is None
    odd = [one | {"estate": part.estate.code} for part in row.mine for one in part.differences]
    return Shown(
        row, sum(part.matched for part in row.mine) + (row.matched if whole else 0),
        sum((part.amount for part in row.mine), row.amount if whole else ZERO),
        odd + (row.differences if whole else []),
    )  # fmt: skip

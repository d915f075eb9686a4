"""Finding fees, rates and what a unit owes of them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from billing.ledger.enums import Book
from billing.ledger.queries import balance, balances
from billing.models import Bill, Fee, FeeRate
from billing.money import ZERO
from servicedesk.estates.models import Estate, Unit
from servicedesk.people.principal import Principal
from servicedesk.refusals import NotFound


def fees_of(estate: Estate) -> list[Fee]:
    """What holds in an estate, by code: its own, and the company's but where it has one of the same code."""
    rows = Fee.objects.filter(Q(estate=None) | Q(estate=estate), active=True).select_related("account")
    found: dict[str, Fee] = {}
    for fee in sorted(rows, key=lambda one: one.estate_id is not None):
        found[fee.code] = fee
    return sorted(found.values(), key=lambda one: one.code)


def fees_seen(actor: Principal) -> QuerySet[Fee]:
    """The company's, and those of the estates that this person sees."""
    rows = Fee.objects.select_related("estate", "account")
    return actor.among(rows, with_all=True)


def estate_seen(actor: Principal, pk: UUID) -> Estate:
    """Raises NotFound for another tenant's or estate's."""
    estate = Estate.objects.filter(pk=pk).first() if actor.sees_estate(pk) else None
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R39", field="estate")
    return estate


def rate_on(fee: Fee, day: date) -> FeeRate | None:
    """The rate that holds on a day."""
    return fee.rates.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day).first()


def bills_of(unit: Unit) -> QuerySet[Bill]:
    """A unit's bills, the newest month first; reversed ones too."""
    return Bill.objects.filter(unit=unit).select_related("fee").order_by("-period", "fee__code", "-id")


def owed(unit: Unit) -> Decimal:
    """What the ledger says that the unit owes, of fees and all else (R38, R39)."""
    return balance(Book.RECEIVABLE, unit=unit)


def owed_by(units: Iterable[Unit]) -> dict[UUID, Decimal]:
    """The same for many; zero where nothing is open."""
    keys = [unit.pk for unit in units]
    rows = balances("unit", account=Book.RECEIVABLE, unit__in=keys)
    return dict.fromkeys(keys, ZERO) | {row["unit"]: row["sum"] for row in rows}


def month_of(day: date) -> date:
    """The first of its month: a month is named by it."""
    return day.replace(day=1)


def after(month: date, by: int = 1) -> date:
    """The month so many later (or earlier)."""
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)

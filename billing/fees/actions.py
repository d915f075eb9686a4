"""Writing fees, their rates, and who pays them. What has been billed is never changed by it (R37)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.fees.enums import Basis
from billing.fees.events import FeeKept, PlaceSet, RateSet
from billing.fees.queries import estate_seen
from billing.fees.rules import edit_fees
from billing.ledger.actions import open_account
from billing.ledger.chart import accounts
from billing.ledger.enums import Book, Kind
from billing.models import Account, Fee, FeePlace, FeeRate
from servicedesk.estates.models import Building, Unit
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from tickets.actions.steps import need

RULE = "R39"
FACTS = ("code", "name", "basis", "measure", "everywhere", "season_month", "factor", "active")
# The first number of the company's own income of fees; the standard ones end with 04.
OWN_ACCOUNTS = "6001.{n:02d}"
STANDARD = (Book.MANAGEMENT, Book.WATER, Book.HEATING)


def may_write(actor: Principal, estate_id: UUID | None) -> None:
    """Raises PermissionDenied, NotFound for another's estate; who sees some estates does not speak for all."""
    edit_fees.demand(actor)
    if estate_id is None and actor.estate_ids is not None:
        raise PermissionDenied(edit_fees.name)
    if estate_id is not None:
        estate_seen(actor, estate_id)


@atomic
def keep_fee(
    *, actor: Principal, code: str, name: str, basis: str, account: str, measure: str = "", everywhere: bool = True,
    season_month: int | None = None, factor: Decimal = Decimal(3), active: bool = True, estate_id: UUID | None = None,
    fee_id: UUID | None = None,
) -> Fee:  # fmt: skip
    """A new fee, or new values for one. `account`: a standard key (management, water, heating), or a name for an income
    account of its own. Raises Invalid naming the field; what bills were made by (basis, place) stays as it is.
    """
    one_at_a_time("fees")
    may_write(actor, estate_id)
    fee = Fee(estate_id=estate_id, basis=basis) if fee_id is None else locked(actor, fee_id)
    if fee_id and (fee.basis, fee.estate_id) != (basis, estate_id):
        raise Invalid(_("This stays as it is: make another fee."), rule=RULE, field="basis")
    before = facts(fee) if fee_id else {}
    fee.code, fee.name, fee.measure = need(code, "code", RULE), need(name, "name", RULE), measure.strip()
    fee.everywhere, fee.active = everywhere, active
    fee.factor = factor.quantize(Decimal("0.1"))
    fee.season_month = season_month if basis == Basis.SEASON else None
    fee.account = account_of(account)
    check(fee)
    fee.save()
    tell_change(fee, before, actor)
    return fee


def tell_change(fee: Fee, before: dict[str, str], actor: Principal) -> None:
    after = facts(fee)
    changed = [key for key in after if after[key] != before.get(key)]
    if changed:
        old, new = ({key: one[key] for key in changed if key in one} for one in (before, after))
        record(About("fee", fee.pk, fee.estate_id), FeeKept(fee.name, old, new), actor=actor)


def locked(actor: Principal, pk: UUID) -> Fee:
    """The fee, locked. Raises NotFound for another tenant's or estate's."""
    try:
        fee = Fee.objects.lock(pk)
    except Fee.DoesNotExist as unknown:
        raise NotFound(_("There is no such fee."), rule=RULE, field="fee") from unknown
    may_write(actor, fee.estate_id)
    return fee


def account_of(words: str) -> Account:
    """A standard income account by its key, one of the company's own by its key or name; opened when there is none."""
    accounts()
    key = need(words, "account", RULE)
    if found := Account.objects.filter(key=key).first():
        if found.kind != Kind.INCOME:
            raise Invalid(_("This is no account of income."), rule=RULE, field="account")
        return found
    if found := Account.objects.filter(name=key, kind=Kind.INCOME).first():
        return found
    taken = set(Account.objects.values_list("number", flat=True))
    number = next(number for n in range(11, 1000) if (number := OWN_ACCOUNTS.format(n=n)) not in taken)
    return open_account(key=f"fee:{number}", number=number, name=key[:60], kind=Kind.INCOME)


def facts(fee: Fee) -> dict[str, str]:
    """As the journal keeps it."""
    values = {name: str(getattr(fee, name)) for name in FACTS}
    return values | {"account": fee.account.label, "estate": fee.estate.name if fee.estate else ""}


def check(fee: Fee) -> None:
    """Raises Invalid with the first wrong field."""
    try:
        fee.full_clean(exclude=["tenant"], validate_constraints=False)
    except ValidationError as wrong:
        field, words = next(iter(wrong.message_dict.items()))
        raise Invalid(words[0], rule=RULE, field=field) from wrong
    if fee.factor <= 1:
        raise Invalid(_("More than 1."), rule=RULE, field="factor")
    if fee.basis == Basis.SEASON and fee.season_month not in range(1, 13):
        raise Invalid(_("A month from 1 to 12."), rule=RULE, field="season_month")
    same = Fee.objects.filter(estate_id=fee.estate_id, code=fee.code).exclude(pk=fee.pk)
    if same.exists():
        raise Invalid(_("There is one of this code already."), rule=RULE, field="code")


@atomic
def set_rate(
    *, actor: Principal, fee_id: UUID, amount: Decimal, valid_from: date, valid_to: date | None = None
) -> FeeRate:
    """A rate from a day on, to a day or on and on; one that ran on ends the day before. What holds on the first of a
    month is that month's. Raises Invalid when another rate holds within these days.
    """
    fee = locked(actor, fee_id)
    if not amount.is_finite() or amount < 0 or amount >= 10**6 or amount != amount.quantize(Decimal("0.0001")):
        raise Invalid(_("A rate of 0 or more, with at most four places."), rule=RULE, field="amount")
    if valid_to and valid_to < valid_from:
        raise Invalid(_("The last day lies before the first."), rule=RULE, field="valid_to")
    fee.rates.filter(valid_to=None, valid_from__lt=valid_from).update(
        valid_to=date.fromordinal(valid_from.toordinal() - 1)
    )
    try:
        with atomic():
            rate = FeeRate.objects.create(fee=fee, amount=amount, valid_from=valid_from, valid_to=valid_to)
    except IntegrityError as overlap:
        raise Invalid(_("Another rate holds within these days."), rule=RULE, field="valid_from") from overlap
    said = RateSet(
        fee.name, f"{amount.normalize():f}", valid_from.isoformat(), valid_to.isoformat() if valid_to else ""
    )
    record(About("fee", fee.pk, fee.estate_id), said, actor=actor)
    return rate


@atomic
def set_place(
    *, actor: Principal, fee_id: UUID, valid_from: date, valid_to: date | None = None, building_id: UUID | None = None,
    unit_id: UUID | None = None, exempt: bool = False, quantity: Decimal = Decimal(1), reason: str = "",
) -> FeePlace:  # fmt: skip
    """A building or a unit pays this fee, or is exempt from it, in the months that begin within these days. Raises
    Invalid (an exemption needs a reason, R37), NotFound for a place that is not there.
    """
    fee = locked(actor, fee_id)
    place = place_of(actor, fee, building_id, unit_id)
    if valid_to and valid_to < valid_from:
        raise Invalid(_("The last day lies before the first."), rule=RULE, field="valid_to")
    if not quantity.is_finite() or not 0 < quantity < 10**6:
        raise Invalid(_("More than 0."), rule=RULE, field="quantity")
    said = need(reason, "reason", "R37")[:200] if exempt else reason.strip()[:200]
    row = FeePlace.objects.create(
        fee=fee, building_id=building_id, unit_id=unit_id, exempt=exempt, quantity=quantity, valid_from=valid_from,
        valid_to=valid_to, reason=said,
    )  # fmt: skip
    tell_place(fee, row, str(place), place.estate_id, actor)
    return row


def place_of(actor: Principal, fee: Fee, building_id: UUID | None, unit_id: UUID | None) -> Any:
    if (building_id is None) == (unit_id is None):
        raise Invalid(_("One building, or one unit."), rule=RULE, field="unit")
    model, pk, field = (Unit, unit_id, "unit") if unit_id else (Building, building_id, "building")
    place = model.objects.filter(pk=pk).first()
    if place is None or not actor.sees_estate(place.estate_id) or fee.estate_id not in (None, place.estate_id):
        raise NotFound(_("There is no such place."), rule=RULE, field=field)
    return place


@atomic
def end_place(*, actor: Principal, place_id: UUID, valid_to: date) -> FeePlace:
    """It holds until this day and no longer. Raises Invalid for a day before its first, NotFound."""
    row = FeePlace.objects.filter(pk=place_id).select_related("fee", "unit", "building").first()
    if row is None:
        raise NotFound(_("There is no such entry."), rule=RULE)
    fee = locked(actor, row.fee_id)
    place = place_of(actor, fee, row.building_id, row.unit_id)
    if valid_to < row.valid_from:
        raise Invalid(_("The last day lies before the first."), rule=RULE, field="valid_to")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    tell_place(fee, row, str(place), place.estate_id, actor)
    return row


def tell_place(fee: Fee, row: FeePlace, place: str, estate_id: Any, actor: Principal) -> None:
    until = row.valid_to.isoformat() if row.valid_to else ""
    said = PlaceSet(fee.name, place, row.valid_from.isoformat(), until, row.exempt, row.reason)
    record(About("fee", fee.pk, estate_id), said, actor=actor)

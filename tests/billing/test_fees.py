"""Recurring fees: who sets them, rates that do not overlap, who pays and who is exempt (R33, R37, R39)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation

from billing.fees.actions import end_place, keep_fee, set_place, set_rate
from billing.fees.previews import preview
from billing.fees.queries import fees_of, rate_on
from billing.models import Account, Fee, FeeRate
from servicedesk.journal.models import Event
from servicedesk.refusals import Invalid, NotFound
from tests.billing.fees import MONTH, PLAIN, fee_of, unit_of
from tests.cast import Cast, build


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def billed(cast: Cast, fee: Fee, month: date = MONTH) -> dict[str, Decimal]:
    (tally,) = preview(cast.estate, [fee], month).tallies
    return {"units": Decimal(tally.bills), "total": tally.total, **{k: Decimal(n) for k, n in tally.skipped.items()}}


def test_a_new_rate_ends_the_one_before_and_no_two_hold_on_a_day(cast: Cast) -> None:
    """R33: valid from and to; what was stays readable."""
    fee, admin = fee_of(cast), cast.act("admin")
    set_rate(actor=admin, fee_id=fee.pk, amount=Decimal("2.5"), valid_from=date(2026, 11, 1))
    assert [rate_on(fee, day).amount for day in (MONTH, date(2026, 11, 1))] == [Decimal("2.35"), Decimal("2.5")]  # type: ignore[union-attr]
    with pytest.raises(Invalid, match="Another rate"):
        set_rate(actor=admin, fee_id=fee.pk, amount=Decimal(2), valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 1))
    assert fee.rates.count() == 2


def test_the_database_itself_refuses_overlapping_rates(cast: Cast) -> None:
    """R33: whoever writes past the action; another fee's rates are nobody's business."""
    one, two = fee_of(cast), fee_of(cast, code="TC", basis="fixed")
    with pytest.raises(DatabaseError, match="fee_rate_no_overlap"), transaction.atomic():
        FeeRate.objects.create(fee=one, amount=1, valid_from=date(2030, 1, 1))
    assert (one.rates.count(), two.rates.count()) == (1, 1)


@pytest.mark.parametrize(("changes", "field"), [
    ({"code": " "}, "code"), ({"basis": "weight"}, "basis"), ({"basis": "season", "season_month": 13}, "season_month"),
    ({"factor": Decimal(1)}, "factor"), ({"account": ""}, "account"), ({"account": "cash"}, "account"),
])  # fmt: skip
def test_a_fee_that_cannot_be_names_its_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        keep_fee(actor=cast.act("admin"), **(PLAIN | changes))
    assert refused.value.field == field and not Fee.objects.exists()


def test_a_fee_has_an_account_of_its_own_by_name(cast: Cast) -> None:
    """R39: opened once, and used again by the next fee of that name."""
    one, two = fee_of(cast, account="停车费收入"), fee_of(cast, code="T2", account="停车费收入")
    assert one.account == two.account == Account.objects.get(name="停车费收入")


def test_an_estates_fee_stands_before_the_companys_of_the_same_code(cast: Cast) -> None:
    fee_of(cast)
    own = fee_of(cast, estate_id=cast.estate.pk, rate="3")
    assert fees_of(cast.estate) == [own] and fees_of(cast.other_estate) != [own]


def test_only_the_tenant_admin_sets_fees(cast: Cast) -> None:
    """Domain §1; and the change stands in the journal (R10)."""
    fee = fee_of(cast)
    with pytest.raises(PermissionDenied):
        keep_fee(actor=cast.act("cashier"), **PLAIN)
    keep_fee(actor=cast.act("admin"), fee_id=fee.pk, **(PLAIN | {"name": "物业服务费"}))
    assert Event.objects.filter(type="fee.kept").last().payload["after"] == {"name": "物业服务费"}


def test_another_companys_fee_or_unit_does_not_exist(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = fee_of(twin)
    fee, admin = fee_of(cast), cast.act("admin")
    with pytest.raises(NotFound):
        set_rate(actor=admin, fee_id=theirs.pk, amount=Decimal(1), valid_from=MONTH)
    with pytest.raises(NotFound):
        set_place(actor=admin, fee_id=fee.pk, unit_id=twin.unit.pk, valid_from=MONTH)


def test_the_exempt_pay_nothing_from_a_day_to_a_day_and_a_reason_is_needed(cast: Cast) -> None:
    """R37: the first of the month decides."""
    fee, admin = fee_of(cast), cast.act("admin")
    with pytest.raises(Invalid) as refused:
        set_place(actor=admin, fee_id=fee.pk, unit_id=cast.unit.pk, valid_from=MONTH, exempt=True)
    assert refused.value.field == "reason"
    row = set_place(actor=admin, fee_id=fee.pk, unit_id=cast.unit.pk, valid_from=MONTH, exempt=True, reason="未交付")
    assert billed(cast, fee) == {"units": 0, "total": 0, "exempt": 1}
    end_place(actor=admin, place_id=row.pk, valid_to=date(2026, 10, 31))
    assert billed(cast, fee, date(2026, 11, 1))["total"] == Decimal("302.21")


def test_a_fee_of_single_units_counts_how_many_each_has(cast: Cast) -> None:
    """Two parking places; the neighbour has none."""
    unit_of(cast)
    fee = fee_of(cast, rate="150", code="TC", basis="fixed", everywhere=False)
    assert billed(cast, fee) == {"units": 0, "total": 0}
    set_place(actor=cast.act("admin"), fee_id=fee.pk, unit_id=cast.unit.pk, valid_from=MONTH, quantity=Decimal(2))
    assert billed(cast, fee) == {"units": 1, "total": 300}
    assert billed(cast, fee, date(2026, 9, 1)) == {"units": 0, "total": 0}


def test_a_fee_of_a_building_is_paid_by_its_units(cast: Cast) -> None:
    unit_of(cast)
    fee = fee_of(cast, everywhere=False)
    set_place(actor=cast.act("admin"), fee_id=fee.pk, building_id=cast.unit.building_id, valid_from=MONTH)
    assert billed(cast, fee)["units"] == 2


def test_heating_by_area_is_billed_once_a_season(cast: Cast) -> None:
    fee = fee_of(cast, rate="24", code="NQ", basis="season", account="heating", season_month=11)
    assert billed(cast, fee) == {"units": 0, "total": 0, "not_season": 1}
    assert billed(cast, fee, date(2026, 11, 1)) == {"units": 1, "total": Decimal("3086.40")}


def test_a_unit_without_area_and_a_month_without_rate_are_skipped_with_the_reason(cast: Cast) -> None:
    fee = fee_of(cast)
    unit_of(cast, area=None)
    assert billed(cast, fee) == {"units": 1, "total": Decimal("302.21"), "no_area": 1}
    assert billed(cast, fee, date(2019, 1, 1)) == {"units": 0, "total": 0, "no_rate": 1, "no_area": 1}

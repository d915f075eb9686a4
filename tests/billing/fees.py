"""Fees of the cast's estate, for the tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.fees.actions import keep_fee, set_rate
from billing.fees.readings import Shown, add_meter, read
from billing.fees.runs import carry_out
from billing.models import Bill, Fee, Meter
from servicedesk.estates.models import Building, Unit
from servicedesk.timers.now import today_in
from tests.cast import Cast

MONTH = date(2026, 10, 1)
PLAIN: dict[str, Any] = {"code": "WY", "name": "物业费", "basis": "area", "account": "management"}
WATER: dict[str, Any] = {"code": "SF", "name": "水费", "basis": "meter", "account": "water", "measure": "m³"}


def fee_of(cast: Cast, rate: str = "2.35", **changes: Any) -> Fee:
    """A fee with a rate since long ago."""
    fee = keep_fee(actor=cast.act("admin"), **(PLAIN | changes))
    set_rate(actor=cast.act("admin"), fee_id=fee.pk, amount=Decimal(rate), valid_from=date(2020, 1, 1))
    return fee


def unit_of(cast: Cast, code: str = "3-2-1202", area: str | None = "100") -> Unit:
    building = Building.objects.get(estate=cast.estate)
    return Unit.objects.create(estate=cast.estate, building=building, code=code, area=area)


def three_months(cast: Cast) -> list[Bill]:
    """August to October of the cast's unit, 200 yuan each, the oldest first."""
    cast.unit.area = Decimal(100)
    cast.unit.save()
    fee = fee_of(cast, "2")
    for month in (10, 9, 8):
        carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=date(2026, month, 1))
    return list(Bill.objects.filter(unit=cast.unit).order_by("period"))


def today() -> date:
    return today_in()


def meter_of(cast: Cast, fee: Fee, *values: str, unit: Unit | None = None, since: date = date(2026, 6, 30)) -> Meter:
    """A meter that was read every thirty days."""
    days = [since + timedelta(days=30 * nth) for nth in range(len(values))]
    first, *rest = zip(days, map(Decimal, values), strict=True)
    actor = cast.act("cashier")
    meter = add_meter(
        actor=actor, fee_id=fee.pk, unit_id=(unit or cast.unit).pk, day=first[0], value=first[1], digits=5
    )
    for day, value in rest:
        read(actor=actor, meter_id=meter.pk, shown=Shown(day, value, confirmed=True))
    return meter

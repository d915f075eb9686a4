"""Fees of the last months, billed as the product itself does it: management fee, and water for a few."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bench.demo.stage import stand_at
from bench.demo.world import Site, World
from billing.fees.actions import keep_fee, set_place, set_rate
from billing.fees.queries import after, month_of
from billing.fees.readings import Shown, add_meter, read
from billing.fees.runs import carry_out
from billing.models import Fee
from servicedesk.estates.models import Estate, Unit
from servicedesk.people.enums import Role
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import SYSTEM, Principal

MONTHS, METERS = 2, 12
SINCE = date(2020, 1, 1)


def bill_the_past(world: World, random: Random, present: datetime) -> None:
    """Two months of the first estate; the clock is put back to `present` in the end."""
    estate = Estate.objects.get(pk=world.sites[0].id)
    fees = list(fees_of_company())
    cashier = principal(Role.CASHIER)
    zone = ZoneInfo(estate.zone)
    this_month = month_of(present.astimezone(zone).date())
    meters_of(world.sites[0], fees[1], random, after(this_month, -MONTHS - 1), present, zone, cashier)
    for back in range(MONTHS, 0, -1):
        # On the third of the month after.
        month = after(this_month, -back)
        stand_at(min(present, morning(after(month) + timedelta(days=2), zone)))
        carry_out(actor=cashier, estate_id=estate.pk, fee_ids=[fee.pk for fee in fees], period=month)
    stand_at(present)


def fees_of_company() -> list[Fee]:
    """Management fee, water."""
    about: dict[str, Any] = {"actor": SYSTEM}
    management = keep_fee(code="WY", name="物业费", basis="area", measure="m²", account="management", **about)
    water = keep_fee(code="SF", name="水费", basis="meter", measure="m³", account="water", **about)
    for fee, rate in ((management, "2.35"), (water, "5.20")):
        set_rate(fee_id=fee.pk, amount=Decimal(rate), valid_from=SINCE, **about)
    return [management, water]


def meters_of(
    site: Site, fee: Fee, random: Random, first: date, present: datetime, zone: ZoneInfo, cashier: Principal
) -> None:
    """A dozen meters, read on the 28th of each month; one unit is exempt."""
    units = Unit.objects.filter(estate=site.id, area__isnull=False).order_by("code")[: METERS + 1]
    *metered, exempt = units
    for unit in metered:
        value = Decimal(random.randrange(50, 900))
        stand_at(min(present, morning(first.replace(day=28), zone)))
        meter = add_meter(actor=cashier, fee_id=fee.pk, unit_id=unit.pk, day=first.replace(day=28), value=value)
        for nth in range(1, MONTHS + 1):
            day = after(first, nth).replace(day=28)
            value += random.randrange(6, 15)
            stand_at(morning(day, zone))
            read(actor=cashier, meter_id=meter.pk, shown=Shown(day, value))
    set_place(actor=SYSTEM, fee_id=fee.pk, unit_id=exempt.pk, valid_from=first, exempt=True, reason="空置，已报停")


def morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(10), zone)


def principal(role: Role) -> Principal:
    return Principal.of_staff(StaffMember.objects.filter(role=role).order_by("employee_no")[0])

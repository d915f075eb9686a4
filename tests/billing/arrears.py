"""Arrears of the cast's unit, for the tests: three months of 200 yuan, looked at on a day of November."""

from datetime import date
from decimal import Decimal
from typing import Any

from billing.arrears.ageing import Asked, Item, items_of
from billing.arrears.reminding import Told, remind
from billing.fees.runs import carry_out
from billing.models import Fee, Reminder
from billing.receipts.actions import take
from servicedesk.estates.models import Unit
from tests.billing.fees import fee_of
from tests.cast import Cast, at
from tests.support.clock import Clock

MONTHS = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
# Bills are due 30 days after the first of their month: August's for 83 days then, September's for 52, October's for 22.
TODAY = "2026-11-22 10:00"


def owing(cast: Cast, clock: Clock, months: tuple[date, ...] = MONTHS, **changes: Any) -> Fee:
    """The months billed at the beginning of November; the clock stands at TODAY."""
    clock.set(at("2026-11-01 09:00"))
    cast.unit.area = Decimal(100)
    cast.unit.save()
    fee = fee_of(cast, "2", **changes)
    for month in months:
        carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=month)
    clock.set(at(TODAY))
    return fee


def pays(cast: Cast, amount: str, unit: Unit | None = None) -> Any:
    return take(
        unit_id=(unit or cast.unit).pk, actor=cast.act("cashier"), amount=Decimal(amount), method="wechat"
    )  # fmt: skip


def asked(cast: Cast, **narrowed: Any) -> Asked:
    return Asked([cast.estate], **narrowed)


def items(cast: Cast) -> list[Item]:
    return items_of([cast.unit.pk], [cast.estate])[cast.unit.pk]


def reminded(cast: Cast, by: str = "cashier", **told: Any) -> Reminder:
    return remind(unit_id=cast.unit.pk, actor=cast.act(by), told=Told(**told))

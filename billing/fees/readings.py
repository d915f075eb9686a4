"""抄表: what meters show. A reading that cannot be is refused, one that is hard to believe wants to be confirmed."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.fees.enums import Basis, ReadingKind
from billing.fees.events import MeterRead, ReadingWithdrawn
from billing.fees.rules import read_meters
from billing.models import Bill, Fee, Meter, Reading
from servicedesk.estates.models import Unit
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now, today_in
from tickets.actions.steps import need

RULE = "R39"
THOUSANDTH = Decimal("0.001")
# The average is that of so many readings; fewer than two say nothing.
LOOKED_AT = 12
DECLARED = (ReadingKind.ROLLOVER, ReadingKind.CHANGED)


class Doubtful(Conflict):
    """It may be so, but somebody has to say that it is."""


@dataclass(frozen=True)
class Shown:
    """What somebody read. `kind` says when the meter went round, or was changed: then `old_end` is what the old one
    showed last, `new_start` what the new one began with. `confirmed`: it is so, however much it is.
    """

    day: date
    value: Decimal
    kind: str = ReadingKind.NORMAL
    reason: str = ""
    old_end: Decimal | None = None
    new_start: Decimal | None = None
    confirmed: bool = False
    serial: str = ""


@atomic
def add_meter(
    *, actor: Principal, fee_id: UUID, unit_id: UUID, day: date, value: Decimal, serial: str = "", digits: int = 5
) -> Meter:
    """A unit's meter with its first reading, from which on is counted. Raises Invalid, Conflict when it has one."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not actor.sees_estate(unit.estate_id):
        raise NotFound(_("There is no such unit."), rule=RULE, field="unit")
    read_meters.demand(actor, unit)
    fee = Fee.objects.filter(pk=fee_id, basis=Basis.METER).first()
    if fee is None or fee.estate_id not in (None, unit.estate_id):
        raise NotFound(_("There is no such fee."), rule=RULE, field="fee")
    if digits not in range(3, 10):
        raise Invalid(_("From 3 to 9 digits."), rule=RULE, field="digits")
    try:
        with atomic():
            meter = Meter.objects.create(
                estate_id=unit.estate_id, fee=fee, unit=unit, serial=serial.strip()[:30], digits=digits
            )
    except IntegrityError as there:
        raise Conflict(_("This unit has a meter for this fee already."), rule="R11", field="unit") from there
    write(meter, Shown(day, possible(meter, value, "value"), ReadingKind.FIRST), Decimal(0), actor)
    return meter


@atomic
def read(*, actor: Principal, meter_id: UUID, shown: Shown) -> Reading:
    """Keep a reading. Raises Invalid for what cannot be (lower than before and neither gone round nor changed, before
    the last one, in the future), Doubtful for more than the fee's multiple of the average, unless confirmed.
    """
    meter = locked(actor, meter_id)
    last = last_of(meter)
    if shown.kind not in (ReadingKind.NORMAL, *DECLARED):
        raise Invalid(_("A reading, a meter that went round, or a change."), rule=RULE, field="kind")
    used = used_since(meter, last, shown)
    doubt = doubtful(meter, last, shown.day, used)
    if doubt and not shown.confirmed:
        raise Doubtful(doubt, rule=RULE, field="confirmed")
    if shown.serial.strip() and shown.kind == ReadingKind.CHANGED:
        meter.serial = shown.serial.strip()[:30]
        meter.save(update_fields=["serial"])
    return write(meter, shown, used, actor, confirmed=bool(doubt))


def locked(actor: Principal, pk: UUID) -> Meter:
    """Raises NotFound for another tenant's or estate's."""
    try:
        meter = Meter.objects.lock(pk)
    except Meter.DoesNotExist as unknown:
        raise NotFound(_("There is no such meter."), rule=RULE, field="meter") from unknown
    if not actor.sees_estate(meter.estate_id):
        raise NotFound(_("There is no such meter."), rule=RULE, field="meter")
    read_meters.demand(actor, meter)
    return meter


def last_of(meter: Meter) -> Reading:
    """The reading that stands last; each meter has a first one, which is not withdrawn."""
    return meter.readings.filter(withdrawn_at=None).latest("day")


def possible(meter: Meter, value: Decimal, field: str) -> Decimal:
    """The figure as the meter can show it. Raises Invalid."""
    if not value.is_finite() or not 0 <= value < 10**meter.digits or value != value.quantize(THOUSANDTH):
        words = _("The meter shows from 0 to {most}, with at most three places.").format(most=10**meter.digits - 1)
        raise Invalid(words, rule=RULE, field=field)
    return value.quantize(THOUSANDTH)


def used_since(meter: Meter, last: Reading, shown: Shown) -> Decimal:
    """What was used since the last reading. Below zero only after an estimate that was too high."""
    if shown.day <= last.day:
        words = _("After {day}, the day of the last reading.").format(day=last.day)
        raise Invalid(words, rule=RULE, field="day")
    if shown.day > today_in(meter.estate):
        raise Invalid(_("Not in the future."), rule=RULE, field="day")
    value = possible(meter, shown.value, "value")
    if shown.kind in DECLARED:
        need(shown.reason, "reason", "R37")
    if shown.kind == ReadingKind.ROLLOVER:
        return went_round(meter, last, value)
    if shown.kind == ReadingKind.CHANGED:
        return changed(meter, last, shown, value)
    if value < last.value and last.kind != ReadingKind.ESTIMATED:
        words = _("Lower than {value} on {day}. Say whether the meter went round or was changed.")
        raise Invalid(words.format(value=plain(last.value), day=last.day), rule=RULE, field="value")
    return value - last.value


def went_round(meter: Meter, last: Reading, value: Decimal) -> Decimal:
    if value >= last.value:
        raise Invalid(_("It shows more than before: it did not go round."), rule=RULE, field="kind")
    return 10**meter.digits - last.value + value


def changed(meter: Meter, last: Reading, shown: Shown, value: Decimal) -> Decimal:
    """Up to the old one's end, and from the new one's beginning on."""
    if shown.old_end is None:
        raise Invalid(_("What did the old meter show last?"), rule=RULE, field="old_end")
    end = possible(meter, shown.old_end, "old_end")
    start = possible(meter, shown.new_start or Decimal(0), "new_start")
    if end < last.value and last.kind != ReadingKind.ESTIMATED:
        raise Invalid(_("Lower than at the last reading."), rule=RULE, field="old_end")
    if value < start:
        raise Invalid(_("Lower than what the new meter began with."), rule=RULE, field="value")
    return end - last.value + value - start


def doubtful(meter: Meter, last: Reading, day: date, used: Decimal) -> str:
    """Why this is hard to believe; '' when it is not."""
    average = average_of(meter)
    days = (day - last.day).days
    if average is None or used <= meter.fee.factor * average * days:
        return ""
    usual = (average * days).quantize(Decimal("0.1"))
    words = _("{used} in {days} days, where {usual} is usual: confirm that it is so.")
    return words.format(used=plain(used), days=days, usual=usual)


def average_of(meter: Meter) -> Decimal | None:
    """What is used a day, of the last year's readings that were no estimates; None where fewer than two tell."""
    rows = list(
        meter.readings.filter(withdrawn_at=None).order_by("-day").values_list("day", "used", "kind")[: LOOKED_AT + 1]
    )
    told = [used for _day, used, kind in rows[:-1]]
    if len(told) < 2:
        return None
    days = (rows[0][0] - rows[-1][0]).days
    return sum(told, Decimal(0)) / days


def write(meter: Meter, shown: Shown, used: Decimal, actor: Principal, *, confirmed: bool = False) -> Reading:
    row = Reading.objects.create(
        meter=meter, day=shown.day, value=shown.value, used=used, kind=shown.kind, reason=shown.reason.strip()[:200],
        confirmed=confirmed, read_by=actor.name[:60], staff_id=actor.staff_id, recorded_at=now(),
    )  # fmt: skip
    estimated = shown.kind == ReadingKind.ESTIMATED
    said = MeterRead(*about(meter), plain(shown.value), shown.day.isoformat(), estimated, row.reason)
    record(subject(meter), said, actor=actor)
    return row


@atomic
def estimate(*, actor: Principal, meter_id: UUID, day: date) -> Reading:
    """Where nobody could read: what the average says, marked as an estimate; the next reading puts it right. Raises
    Invalid where too little is known, or the last one is an estimate already.
    """
    meter = locked(actor, meter_id)
    last, average = last_of(meter), average_of(meter)
    if last.kind == ReadingKind.ESTIMATED:
        raise Invalid(_("The last one is an estimate already: read the meter."), rule=RULE, field="day")
    if average is None:
        raise Invalid(_("Two readings at least are needed for an estimate."), rule=RULE, field="day")
    if not last.day < day <= today_in(meter.estate):
        words = _("After {day}, the day of the last reading.").format(day=last.day)
        raise Invalid(words, rule=RULE, field="day")
    used = (average * (day - last.day).days).quantize(Decimal(1), ROUND_HALF_UP)
    value = (last.value + used) % 10**meter.digits
    return write(meter, Shown(day, value, ReadingKind.ESTIMATED), used, actor)


@atomic
def withdraw(*, actor: Principal, reading_id: UUID, reason: str) -> Reading:
    """It was misread: it stays visible and counts no longer (R37). Only a meter's last, and not once it is billed."""
    meter_id = Reading.objects.filter(pk=reading_id).values_list("meter_id", flat=True).first()
    if meter_id is None:
        raise NotFound(_("There is no such reading."), rule=RULE)
    meter = locked(actor, meter_id)
    row = last_of(meter)
    if row.pk != reading_id or row.kind == ReadingKind.FIRST:
        raise Conflict(_("Only the last reading can be withdrawn."), rule="R37")
    if Bill.objects.filter(unit=meter.unit_id, fee=meter.fee_id, reversed_at=None, read_on__gte=row.day).exists():
        raise Conflict(_("This reading has been billed: reverse the bill first."), rule="R37")
    row.withdrawn_why, row.withdrawn_at = need(reason, "reason", "R37")[:200], now()
    row.save(update_fields=["withdrawn_why", "withdrawn_at"])
    said = ReadingWithdrawn(*about(meter), plain(row.value), row.day.isoformat(), row.withdrawn_why)
    record(subject(meter), said, actor=actor)
    return row


def about(meter: Meter) -> tuple[str, str]:
    return meter.fee.name, meter.unit.code


def subject(meter: Meter) -> Any:
    return About("meter", meter.pk, meter.estate_id)


def plain(value: Decimal) -> str:
    """1204.5 and not 1204.500."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

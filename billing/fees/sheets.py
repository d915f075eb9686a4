"""The reading list as a spreadsheet: out with the last readings, in with the new ones. A run's bills, out."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.fees.readings import Shown, doubtful, last_of, locked, plain, read, used_since
from billing.models import Bill, Fee, FeeRun, Meter
from servicedesk.estates.models import Estate
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.book import NEW, SAME, WRONG, Book, Line, each, twice

HEADS = (
    (gettext_lazy("Unit"), 14), (gettext_lazy("Last read on"), 14), (gettext_lazy("It showed"), 12),
    (gettext_lazy("Day"), 14), (gettext_lazy("It shows"), 12), (gettext_lazy("Confirmed"), 12),
    (gettext_lazy("Reason"), 24),
)  # fmt: skip
YES = ("1", "x", "是", "yes")
BILL_HEADS = (
    (gettext_lazy("Unit"), 14), (gettext_lazy("Fee"), 16), (gettext_lazy("Month"), 10), (gettext_lazy("Quantity"), 12),
    (gettext_lazy("Rate"), 10), (gettext_lazy("Amount"), 12), (gettext_lazy("Remark"), 30),
)  # fmt: skip


def readings_book(actor: Principal, estate: Estate, fee: Fee | None) -> Book:
    """The table of one fee's meters in one estate."""

    def meters() -> Any:
        return (
            Meter.objects.filter(estate=estate, fee=fee).select_related("unit", "fee", "estate").order_by("unit__code")
        )

    def rows() -> Iterator[list[str]]:
        for meter in meters().iterator(500):
            last = last_of(meter)
            yield [meter.unit.code, last.day.isoformat(), plain(last.value), "", "", "", ""]

    def judge(lines: list[tuple[int, list[str]]]) -> list[Line]:
        known, again = {meter.unit.code: meter for meter in meters()}, twice(lines, 0)
        return [judged(known, number, cells, again) for number, cells in lines]

    def write(by: Principal, cells: list[str]) -> None:
        meter = Meter.objects.get(estate=estate, fee=fee, unit__code=cells[0])
        read(actor=by, meter_id=locked(by, meter.pk).pk, shown=shown_in(cells))

    name = f"readings {estate.pk} {fee.pk if fee else ''}"
    return Book(name, gettext_lazy("Readings"), HEADS, rows, judge, each(write))


def judged(known: dict[str, Meter], number: int, cells: list[str], again: set[int]) -> Line:
    """Unwritten. A row without a reading does nothing."""
    if not cells[4]:
        return Line(number, cells, SAME)
    try:
        if number in again:
            raise Invalid(_("This unit stands twice."), rule="R39")
        meter = known.get(cells[0])
        if meter is None:
            raise Invalid(_("This unit has no such meter."), rule="R39")
        check(meter, shown_in(cells))
    except Refusal as wrong:
        return Line(number, cells, WRONG, str(wrong.message))
    return Line(number, cells, NEW)


def check(meter: Meter, shown: Shown) -> None:
    """Raises Invalid for what cannot be, and for what is doubtful and not confirmed."""
    last = last_of(meter)
    doubt = doubtful(meter, last, shown.day, used_since(meter, last, shown))
    if doubt and not shown.confirmed:
        raise Invalid(doubt, rule="R39")


def shown_in(cells: list[str]) -> Shown:
    """The reading that a row tells. Raises Invalid."""
    _unit, _last, _showed, day, value, confirmed, reason = cells
    try:
        when, amount = date.fromisoformat(day), Decimal(value)
    except (ValueError, InvalidOperation) as wrong:
        raise Invalid(_("A day such as 2026-10-31, and a number."), rule="R39") from wrong
    return Shown(when, amount, confirmed=confirmed.casefold() in YES, reason=reason)


def bill_rows(run: FeeRun) -> Iterator[list[str]]:
    """A run's bills, for a spreadsheet; however many."""
    rows = Bill.objects.filter(run=run).select_related("unit", "fee").order_by("fee_id", "pk")
    for bill in rows.iterator(2_000):
        remark = _("reversed: {reason}").format(reason=bill.reason) if bill.reversed_at else ""
        remark = remark or (_("estimated") if bill.estimated else "")
        yield [
            bill.unit.code, bill.fee.name, f"{bill.period:%Y-%m}", plain(bill.quantity), plain(bill.rate),
            f"{bill.amount:.2f}", remark,
        ]  # fmt: skip

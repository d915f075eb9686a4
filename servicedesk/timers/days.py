"""The company's own word about single days, stronger than the published arrangement (R29); also as a table."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.estates.scopes import demand_company
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.sheets.book import CHANGED, NEW, SAME, WRONG, Book, Line, each, twice
from servicedesk.sheets.reading import spellings
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.events import CalendarDayChanged
from servicedesk.timers.models import CalendarDay

FIRST, LAST = date(2020, 1, 1), date(2099, 12, 31)
WORKED, CLOSED = gettext_lazy("Working day"), gettext_lazy("Day off")
Rows = list[tuple[int, list[str]]]


@atomic
def set_day(*, actor: Principal, day: date, working: bool, name: str = "") -> CalendarDay:
    """The company works, or is closed, on this day. Clocks that run keep their time until they are computed again.

    Raises Invalid for a day out of range, PermissionDenied.
    """
    demand_company(actor)
    if not FIRST <= day <= LAST:
        raise Invalid(_("The year lies between 2020 and 2099."), rule="R29", field="day")
    one_at_a_time("calendar days")
    row = CalendarDay.objects.filter(day=day).first() or CalendarDay(day=day, working=not working)
    before = row.working if not row._state.adding else None
    if before == working and row.name == name.strip():
        return row
    row.working, row.name = working, name.strip()[:60]
    row.save()
    record(About(row.subject_type, row.pk), CalendarDayChanged(day.isoformat(), before, working, row.name), actor=actor)
    return row


@atomic
def forget_day(*, actor: Principal, day: date) -> None:
    """The published arrangement holds again for this day. Raises NotFound when the company has no word about it."""
    demand_company(actor)
    one_at_a_time("calendar days")
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        raise NotFound(_("The company has no word about this day."), rule="R29", field="day")
    record(
        About(row.subject_type, row.pk), CalendarDayChanged(day.isoformat(), row.working, None, row.name), actor=actor
    )
    row.delete()


def rows() -> Iterator[Sequence[Any]]:
    for one in CalendarDay.objects.order_by("day"):
        yield one.day.isoformat(), WORKED if one.working else CLOSED, one.name


def read_working(cell: str) -> bool:
    """Raises ValueError for a word that is neither."""
    word = cell.strip()
    for words, working in ((WORKED, True), (CLOSED, False)):
        if word in spellings(words):
            return working
    raise ValueError(cell)


def judge(found: Rows) -> list[Line]:
    known = {one.day.isoformat(): one for one in CalendarDay.objects.all()}
    again = twice(found, 0)
    return [judged(number, cells, known, number in again) for number, cells in found]


def judged(number: int, cells: list[str], known: dict[str, CalendarDay], again: bool) -> Line:
    try:
        day = date.fromisoformat(cells[0])
    except ValueError:
        return Line(number, cells, WRONG, _("A date is needed, such as 2027-02-06."))
    if not FIRST <= day <= LAST:
        return Line(number, cells, WRONG, _("The year lies between 2020 and 2099."))
    try:
        working = read_working(cells[1])
    except ValueError:
        words = _("“{value}” is neither “{worked}” nor “{closed}”.")
        return Line(number, cells, WRONG, words.format(value=cells[1], worked=WORKED, closed=CLOSED))
    if again:
        return Line(number, cells, WRONG, _("This day stands twice."))
    one = known.get(day.isoformat())
    same = one is not None and (one.working, one.name) == (working, cells[2])
    return Line(number, cells, SAME if same else CHANGED if one else NEW)


def write(actor: Principal, cells: list[str]) -> None:
    set_day(actor=actor, day=date.fromisoformat(cells[0]), working=read_working(cells[1]), name=cells[2])


DAYS = Book(
    "calendar", gettext_lazy("Working days"),
    ((gettext_lazy("Day"), 14), (gettext_lazy("Worked or off"), 14), (gettext_lazy("Name of the day"), 30)),
    rows, judge, each(write), back="settings-calendar",
)  # fmt: skip

"""A month's roster as a spreadsheet: written, read row by row with what is wrong in each, then all of it or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.shifts import times
from dispatch.shifts.book import Book, Wanted, key_of
from servicedesk.estates.models import Estate
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Shift, StaffMember
from servicedesk.refusals import Invalid
from servicedesk.sheets.reading import rows_of, spellings
from servicedesk.sheets.writing import sheet

Cells = list[str]
Row = tuple[int, Cells]
# The first row, with widths.
HEADS = (
    (gettext_lazy("Day"), 12), (gettext_lazy("Employee no."), 14), (gettext_lazy("Name"), 12),
    (gettext_lazy("Shift"), 14), (gettext_lazy("From"), 8), (gettext_lazy("To"), 8),
    (gettext_lazy("Stand-by order"), 14), (gettext_lazy("Comes instead of"), 16),
)  # fmt: skip


def shifts_of(estate: Estate, days: Sequence[date]) -> list[Shift]:
    """Every shift of the estate that begins in the month."""
    first, last = times.midnight(days[0], estate.tz), times.midnight(days[-1] + timedelta(days=1), estate.tz)
    rows = Shift.objects.filter(estate=estate, starts_at__gte=first, starts_at__lt=last)
    return list(rows.select_related("staff", "substitute_for").order_by("starts_at", "staff__employee_no"))


def written(estate: Estate, days: Sequence[date]) -> IO[bytes]:
    """The month as .xlsx: a row per shift."""
    rows = (cells_of(one, estate) for one in shifts_of(estate, days))
    return sheet(f"{days[0]:%Y-%m}", [(str(words), width) for words, width in HEADS], rows)


def cells_of(shift: Shift, estate: Estate) -> Cells:
    begins, ends = (moment.astimezone(estate.tz) for moment in (shift.starts_at, shift.ends_at))
    return [
        f"{begins:%Y-%m-%d}", shift.staff.employee_no, shift.staff.name, shift.get_kind_display(), f"{begins:%H:%M}",
        f"{ends:%H:%M}", str(shift.standby_order or ""),
        shift.substitute_for.employee_no if shift.substitute_for else "",
    ]  # fmt: skip


def read(upload: IO[bytes]) -> list[Row]:
    """The rows below the head. Raises Invalid for what is no such spreadsheet, or an empty one."""
    rows = rows_of(upload, [words for words, _width in HEADS])
    if not rows:
        raise Invalid(_("There is no row in it."), rule="R19", field="file")
    return rows


@dataclass
class Line:
    """One row as it was read: what it means, or what is wrong with it."""

    number: int
    cells: Cells
    wanted: Wanted | None = None
    wrong: list[str] = field(default_factory=list)
    # new, same, passed
    fate: str = ""


@dataclass
class Plan:
    """What the spreadsheet would do to the month."""

    lines: list[Line]
    removed: list[Shift]
    people: dict[UUID, StaffMember]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.wrong]

    @property
    def added(self) -> list[Wanted]:
        return [line.wanted for line in self.lines if line.wanted and line.fate == "new"]

    def count(self, fate: str) -> int:
        return sum(line.fate == fate and not line.wrong for line in self.lines)


def kinds() -> dict[str, str]:
    """The words for kinds of shift in both languages, and the codes themselves."""
    return {word.casefold(): kind.value for kind in ShiftKind for word in {kind.value, *spellings(kind.label)}}


def plan(estate: Estate, days: Sequence[date], rows: Iterable[Row], at: datetime) -> Plan:
    """The month as the rows want it, against the month as it is. What has ended stays; such rows are passed over."""
    people = numbered(StaffMember.objects.filter(postings__estate=estate, active=True).distinct())
    everybody = numbered(StaffMember.objects.all())
    lines = [Line(number, cells) for number, cells in rows]
    words = kinds()
    for line in lines:
        parse(line, estate, days, people, everybody, words)
    there = [one for one in shifts_of(estate, days) if one.ends_at > at]
    keys = {key_of(one): one for one in there}
    first = times.midnight(days[0], estate.tz) - timedelta(days=1)
    last = times.midnight(days[-1], estate.tz) + timedelta(days=3)
    book = Book.read(estate.tz, [one.pk for one in people.values()], first, last, but=[one.pk for one in there])
    settle(lines, book, keys, at)
    kept = {line.wanted.key for line in lines if line.wanted}
    gone = [one for key, one in keys.items() if key not in kept]
    return Plan(lines, gone, {one.pk: one for one in (*people.values(), *(one.staff for one in gone))})


def numbered(people: Iterable[StaffMember]) -> dict[str, StaffMember]:
    """By employee number, and without its leading zeros, which spreadsheet programs drop, where that is one person."""
    found: dict[str, StaffMember] = {}
    short: dict[str, list[StaffMember]] = {}
    for one in people:
        found[one.employee_no] = one
        short.setdefault(one.employee_no.lstrip("0"), []).append(one)
    return {number: alike[0] for number, alike in short.items() if len(alike) == 1} | found


def parse(
    line: Line, estate: Estate, days: Sequence[date], people: dict[str, StaffMember],
    everybody: dict[str, StaffMember], words: dict[str, str],
) -> None:  # fmt: skip
    """Each cell by itself, so that a row names all that is wrong with it."""
    day_text, number, name, kind_text, starts_text, ends_text, order_text, instead = line.cells
    day = day_in(line, day_text, days)
    person = people.get(number)
    if person is None:
        line.wrong.append(_("Nobody here has the number {n}").format(n=number or "–"))
    elif name and name != person.name:
        line.wrong.append(_("{n} is {name}").format(n=number, name=person.name))
    kind = words.get(kind_text.casefold())
    if kind is None:
        line.wrong.append(_("No such shift: {word}").format(word=kind_text or "–"))
    starts, ends = clock_of(line, starts_text), clock_of(line, ends_text)
    order = order_of(line, order_text)
    other = everybody.get(instead)
    if instead and other is None:
        line.wrong.append(_("Nobody here has the number {n}").format(n=instead))
    if line.wrong or person is None or kind is None or day is None or starts is None or ends is None:
        return
    span = times.span(day, starts, ends, estate.tz)
    order = order if kind == ShiftKind.STANDBY else 0
    line.wanted = Wanted(person.pk, kind, *span, standby_order=order, substitute_for_id=other.pk if other else None)


def day_in(line: Line, text: str, days: Sequence[date]) -> date | None:
    try:
        day = date.fromisoformat(text.replace("/", "-").partition(" ")[0])
    except ValueError:
        line.wrong.append(_("No day: {word}").format(word=text or "–"))
        return None
    if day not in days:
        line.wrong.append(_("{day} is not in this month").format(day=text))
    return day


def clock_of(line: Line, text: str) -> time | None:
    """'8:00', '08:00', '24:00', with seconds or a full-width colon too."""
    parts = text.replace("\uff1a", ":").split(":")
    try:
        return time(int(parts[0]) % 24, int(parts[1]))
    except (ValueError, IndexError):
        line.wrong.append(_("No time: {word}").format(word=text or "–"))
        return None


def order_of(line: Line, text: str) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and len(text) < 3:
        return int(text)
    line.wrong.append(_("No stand-by order: {word}").format(word=text))
    return 0


def settle(lines: Sequence[Line], book: Book, there: dict[tuple[Any, ...], Shift], at: datetime) -> None:
    """Rows against each other, against other estates, past shifts and leave."""
    seen: dict[tuple[Any, ...], int] = {}
    for line in readable(lines):
        wanted = line.wanted
        assert wanted is not None
        if wanted.key in seen:
            line.wrong.append(_("Stands in row {n} already").format(n=seen[wanted.key]))
            continue
        seen[wanted.key] = line.number
        if wanted.ends_at <= at:
            line.fate = "passed"
            continue
        line.fate = "same" if wanted.key in there else "new"
        problem = "" if line.fate == "same" and not any(book.clashes(wanted)) else book.problem(wanted)
        if problem:
            line.wrong.append(problem)
        book.add(wanted)


def readable(lines: Sequence[Line]) -> Iterator[Line]:
    return (line for line in lines if line.wanted is not None)

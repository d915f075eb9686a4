"""The week as the roster page shows it: people by days, what is wrong with it, and who covers the desk."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from dispatch.shifts import times
from dispatch.shifts.gaps import Span, overlap, uncovered, without
from dispatch.shifts.patterns import weekday_words
from servicedesk.estates.models import Estate
from servicedesk.people.duty import AT_THE_DESK, serving
from servicedesk.people.enums import ALL_ESTATES, Role, ShiftKind
from servicedesk.people.models import Leave, Posting, Shift, StaffMember
from servicedesk.timers.business import company_days

ORDER = [
    Role.CLERK, Role.NIGHT_OPERATOR, Role.SUPERVISOR, Role.TECHNICIAN, Role.ESTATE_MANAGER, Role.CASHIER, *ALL_ESTATES
]  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A column's head, and what of the day nobody covers."""

    date: date
    word: str
    holiday: str
    working: bool
    today: bool
    gaps: list[str]


@dataclass
class Chip:
    """A shift in a cell. `wrong`: why it cannot be so; `elsewhere`: in an estate this page is not about."""

    shift: Shift
    label: str
    hours: str
    wrong: str = ""
    elsewhere: bool = False


@dataclass
class Cell:
    day: date
    chips: list[Chip] = field(default_factory=list)
    leave: Leave | None = None
    past: bool = False


@dataclass
class Row:
    """One person's week."""

    person: StaffMember
    cells: list[Cell]
    hours: int = 0


@dataclass(frozen=True)
class Trouble:
    """Something wrong, and the cell it is in (None: nobody's)."""

    words: str
    day: date
    staff_id: UUID | None = None


@dataclass(frozen=True)
class Week:
    monday: date
    days: list[Day]
    groups: list[tuple[str, list[Row]]]
    troubles: list[Trouble]

    @property
    def rows(self) -> list[Row]:
        return [row for _name, rows in self.groups for row in rows]


def week_of(estate: Estate, monday: date, at: datetime) -> Week:
    """The week from this Monday on: six queries, whatever the number of people."""
    days = times.week_of(monday)
    first, last = (times.midnight(day, estate.tz) for day in (monday, monday + timedelta(days=7)))
    people = people_of(estate, first, last)
    # From the day before: its night ends in this week, and covers the desk until the morning.
    window = {"starts_at__lt": last + timedelta(days=1), "ends_at__gt": first - timedelta(days=1)}
    shifts = list(
        Shift.objects.filter(Q(staff__in=[one.pk for one in people]) | serving([estate.pk]), **window)
        .select_related("staff", "substitute_for").order_by("starts_at", "pk")
    )  # fmt: skip
    leaves = list(
        Leave.objects.filter(staff__in={one.staff_id for one in shifts} | {one.pk for one in people}, **window)
    )
    rows = rows_of(estate, people, days, shifts, leaves, at)
    heads = heads_of(estate, days, shifts, leaves, at)
    return Week(monday, heads, grouped(rows, estate), troubles_of(heads, rows))


def people_of(estate: Estate, first: datetime, last: datetime) -> list[StaffMember]:
    """Who works here, and who is on this week's roster though he left; desk first, then those who go out."""
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    on = Shift.objects.filter(estate=estate, starts_at__gte=first, starts_at__lt=last).values("staff_id")
    found = StaffMember.objects.filter(Q(pk__in=posted, active=True) | Q(pk__in=on))
    return sorted(found, key=lambda one: (ORDER.index(Role(one.role)), one.employee_no))


def rows_of(
    estate: Estate, people: list[StaffMember], days: list[date], shifts: list[Shift], leaves: list[Leave], at: datetime
) -> list[Row]:
    by_person, away = defaultdict(list), defaultdict(list)
    for shift in shifts:
        by_person[shift.staff_id].append(shift)
    for leave in leaves:
        away[leave.staff_id].append(leave)
    return [row_of(estate, one, days, by_person[one.pk], away[one.pk], at) for one in people]


def row_of(
    estate: Estate, person: StaffMember, days: list[date], shifts: list[Shift], leaves: list[Leave], at: datetime
) -> Row:
    """A person's cells; each shift stands in the day it begins on."""
    cells = {day: Cell(day, past=times.midnight(day + timedelta(days=1), estate.tz) <= at) for day in days}
    row = Row(person, list(cells.values()))
    for leave in leaves:
        for day, cell in cells.items():
            if leave.starts_at < times.midnight(day + timedelta(days=1), estate.tz) and leave.ends_at > times.midnight(
                day, estate.tz
            ):
                cell.leave = leave
    for shift in shifts:
        cell_of_day = cells.get(shift.starts_at.astimezone(estate.tz).date())
        if cell_of_day is not None:
            cell_of_day.chips.append(chip_of(shift, estate, wrong(shift, shifts, leaves)))
            row.hours += (
                0 if shift.kind == ShiftKind.STANDBY else int((shift.ends_at - shift.starts_at).total_seconds() // 3600)
            )
    return row


def chip_of(shift: Shift, estate: Estate, problem: str) -> Chip:
    order = f" {shift.standby_order}" if shift.standby_order else ""
    return Chip(
        shift, f"{shift.get_kind_display()}{order}", times.short(shift.starts_at, shift.ends_at, estate.tz), problem,
        elsewhere=shift.estate_id != estate.pk,
    )  # fmt: skip


def wrong(shift: Shift, shifts: list[Shift], leaves: list[Leave]) -> str:
    """Twice at once, or on leave."""
    mine = (shift.starts_at, shift.ends_at)
    if any(one.pk != shift.pk and overlap(mine, (one.starts_at, one.ends_at)) for one in shifts):
        return _("twice at once")
    if any(overlap(mine, (one.starts_at, one.ends_at)) for one in leaves):
        return _("on leave, nobody substitutes")
    return "" if shift.staff.active else _("works here no more")


def heads_of(estate: Estate, days: list[date], shifts: list[Shift], leaves: list[Leave], at: datetime) -> list[Day]:
    """The columns' heads with holidays, and the hours in which nobody is at the desk (present and future ones)."""
    calendar, words = company_days(), weekday_words()
    present = presence(estate, shifts, leaves)
    today = at.astimezone(estate.tz).date()
    return [
        Day(
            day, words[day.weekday()], _(calendar.name(day)) if calendar.name(day) else "", calendar.is_working(day),
            day == today, gaps_of(estate, day, present) if day >= today else [],
        )
        for day in days
    ]  # fmt: skip


def presence(estate: Estate, shifts: list[Shift], leaves: list[Leave]) -> list[Span]:
    """When somebody is at the desk or in the night centre: his shifts without his leave."""
    away = defaultdict(list)
    for leave in leaves:
        away[leave.staff_id].append((leave.starts_at, leave.ends_at))
    found: list[Span] = []
    for shift in shifts:
        here = shift.estate_id == estate.pk or shift.kind == ShiftKind.NIGHT_CENTRE
        if here and shift.kind in AT_THE_DESK and shift.staff.active:
            found += without((shift.starts_at, shift.ends_at), away[shift.staff_id])
    return found


def gaps_of(estate: Estate, day: date, present: list[Span]) -> list[str]:
    """'14–20' for each stretch of the day, and of the night that follows, in which nobody is there."""
    starts, ends = times.usual(ShiftKind.DAY_DESK, estate)
    begin = times.span(day, starts, ends, estate.tz)[0]
    whole = (begin, times.span(day + timedelta(days=1), starts, ends, estate.tz)[0])
    return [times.short(*gap, estate.tz) for gap in uncovered(whole, present)]


def grouped(rows: list[Row], estate: Estate) -> list[tuple[str, list[Row]]]:
    """By department; who works in two stands in the first."""
    names: dict[UUID, str] = {}
    postings = Posting.objects.filter(estate=estate, staff__in=[row.person.pk for row in rows])
    for staff_id, name in postings.order_by("-department__name").values_list("staff_id", "department__name"):
        names[staff_id] = name
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[names.get(row.person.pk, _("No longer here"))].append(row)
    return list(found.items())


def troubles_of(heads: list[Day], rows: list[Row]) -> list[Trouble]:
    """Everything that is wrong, by day: desk hours with nobody first."""
    found = [Trouble(_("Nobody at the desk {hours}").format(hours=gap), day.date) for day in heads for gap in day.gaps]
    for row in rows:
        for cell in row.cells:
            found += [
                Trouble(f"{row.person.name} {chip.label} {chip.hours}: {chip.wrong}", cell.day, row.person.pk)
                for chip in cell.chips
                if chip.wrong and not cell.past
            ]
    return sorted(found, key=lambda one: (one.day, one.staff_id is not None))


def substitutes(estate: Estate, shift: Shift) -> list[tuple[str, str]]:
    """Who could come instead: same kind of role, free and not on leave at that time; the others are not offered."""
    window = {"starts_at__lt": shift.ends_at, "ends_at__gt": shift.starts_at}
    busy = Shift.objects.filter(**window).values("staff_id")
    away = Leave.objects.filter(**window).values("staff_id")
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    free = StaffMember.objects.filter(pk__in=posted, active=True).exclude(pk__in=busy).exclude(pk__in=away)
    desk = (Role.CLERK, Role.NIGHT_OPERATOR)
    alike = sorted(free, key=lambda one: ((one.role in desk) != (shift.staff.role in desk), one.employee_no))
    return [(str(one.pk), f"{one.name} · {one.title or one.get_role_display()}") for one in alike]

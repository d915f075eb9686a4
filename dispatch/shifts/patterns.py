"""Repeating patterns, and filling a stretch of the roster from them, public holidays and make-up days considered."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.enums import Rhythm
from dispatch.models import Pattern
from dispatch.shifts import times
from dispatch.shifts.actions import RULE, Filled, estate_of, fill, people_of
from dispatch.shifts.book import MOST_STANDBY, Wanted
from dispatch.shifts.events import PatternEnded, PatternSet
from servicedesk.journal.record import About, record
from servicedesk.people.enums import ShiftKind
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.business import company_days
from servicedesk.timers.calendars.holidays import WorkingDays
from servicedesk.timers.now import today_in

LONGEST_CYCLE = 60


class Rhythmic(Protocol):
    """What says on which days: a Pattern, or what a form holds."""

    rhythm: Any
    weekdays: Any
    days_on: Any
    days_off: Any
    since: Any
    until: Any


def falls_on(pattern: Rhythmic, day: date, calendar: WorkingDays) -> bool:
    """Whether the pattern wants a shift on this day."""
    if day < pattern.since or (pattern.until is not None and day > pattern.until):
        return False
    if pattern.rhythm == Rhythm.CYCLE:
        return bool((day - pattern.since).days % (pattern.days_on + pattern.days_off) < pattern.days_on)
    if pattern.rhythm == Rhythm.WEEKDAYS:
        return day.isoweekday() in pattern.weekdays
    working = calendar.is_working(day)
    if pattern.rhythm == Rhythm.HOLIDAYS:
        return not working and bool(calendar.name(day))
    return working == (pattern.rhythm == Rhythm.WORKING_DAYS)


def said(pattern: Any) -> str:
    """'2 on, 2 off' or the days of the week."""
    if pattern.rhythm == Rhythm.CYCLE:
        return _("{n} on, {m} off").format(n=pattern.days_on, m=pattern.days_off)
    if pattern.rhythm == Rhythm.WEEKDAYS:
        return " ".join(weekday_words()[day - 1] for day in sorted(pattern.weekdays))
    return str(Rhythm(pattern.rhythm).label)


def weekday_words() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


@atomic
def set_pattern(*, actor: Principal, estate_id: UUID, values: dict[str, Any]) -> Pattern:
    """A new pattern; `values` are the fields of Pattern but the estate. Raises Invalid naming the field."""
    estate = estate_of(actor, estate_id)
    person = people_of(estate, [values["staff_id"]])[values["staff_id"]]
    pattern = Pattern(estate=estate, **values)
    check(pattern)
    pattern.save()
    what = f"{pattern.get_kind_display()} {pattern.starts:%H:%M}–{pattern.ends:%H:%M} {said(pattern)}"
    record(About("pattern", pattern.pk, estate.pk), PatternSet(person.name, what), actor=actor)
    return pattern


def check(pattern: Pattern) -> None:
    """Raises Invalid naming the field that cannot be."""
    if pattern.kind not in ShiftKind.values or pattern.rhythm not in Rhythm.values:
        raise Invalid(_("Choose one of these."), rule=RULE, field="rhythm")
    if pattern.rhythm == Rhythm.WEEKDAYS and not set(pattern.weekdays) & set(range(1, 8)):
        raise Invalid(_("Choose at least one day."), rule=RULE, field="weekdays")
    if pattern.days_on < 1 or pattern.days_off < 0 or pattern.days_on + pattern.days_off > LONGEST_CYCLE:
        raise Invalid(
            _("At least one day on, at most {n} days in all.").format(n=LONGEST_CYCLE), rule=RULE, field="days_on"
        )
    if not 0 <= pattern.standby_order <= MOST_STANDBY:
        raise Invalid(
            _("The stand-by order is a number up to {n}.").format(n=MOST_STANDBY), rule=RULE, field="standby_order"
        )
    if pattern.until is not None and pattern.until < pattern.since:
        raise Invalid(_("The last day comes after the first."), rule=RULE, field="until")


@atomic
def end_pattern(*, actor: Principal, estate_id: UUID, pattern_id: UUID) -> None:
    """It makes no more shifts; those it made stay."""
    estate = estate_of(actor, estate_id)
    rows = Pattern.objects.select_for_update(no_key=True, of=("self",)).select_related("staff")
    pattern = rows.filter(pk=pattern_id, estate=estate).first()
    if pattern is None:
        raise NotFound(_("There is no such pattern."), rule=RULE)
    record(About("pattern", pattern.pk, estate.pk), PatternEnded(pattern.staff.name, said(pattern)), actor=actor)
    pattern.delete()


@atomic
def fill_from_patterns(*, actor: Principal, estate_id: UUID, days: Sequence[date]) -> Filled:
    """Shifts of the estate's patterns on these days; what is there stays, what does not fit is named."""
    estate = estate_of(actor, estate_id)
    today = today_in(estate)
    rows = Pattern.objects.filter(estate=estate, staff__active=True, since__lte=days[-1])
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=days[0])).order_by("kind", "pk")
    wanted = wanted_by(list(rows), [day for day in days if day >= today], estate)
    return fill(actor, estate, wanted, "patterns", days[0], days[-1])


def wanted_by(patterns: Sequence[Pattern], days: Sequence[date], estate: Any) -> Iterator[Wanted]:
    """Every shift the patterns want on these days, in the order of the days."""
    calendar = company_days()
    for day in days:
        for one in patterns:
            if falls_on(one, day, calendar):
                yield Wanted(
                    one.staff_id, one.kind, *times.span(day, one.starts, one.ends, estate.tz),
                    standby_order=one.standby_order,
                )  # fmt: skip

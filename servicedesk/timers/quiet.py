"""Quiet hours: who is off is told of what is not urgent when they end; who is on a shift hears everything (R32).

The company says from when to when, or one estate for itself; without a word there are none. A member of staff may add
hours of his own: they lengthen those of the estate, and never shorten them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import record
from servicedesk.messaging.notify import Letter
from servicedesk.people import duty
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.events import QuietHoursChanged
from servicedesk.timers.models import OwnQuietHours, QuietHours


def held_back(letters: Sequence[tuple[Letter, Estate]], at: datetime) -> list[Letter]:
    """Alarms on their way to people, each with its estate: those that have to wait say until when."""
    wide = {row.estate_id: row for row in QuietHours.objects.all()} if letters else {}
    people = {letter.staff_id for letter, _estate in letters if not letter.urgent}
    own = {row.staff_id: row for row in OwnQuietHours.objects.filter(staff__in=people)} if people else {}
    if not wide and not own:
        return [letter for letter, _estate in letters]
    on = set(duty.running(at).values_list("staff_id", flat=True))
    found = []
    for letter, estate in letters:
        told_at_once = letter.urgent or letter.staff_id in on
        hours = [wide.get(estate.pk, wide.get(None)), own.get(letter.staff_id)]
        until = None if told_at_once else quiet_until([one for one in hours if one], at, estate.tz)
        found.append(replace(letter, due_at=until) if until else letter)
    return found


class Hours(Protocol):
    """A stretch of each day, over midnight where it ends before it begins."""

    begins: Any
    ends: Any


def quiet_until(hours: Sequence[Hours], at: datetime, zone: ZoneInfo) -> datetime | None:
    """When none of these quiet hours runs any more; None while none runs now.

    Where together they leave no minute of a day, the end of what runs now: an alarm is late, never lost.
    """
    first = until = end_of(hours, at, zone)
    while until is not None and (later := end_of(hours, until, zone)) is not None:
        if later - at >= timedelta(days=1):
            return first
        until = later
    return until


def end_of(hours: Iterable[Hours], at: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest end of the quiet hours that run at this moment; None while none does."""
    return max((end for one in hours if (end := ends_at(one, at, zone))), default=None)


def ends_at(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When these quiet hours end, if they run at this moment."""
    local = at.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        begins = datetime.combine(day, hours.begins, zone)
        last = day if hours.ends > hours.begins else day + timedelta(days=1)
        ends = datetime.combine(last, hours.ends, zone)
        if begins <= local < ends:
            return ends
    return None


@dataclass(frozen=True)
class Holding:
    """The hours of an estate (None: the company), None where it says nothing, and what holds there."""

    estate: Estate | None
    own: QuietHours | None
    holds: QuietHours | None


def holdings(estates: Iterable[Estate]) -> list[Holding]:
    """The company's, then these estates'. One query."""
    rows = {row.estate_id: row for row in QuietHours.objects.all()}
    company = rows.get(None)
    found = [Holding(None, company, company)]
    return found + [Holding(one, rows.get(one.pk), rows.get(one.pk, company)) for one in estates]


@atomic
def set_quiet_hours(*, actor: Principal, begins: time | None, ends: time | None, estate_id: UUID | None = None) -> None:
    """From now on; both None gives the own word up. Raises Invalid, NotFound for another's estate."""
    estate = place_of_setting(actor, estate_id, rule="R32")
    check(begins, ends)
    one_at_a_time("quiet hours")
    row = QuietHours.objects.filter(estate=estate).first()
    before, after = said(row.begins, row.ends) if row else "", said(begins, ends)
    if before == after:
        return
    row = row or QuietHours(estate=estate)
    if begins is not None and ends is not None:
        row.begins, row.ends = begins, ends
        row.save()
    record(row, QuietHoursChanged(before, after), actor=actor)
    if begins is None:
        row.delete()


def check(begins: time | None, ends: time | None) -> None:
    """Both or none, and some time between them. Raises Invalid."""
    if (begins is None) != (ends is None):
        raise Invalid(_("Both times are needed, or none."), rule="R32", field="ends" if ends is None else "begins")
    if begins is not None and begins == ends:
        raise Invalid(_("Beginning and end are the same."), rule="R32", field="ends")


def said(begins: time | None, ends: time | None) -> str:
    """22:00–07:00, or '' for none."""
    return f"{begins:%H:%M}–{ends:%H:%M}" if begins is not None and ends is not None else ""

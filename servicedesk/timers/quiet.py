"""Quiet hours: who is off is told of what is not urgent when they end; who is on a shift hears everything (R32).

The company says from when to when, or one estate for itself; without a word there are none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

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
from servicedesk.timers.models import QuietHours


def held_back(letters: Sequence[tuple[Letter, Estate]], at: datetime) -> list[Letter]:
    """Alarms on their way to people, each with its estate: those that have to wait say until when."""
    words = {row.estate_id: row for row in QuietHours.objects.all()} if letters else {}
    if not words:
        return [letter for letter, _estate in letters]
    on = set(duty.running(at).values_list("staff_id", flat=True))
    found = []
    for letter, estate in letters:
        hours = words.get(estate.pk, words.get(None))
        until = ends_at(hours, at, estate) if hours and not letter.urgent and letter.staff_id not in on else None
        found.append(replace(letter, due_at=until) if until else letter)
    return found


def ends_at(hours: QuietHours, at: datetime, estate: Estate) -> datetime | None:
    """When the quiet hours that run at this moment end; None while there are none."""
    local = at.astimezone(estate.tz)
    for day in (local.date() - timedelta(days=1), local.date()):
        begins = datetime.combine(day, hours.begins, estate.tz)
        last = day if hours.ends > hours.begins else day + timedelta(days=1)
        ends = datetime.combine(last, hours.ends, estate.tz)
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
    if (begins is None) != (ends is None):
        raise Invalid(_("Both times are needed, or none."), rule="R32", field="ends" if ends is None else "begins")
    if begins is not None and begins == ends:
        raise Invalid(_("Beginning and end are the same."), rule="R32", field="ends")
    one_at_a_time("quiet hours")
    row = QuietHours.objects.filter(estate=estate).first()
    before = f"{row.begins:%H:%M}–{row.ends:%H:%M}" if row else ""
    after = f"{begins:%H:%M}–{ends:%H:%M}" if begins is not None else ""
    if before == after:
        return
    row = row or QuietHours(estate=estate)
    if begins is not None and ends is not None:
        row.begins, row.ends = begins, ends
        row.save()
    record(row, QuietHoursChanged(before, after), actor=actor)
    if begins is None:
        row.delete()

"""Writes of the duty roster: one transaction each, keyword-only. What has ended stays as it was (R10)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.shifts import times
from dispatch.shifts.book import Book, Wanted, key_of, said
from dispatch.shifts.events import RosterFilled, ShiftAdded, ShiftRemoved, Substituted
from dispatch.shifts.rules import edit_roster
from dispatch.shifts.sheets import Plan, Row, plan
from servicedesk.estates.models import Estate
from servicedesk.journal.record import About, record
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Posting, Shift, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now

RULE = "R19"


@dataclass
class Filled:
    """What became of many wanted shifts: what was added, and what was left out, each with the reason."""

    added: list[Any] = field(default_factory=list)
    left_out: list[tuple[str, Any, str]] = field(default_factory=list)


def estate_of(actor: Principal, estate_id: UUID) -> Estate:
    """The estate whose roster this actor may write. Raises NotFound for another's."""
    estate = Estate.objects.filter(pk=estate_id).first()
    if estate is None or not actor.sees_estate(estate.pk):
        raise NotFound(_("There is no such estate."), rule="", field="estate")
    edit_roster.demand(actor, estate)
    return estate


def people_of(estate: Estate, staff_ids: Collection[UUID]) -> dict[UUID, StaffMember]:
    """These people, locked, so that two who write at once cannot both put somebody on. Raises NotFound.

    Everybody must work in the estate.
    """
    found = {one.pk: one for one in StaffMember.objects.lock_all(set(staff_ids)).filter(active=True)}
    posted = set(Posting.objects.filter(estate=estate, staff_id__in=found).values_list("staff_id", flat=True))
    if set(staff_ids) - posted:
        raise NotFound(_("There is no such member of staff in this estate."), rule=RULE, field="staff")
    return found


def shift_of(actor: Principal, shift_id: UUID) -> tuple[Shift, Estate]:
    """A locked shift that has not ended. Raises NotFound, or Conflict when it is over."""
    try:
        shift = Shift.objects.select_related("staff").lock(shift_id)
    except Shift.DoesNotExist as unknown:
        raise NotFound(_("There is no such shift."), rule=RULE) from unknown
    estate = estate_of(actor, shift.estate_id)
    if shift.ends_at <= now():
        raise Conflict(_("This shift is over and stays as it was."), rule="R10")
    return shift, estate


def must_fit(book: Book, wanted: Wanted, person: StaffMember) -> None:
    """Raises Invalid for hours that cannot be, Conflict when the person is on already, or on leave."""
    if wanted.kind not in ShiftKind.values:
        raise Invalid(_("There is no such kind of shift."), rule=RULE, field="kind")
    if wanted.ends_at <= now():
        raise Invalid(_("This time has passed."), rule="R10", field="starts")
    if problem := book.problem(wanted):
        raise Conflict(f"{person.name} {problem}", rule=RULE, field="starts")


def made(estate: Estate, wanted: Wanted) -> Shift:
    """An unsaved row."""
    return Shift(
        estate=estate, staff_id=wanted.staff_id, kind=wanted.kind, starts_at=wanted.starts_at, ends_at=wanted.ends_at,
        standby_order=wanted.standby_order if wanted.kind == ShiftKind.STANDBY else 0,
        substitute_for_id=wanted.substitute_for_id,
    )  # fmt: skip


@atomic
def save_shift(*, actor: Principal, estate_id: UUID, wanted: Wanted, shift_id: UUID | None = None) -> Shift:
    """Put somebody on the roster, or change his shift. Raises NotFound, Invalid, Conflict saying what is in the way."""
    estate = estate_of(actor, estate_id)
    person = people_of(estate, [wanted.staff_id])[wanted.staff_id]
    was = ""
    if shift_id is not None:
        old, place = shift_of(actor, shift_id)
        if place != estate or old.staff_id != person.pk:
            raise NotFound(_("There is no such shift."), rule=RULE)
        was = said(old, estate.tz)
    must_fit(Book.read(estate.tz, [person.pk], wanted.starts_at, wanted.ends_at, but=[shift_id]), wanted, person)
    shift = made(estate, wanted)
    if shift_id is not None:
        shift.pk, shift.substitute_for_id = old.pk, old.substitute_for_id
    shift.save(force_update=shift_id is not None)
    what = f"{was} → {said(shift, estate.tz)}" if was else said(shift, estate.tz)
    record(About("shift", shift.pk, estate.pk), ShiftAdded(person.name, what), actor=actor)
    return shift


@atomic
def set_day(*, actor: Principal, estate_id: UUID, staff_id: UUID, day: date, kind: str) -> Shift | None:
    """One key for one day: this kind with its usual hours in place of what began on that day; '' clears the day."""
    estate = estate_of(actor, estate_id)
    people_of(estate, [staff_id])
    begin = times.midnight(day, estate.tz)
    here = Shift.objects.filter(estate=estate, staff_id=staff_id, starts_at__gte=begin)
    for shift in here.filter(starts_at__lt=times.midnight(day + timedelta(days=1), estate.tz)):
        remove_shift(actor=actor, shift_id=shift.pk)
    if not kind:
        return None
    if kind not in ShiftKind.values:
        raise Invalid(_("There is no such kind of shift."), rule=RULE, field="kind")
    starts_at, ends_at = times.span(day, *times.usual(kind, estate), estate.tz)
    return save_shift(actor=actor, estate_id=estate_id, wanted=Wanted(staff_id, kind, starts_at, ends_at))


@atomic
def remove_shift(*, actor: Principal, shift_id: UUID, reason: str = "") -> None:
    """Take a shift off the roster; the journal keeps what it was (R10)."""
    shift, estate = shift_of(actor, shift_id)
    event = ShiftRemoved(shift.staff.name, said(shift, estate.tz), reason.strip())
    record(About("shift", shift.pk, estate.pk), event, actor=actor)
    shift.delete()


@atomic
def substitute(*, actor: Principal, shift_id: UUID, staff_id: UUID, reason: str = "") -> Shift:
    """Somebody else comes: the shift is his, and keeps whose it was. Back to the first one ends the substitution."""
    before = Shift.objects.filter(pk=shift_id).values_list("staff_id", flat=True).first()
    if before is None:
        raise NotFound(_("There is no such shift."), rule=RULE)
    list(StaffMember.objects.lock_all({before, staff_id}))
    shift, estate = shift_of(actor, shift_id)
    person = people_of(estate, [staff_id])[staff_id]
    if shift.staff_id == staff_id:
        raise Conflict(_("This is already the shift of {name}.").format(name=person.name), rule=RULE, field="staff")
    planned = shift.substitute_for_id or shift.staff_id
    other = shift.staff.name
    wanted = Wanted(staff_id, shift.kind, shift.starts_at, shift.ends_at)
    must_fit(Book.read(estate.tz, [staff_id], shift.starts_at, shift.ends_at, but=[shift.pk]), wanted, person)
    shift.staff, shift.substitute_for_id = person, None if planned == staff_id else planned
    shift.save()
    event = Substituted(person.name, said(shift, estate.tz), reason.strip(), instead_of=other)
    record(About("shift", shift.pk, estate.pk), event, actor=actor)
    return shift


@atomic
def copy_week(*, actor: Principal, estate_id: UUID, monday: date) -> Filled:
    """The week before into this one, by the local hours; what does not fit is left out and named, nothing is replaced.

    Whoever was substituted is on again: a substitution is for one day.
    """
    estate = estate_of(actor, estate_id)
    first = times.midnight(monday - timedelta(days=7), estate.tz)
    last = times.midnight(monday, estate.tz)
    there = Shift.objects.filter(estate=estate, starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "pk")
    wanted = [a_week_later(shift, estate) for shift in there]
    return fill(actor, estate, wanted, "copy", monday, monday + timedelta(days=6))


def a_week_later(shift: Shift, estate: Estate) -> Wanted:
    begins, ends = (one.astimezone(estate.tz) + timedelta(days=7) for one in (shift.starts_at, shift.ends_at))
    return Wanted(shift.substitute_for_id or shift.staff_id, shift.kind, begins, ends, shift.standby_order)


def fill(actor: Principal, estate: Estate, wanted: Iterable[Wanted], how: str, first: date, last: date) -> Filled:
    """Add what fits; say of the rest why not. Somebody who left, or works elsewhere now, is left out too."""
    wanted, at = list(wanted), now()
    known = {one.pk: one for one in StaffMember.objects.lock_all({one.staff_id for one in wanted})}
    here = set(Posting.objects.filter(estate=estate, staff_id__in=known).values_list("staff_id", flat=True))
    bounds = bounds_of(wanted) or (at, at)
    book, done = Book.read(estate.tz, list(known), *bounds), Filled()
    for one in wanted:
        person = known[one.staff_id]
        if one.ends_at <= at or one.key in {key_of(there) for there in book.shifts[one.staff_id]}:
            continue
        problem = book.problem(one) if person.active and person.pk in here else _("does not work here any more")
        if problem:
            done.left_out.append((person.name, one, problem))
        else:
            book.add(one)
            done.added.append(one)
    write(actor, estate, done.added, [], how, first, last, known)
    return done


def bounds_of(wanted: Collection[Wanted]) -> tuple[datetime, datetime] | None:
    if not wanted:
        return None
    return min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)


def write(
    actor: Principal, estate: Estate, added: Collection[Wanted], removed: Collection[Shift], how: str,
    first: date, last: date, people: dict[UUID, StaffMember],
) -> None:  # fmt: skip
    """Many at once, in one event that names them all (R10)."""
    if not added and not removed:
        return
    Shift.objects.filter(pk__in=[one.pk for one in removed]).delete()
    Shift.objects.bulk_create([made(estate, one) for one in added])
    lines = ([f"{people[one.staff_id].name} {said(one, estate.tz)}" for one in some] for some in (added, removed))
    event = RosterFilled(how, first.isoformat(), last.isoformat(), *lines)
    record(About("roster", estate.pk, estate.pk), event, actor=actor)


@atomic
def import_month(*, actor: Principal, estate_id: UUID, days: Sequence[date], rows: Sequence[Row]) -> Plan:
    """The month as a spreadsheet wants it: every row, or, when one is wrong, nothing (the plan then says which)."""
    estate = estate_of(actor, estate_id)
    here = Posting.objects.filter(estate=estate).values_list("staff_id", flat=True)
    list(StaffMember.objects.lock_all(here))
    wanted = plan(estate, days, rows, now())
    if not wanted.wrong:
        write(actor, estate, wanted.added, wanted.removed, "sheet", days[0], days[-1], wanted.people)
    return wanted

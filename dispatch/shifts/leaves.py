"""Leave: entered by those who write the roster; shifts that fall into it are conflicts until somebody substitutes."""

from datetime import date, timedelta
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.shifts import times
from dispatch.shifts.actions import RULE, estate_of, people_of
from dispatch.shifts.events import LeaveGranted, LeaveWithdrawn
from servicedesk.journal.record import About, record
from servicedesk.people.enums import LeaveKind
from servicedesk.people.models import Leave, Posting
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now

LONGEST = timedelta(days=366)


@atomic
def grant_leave(
    *, actor: Principal, estate_id: UUID, staff_id: UUID, kind: str, first: date, last: date, reason: str = ""
) -> Leave:
    """Whole days from `first` to `last`. Raises Invalid for days that cannot be, Conflict for a leave on these days."""
    estate = estate_of(actor, estate_id)
    person = people_of(estate, [staff_id])[staff_id]
    begin, end = times.midnight(first, estate.tz), times.midnight(last + timedelta(days=1), estate.tz)
    if kind not in LeaveKind.values:
        raise Invalid(_("There is no such kind of leave."), rule=RULE, field="kind")
    if last < first or end - begin > LONGEST:
        raise Invalid(_("The last day comes after the first, within a year."), rule=RULE, field="last")
    if end <= now():
        raise Invalid(_("This time has passed."), rule="R10", field="last")
    if Leave.objects.filter(staff=person, starts_at__lt=end, ends_at__gt=begin).exists():
        raise Conflict(_("{name} is on leave on some of these days already.").format(name=person.name), rule=RULE)
    leave = Leave.objects.create(
        staff=person, kind=kind, starts_at=begin, ends_at=end, reason=reason.strip()[:200], granted_by=actor.name[:60]
    )
    event = LeaveGranted(person.name, f"{leave.get_kind_display()} {first} – {last}", leave.reason)
    record(About("leave", leave.pk, estate.pk), event, actor=actor)
    return leave


@atomic
def withdraw_leave(*, actor: Principal, estate_id: UUID, leave_id: UUID) -> None:
    """The leave is not taken, or what is left of it: days that have passed stay as they were (R10)."""
    estate = estate_of(actor, estate_id)
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    leave = Leave.objects.select_for_update(no_key=True, of=("self",)).select_related("staff")
    found = leave.filter(pk=leave_id, staff_id__in=posted).first()
    if found is None:
        raise NotFound(_("There is no such leave."), rule=RULE)
    at = now()
    if found.ends_at <= at:
        raise Conflict(_("This leave is over and stays as it was."), rule="R10")
    days = f"{found.starts_at.astimezone(estate.tz):%m-%d} – {found.ends_at.astimezone(estate.tz):%m-%d}"
    event = LeaveWithdrawn(found.staff.name, f"{found.get_kind_display()} {days}")
    record(About("leave", found.pk, estate.pk), event, actor=actor)
    if found.starts_at < at:
        found.ends_at = at
        found.save()
    else:
        found.delete()

"""A member of staff's own quiet hours, beside those of his estates (R32)."""

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.journal.record import About, record
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.queries import staff_of
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers import quiet
from servicedesk.timers.events import OwnQuietHoursChanged
from servicedesk.timers.models import OwnQuietHours

# Half a day is left in which an escalation reaches even somebody who is never on a shift.
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Own:
    """What somebody said himself (None: nothing), and the quiet hours of the places he works in."""

    person: StaffMember
    hours: OwnQuietHours | None
    places: list[tuple[Estate, str]]


def own_quiet_hours(person: StaffMember) -> Own:
    """Two queries, and one for his estates."""
    mine = Estate.objects.order_by("code")
    estates = mine.filter(pk__in=person.estate_ids) if person.estate_ids else mine
    held = [(one.estate, one.holds) for one in quiet.holdings(estates) if one.estate]
    places = [(estate, quiet.said(row.begins, row.ends)) for estate, row in held if row]
    return Own(person, OwnQuietHours.objects.filter(staff=person).first(), places)


@atomic
def set_own_quiet_hours(*, actor: Principal, begins: time | None, ends: time | None, staff_id: UUID) -> StaffMember:
    """From now on; both None: none of his own. He says it himself, or who may write settings says it for him.

    Raises Invalid, NotFound for somebody of another estate, PermissionDenied.
    """
    person = staff_of(actor).filter(pk=staff_id, active=True).first()
    if person is None:
        raise NotFound(_("There is no such member of staff."), rule="R32", field="staff")
    if actor.staff_id != person.pk:
        edit_settings.demand(actor)
    quiet.check(begins, ends)
    if begins is not None and ends is not None and length(begins, ends) > LONGEST:
        words = _("Twelve hours at most: something overdue must reach you within the day.")
        raise Invalid(words, rule="R32", field="ends")
    one_at_a_time(f"quiet hours:{person.pk}")
    row = OwnQuietHours.objects.filter(staff=person).first()
    before, after = quiet.said(row.begins, row.ends) if row else "", quiet.said(begins, ends)
    if before == after:
        return person
    if begins is not None and ends is not None:
        OwnQuietHours.objects.update_or_create(staff=person, defaults={"begins": begins, "ends": ends})
    elif row is not None:
        row.delete()
    record(About("staff", person.pk), OwnQuietHoursChanged(before, after, person.name), actor=actor)
    return person


def length(begins: time, ends: time) -> timedelta:
    """From one time of day to the next such."""
    minutes = (ends.hour * 60 + ends.minute) - (begins.hour * 60 + begins.minute)
    return timedelta(minutes=minutes % (24 * 60))

"""Writes to estates: what a company sets for each (desk hours, callback, warranty, manager)."""

import re
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import demand_company, place_of_setting
from servicedesk.journal.record import About, record
from servicedesk.people.enums import Role
from servicedesk.people.events import EstateAdded, EstateChanged
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.calendars.hours import DayHours

FIELDS = ("name", "address", "desk_phone", "desk_hours", "automatic_callback", "warranty_days", "manager",
          "incident_reports", "incident_minutes")  # fmt: skip


@atomic
def add_estate(*, actor: Principal, code: str, **values: Any) -> Estate:
    """A new estate. Raises Invalid naming the field, for a code that is taken too (R9)."""
    demand_company(actor)
    one_at_a_time("estates")
    if Estate.objects.filter(code=code).exists():
        raise Invalid(_("Another estate has this code."), rule="R9", field="code")
    estate = Estate(code=code)
    write(estate, values)
    estate.save()
    record(About("estate", estate.pk, estate.pk), EstateAdded(estate.name, {}, facts(estate)), actor=actor)
    return estate


@atomic
def change_estate(*, actor: Principal, estate_id: UUID, **values: Any) -> Estate:
    """New settings; what they were is kept in the journal (R10). Clocks that run keep their times (R32)."""
    place_of_setting(actor, estate_id, rule="R2")
    estate = Estate.objects.lock(estate_id)
    before = facts(estate)
    write(estate, values)
    estate.save()
    after = facts(estate)
    changed = [key for key in FIELDS if after[key] != before[key]]
    if changed:
        old, new = ({key: facts_of[key] for key in changed} for facts_of in (before, after))
        record(About("estate", estate.pk, estate.pk), EstateChanged(estate.name, old, new), actor=actor)
    return estate


def write(estate: Estate, values: dict[str, Any]) -> None:
    estate.name, estate.address = values["name"].strip(), values["address"].strip()
    estate.desk_phone, estate.warranty_days = values["desk_phone"].strip(), values["warranty_days"]
    estate.automatic_callback = values["automatic_callback"]
    estate.incident_reports, estate.incident_minutes = values["incident_reports"], values["incident_minutes"]
    estate.desk_hours = hours(values["desk_hours"])
    estate.manager = manager_of(values["manager_id"])
    if not estate.name:
        raise Invalid(_("This must not be empty."), rule="", field="name")


def hours(text: str) -> list[str]:
    """'08:00-12:00, 14:00-20:00' as stored. Raises Invalid saying what would be right (R29)."""
    spans = [span for span in re.split(r"[,，;；\s]+", text.strip().replace("–", "-").replace("—", "-")) if span]
    pairs = [tuple(span.split("-", 1)) for span in spans]
    try:
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise ValueError(_("Hours such as 08:00-20:00; several with a comma between them."))
        DayHours.parse((start, end) for start, end in pairs)
    except ValueError as wrong:
        raise Invalid(str(wrong), rule="R29", field="desk_hours") from wrong
    return [f"{start:0>5}-{end:0>5}" for start, end in pairs]


def manager_of(staff_id: UUID | None) -> StaffMember | None:
    """Who ends the estate's escalations: somebody who leads (R15)."""
    if staff_id is None:
        return None
    person = StaffMember.objects.filter(pk=staff_id, active=True).first()
    if person is None:
        raise NotFound(_("There is no such member of staff."), rule="R15", field="manager")
    if person.role not in (Role.ESTATE_MANAGER, Role.SUPERVISOR, Role.COMPANY_MANAGER):
        raise Invalid(_("An estate is managed by a manager or a supervisor."), rule="R15", field="manager")
    return person


def facts(estate: Estate) -> dict[str, Any]:
    """An estate as the journal keeps it."""
    return {
        "name": estate.name, "address": estate.address, "desk_phone": estate.desk_phone,
        "desk_hours": ", ".join(estate.desk_hours), "automatic_callback": estate.automatic_callback,
        "warranty_days": estate.warranty_days, "manager": estate.manager.name if estate.manager else "",
        "incident_reports": estate.incident_reports, "incident_minutes": estate.incident_minutes,
    }  # fmt: skip

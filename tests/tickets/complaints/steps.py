"""Complaints brought to a station by the shortest way."""

from typing import Any

from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.people.models import Posting, StaffMember
from tests.cast import Cast, fresh
from tickets.complaints.actions import approve_correction, hand_off, sign_handoff, write_correction
from tickets.models import Ticket

WORDS: dict[str, Any] = {
    "cause": "装修巡查漏了夜间",
    "corrective_action": "当晚叫停施工",
    "preventive_action": "夜间巡查写入排班",
}


def complaint(cast: Cast, **changes: Any) -> Ticket:
    return cast.ticket(**{"kind": "complaint", "skill": "", "description": "楼上装修到深夜", **changes})


def handed(cast: Cast, *names: str, **changes: Any) -> Ticket:
    """Handed to these of the cast's departments: 'engineering', 'service'."""
    ticket = complaint(cast, **changes)
    departments = [getattr(cast, name).pk for name in names or ("engineering",)]
    hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=departments)
    return fresh(ticket)


def signed(cast: Cast, *names: str, **changes: Any) -> Ticket:
    """… and signed for by the technician, of customer service by the cashier."""
    ticket = handed(cast, *names, **changes)
    for name in names or ("engineering",):
        sign_handoff(ticket_id=ticket.pk, actor=cast.act({"engineering": "technician", "service": "cashier"}[name]))
    return fresh(ticket)


def written(cast: Cast, by: str = "technician", **changes: Any) -> Ticket:
    ticket = signed(cast, **changes)
    write_correction(ticket_id=ticket.pk, actor=cast.act(by), **WORDS)
    return fresh(ticket)


def corrected(cast: Cast, **changes: Any) -> Ticket:
    ticket = written(cast, **changes)
    approve_correction(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    return fresh(ticket)


def told(ticket: Ticket, what: str) -> set[str]:
    """The names of those who were told."""
    return {m.staff.name for m in Message.objects.filter(subject_id=ticket.pk, what=what) if m.staff}


def breached(ticket: Ticket, kind: str) -> list[Event]:
    """The breaches and escalations of one clock."""
    types = ["timer.breached", "timer.escalated"]
    rows = Event.objects.filter(subject_id=ticket.pk, type__in=types, payload__kind=kind)
    return list(rows.order_by("id"))


def also_of(cast: Cast, name: str, department: Any) -> StaffMember:
    """One of the cast works in this department too."""
    Posting.objects.create(staff=cast.people[name], estate=cast.estate, department=department)
    return cast.people[name]

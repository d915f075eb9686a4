"""Registered and sent off in one transaction: a refusal of the second undoes the first (R12)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.transaction import atomic

from dispatch.actions.offers import offer, offer_department
from dispatch.models import Assignment
from servicedesk.people.principal import Principal
from tickets.actions import Report
from tickets.actions.intake import register_with
from tickets.complaints.actions import hand_off
from tickets.models import Handoff
from tickets.photos import Picture


@atomic
def register_and_dispatch(
    *,
    actor: Principal,
    report: Report,
    to: UUID,
    department: bool = False,
    reason: str = "",
    photos: Iterable[Picture] = (),
) -> Assignment:
    """To a person, or to a department whose first taker gets it (R13)."""
    ticket = register_with(actor=actor, report=report, photos=photos)
    if department:
        return offer_department(ticket_id=ticket.pk, actor=actor, department_id=to)
    return offer(ticket_id=ticket.pk, actor=actor, staff_id=to, reason=reason)


@atomic
def register_and_hand_off(
    *, actor: Principal, report: Report, department_ids: Sequence[UUID], photos: Iterable[Picture] = ()
) -> list[Handoff]:
    """A complaint, its form on the way to the departments responsible (R5)."""
    ticket = register_with(actor=actor, report=report, photos=photos)
    return hand_off(ticket_id=ticket.pk, actor=actor, department_ids=department_ids)

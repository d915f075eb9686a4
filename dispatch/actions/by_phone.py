"""What happens while the clerk has the technician on the line: the number looked at, the refusal heard (R13, R14)."""

from uuid import UUID

from django.db.transaction import atomic

from dispatch import rules
from dispatch.actions.climbing import climb
from dispatch.actions.offers import refuse
from dispatch.actions.placing import (
    assignable,
    begin,
    close_offer,
    live_assignment,
    next_climb,
    place,
    refuse_second,
)
from dispatch.enums import AssignmentState, Mode
from dispatch.events import Refused
from dispatch.models import Assignment
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from tickets.actions.steps import lock, need
from tickets.events import PhoneRevealed


@atomic
def decline(*, ticket_id: UUID, actor: Principal, staff_id: UUID, reason: str) -> Assignment | None:
    """Asked by phone, he cannot go: his reason is kept as a refusal, and the offer climbs from him (R14, R15).

    Returns the next offer, or None when nobody is left. An offer that he holds already is refused for him.
    """
    ticket = lock(ticket_id, actor, rules.dispatch)
    live = live_assignment(ticket)
    if live is not None and live.staff_id == staff_id:
        return refuse(ticket_id=ticket_id, actor=actor, reason=reason)
    refuse_second(ticket)
    reason = need(reason, "reason", "R14")
    person = assignable(ticket, staff_id, reason)
    begin(ticket)
    asked = place(ticket, actor=actor, mode=Mode.VERBAL, staff=person, climb=next_climb(ticket), silent=True)
    close_offer(asked, AssignmentState.REFUSED, by=actor.name, reason=reason)
    record(ticket, Refused(str(asked.pk), person.name, reason), actor=actor)
    return climb(ticket, asked)


@atomic
def reveal_colleague(*, ticket_id: UUID, actor: Principal, staff_id: UUID) -> str:
    """The full number of whoever is to be called about this ticket; that it was looked at is an event."""
    ticket = lock(ticket_id, actor, rules.dispatch)
    person = assignable(ticket, staff_id, "-")
    record(ticket, PhoneRevealed(person.name), actor=actor)
    return person.phone

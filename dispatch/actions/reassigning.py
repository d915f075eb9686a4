"""Another person instead of the one who holds the ticket."""

from uuid import UUID

from django.db.transaction import atomic

from dispatch.actions.offers import offer, recall
from dispatch.models import Assignment
from servicedesk.people.principal import Principal
from tickets.actions.steps import need


@atomic
def reassign(*, ticket_id: UUID, actor: Principal, staff_id: UUID, reason: str) -> Assignment:
    """Take it back and send it to another, both or neither; both names and the reason stand in the journal (R10)."""
    recall(ticket_id=ticket_id, actor=actor, reason=need(reason, "reason", "R10"))
    return offer(ticket_id=ticket_id, actor=actor, staff_id=staff_id, reason=reason)

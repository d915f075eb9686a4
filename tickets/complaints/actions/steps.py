"""What the actions of a complaint have in common: the locked complaint, and the departments that have its form."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from tickets.actions.steps import lock
from tickets.enums import Kind
from tickets.models import Ticket
from tickets.states import not_now


def open_complaint(ticket_id: UUID, actor: Principal, rule: Rule) -> Ticket:
    """The locked complaint. Raises Conflict for what is none, or is closed."""
    ticket = complaint(ticket_id, actor, rule)
    if not ticket.is_open:
        raise Conflict(not_now(ticket), rule="R11", field="state")
    return ticket


def complaint(ticket_id: UUID, actor: Principal, rule: Rule) -> Ticket:
    """The locked complaint, open or closed."""
    ticket = lock(ticket_id, actor, rule)
    if ticket.kind != Kind.COMPLAINT:
        raise Conflict(_("This ticket is no complaint."), rule="R5")
    return ticket


def earlier(at: datetime | None, since: datetime, field: str) -> datetime:
    """Now, or the earlier moment given, which lies after the complaint came in. Raises Invalid."""
    present = now()
    if at is None:
        return present
    if not since.replace(second=0, microsecond=0) <= at <= present:
        raise Invalid(_("The time lies between the report and now."), rule="R2", field=field)
    return at

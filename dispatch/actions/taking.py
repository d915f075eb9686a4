"""An offer is accepted: the assignment, the ticket's columns, and the arrival clock (R13, R18)."""

from datetime import datetime

from django.utils.translation import gettext as _

from dispatch.actions.placing import name_of, one_of
from dispatch.clock import ACCEPT, ARRIVAL, CLAIM, REDISPATCH
from dispatch.enums import AssignmentState, Mode
from dispatch.events import Accepted
from dispatch.models import Assignment
from servicedesk.messaging.notify import tell_reporter
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.plan import Arm, Meet
from tickets import states
from tickets.actions.steps import finish
from tickets.enums import State
from tickets.models import Ticket


def take(
    ticket: Ticket, assignment: Assignment, *, actor: Principal, at: datetime, arrival_at: datetime | None, mode: str
) -> Assignment:
    """Mark a locked ticket's offer accepted; the arrival clock starts. Raises Conflict once the ticket is past it."""
    if ticket.state != State.DISPATCHED:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    if arrival_at is not None and arrival_at <= at:
        raise Invalid(_("This time has passed."), rule="R18", field="arrival_at")
    if assignment.staff_id is None:
        assignment.staff = one_of(ticket, assignment, actor.staff_id)
    assignment.state, assignment.mode = AssignmentState.ACCEPTED, mode
    assignment.answered_at, assignment.answered_by = at, actor.name
    assignment.arrival_promised_at = arrival_at
    assignment.save()
    ticket.assignee_id, ticket.accepted_at, ticket.arrival_promised_at = assignment.staff_id, at, arrival_at
    event = Accepted(str(assignment.pk), name_of(assignment), mode, arrival_at.isoformat() if arrival_at else "")
    met = [Meet(kind, at) for kind in (ACCEPT, CLAIM, REDISPATCH)]
    finish(ticket, event, *met, Arm(ARRIVAL, at, arrival_at), actor=actor, at=at)
    if mode == Mode.CLAIM:
        # Held out to a group, nobody was on his way yet; now somebody is.
        key = f"dispatched:{ticket.pk}:{assignment.climb}"
        tell_reporter(ticket, "reporter.dispatched", key=key, params={"number": ticket.number},
                      further=ticket.further_phones())  # fmt: skip
    return assignment

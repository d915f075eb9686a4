"""What the actions of a visit have in common: the locked visit, when it happened, its end."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from dispatch.actions.placing import live_assignment
from dispatch.enums import AssignmentState
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change
from tickets import states
from tickets.actions.steps import finish, lock
from tickets.enums import State
from tickets.models import Ticket
from visits import rules
from visits.enums import OPEN_VISIT, VisitState
from visits.events import OnSite
from visits.models import Visit

# What reaches us later than this was kept on a phone without network, and the journal says so.
LATE_NEWS = timedelta(seconds=60)


def on_site(ticket_id: UUID, actor: Principal) -> tuple[Ticket, Visit]:
    """The locked ticket and its open visit. Raises Conflict when nobody is there."""
    ticket = lock(ticket_id, actor, rules.work)
    visit = ticket.visits.filter(state__in=OPEN_VISIT).select_related("checklist").first()
    if ticket.state != State.ON_SITE or visit is None:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    return ticket, visit


def happened(at: datetime | None, since: datetime) -> datetime:
    """Now, or an earlier moment since `since`: a phone without network tells later what happened when (R20, R48)."""
    present = now()
    if at is None:
        return present
    if not since <= at <= present:
        raise Invalid(_("The time lies between the arrival and now."), rule="R20", field="happened_at")
    return at


def tell(ticket: Ticket, payload: OnSite, *changes: Change, actor: Principal, at: datetime) -> Ticket:
    """`finish`, and the event says when we received it where that was later than it was done."""
    present = now()
    if present - at > LATE_NEWS:
        payload = replace(payload, received_at=present.isoformat())
    return finish(ticket, payload, *changes, actor=actor, at=at)


def end(visit: Visit, state: VisitState, at: datetime) -> None:
    visit.state, visit.ended_at = state, at
    visit.save()


def release(ticket: Ticket, *, keep_assignee: bool = False) -> None:
    """The assignment is over; after sign-off the ticket still says who did it."""
    live = live_assignment(ticket)
    if live is not None:
        live.state = AssignmentState.DONE
        live.save(update_fields=["state"])
    if not keep_assignee:
        ticket.assignee = None

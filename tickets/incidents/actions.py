"""One incident of many calls, and a call taken out of it again (R7)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop
from tickets import rules, states
from tickets.actions.closing import merge
from tickets.actions.steps import finish, lock, need
from tickets.begun import first_kinds, left_of
from tickets.callbacks.actions import close_after_all
from tickets.callbacks.clock import HANDLING, NOTICE
from tickets.callbacks.parties import parties
from tickets.clock import CALLBACK, once
from tickets.enums import State
from tickets.events import TakenBack, TakenOut
from tickets.incidents.reporters import give_back_reporters
from tickets.models import Ticket

STATIONS = ("closed", "dispatched", "accepted", "arrived")


@atomic
def gather(*, lead_id: UUID, ticket_ids: Sequence[UUID], actor: Principal) -> Ticket:
    """Many calls about one fault become one incident: the others end in the lead, whose dispatch serves all, and each
    reporter is told and called back (R7). All of them, or none.

    Raises Conflict naming the ticket that cannot, NotFound for one that is not this person's.
    """
    others = [ticket_id for ticket_id in dict.fromkeys(ticket_ids) if ticket_id != lead_id]
    if not others:
        raise Invalid(_("An incident is of at least two tickets."), rule="R7", field="tickets")
    # All locks first and in one order, so that two who gather the same tickets cannot deadlock.
    for ticket_id in sorted([lead_id, *others]):
        lock(ticket_id, actor, rules.merge)
    for ticket_id in others:
        merge(ticket_id=ticket_id, into_id=lead_id, actor=actor)
    return lock(lead_id, actor)


@atomic
def take_out(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """It was another fault after all: the merged ticket is open again, with its own clocks from now on, and takes its
    own reporters with it (R7). What its incident has done by now stays with the incident.

    Raises Conflict when it was not merged, or the incident is over.
    """
    lead_id = lead_of(ticket_id, actor)
    for one in sorted((ticket_id, lead_id)):
        lock(one, actor, rules.merge)
    if lead_of(ticket_id, actor) != lead_id:
        raise Conflict(_("Somebody else has just changed what it is merged with."), rule="R11", field="state")
    ticket, lead = lock(ticket_id, actor), lock(lead_id, actor)
    if not lead.is_open:
        raise Conflict(_("{number} is closed: register a new ticket.").format(number=lead.number), rule="R7")
    at, reason = now(), need(reason, "reason", "R7")
    states.take_out(ticket)
    ticket.merged_into, ticket.resolution = None, ""
    for station in STATIONS:
        setattr(ticket, f"{station}_at", None)
    left = give_back_reporters(ticket, lead)
    finish(lead, TakenOut(ticket.number, reason), *notice_ended(lead, left, at), actor=actor)
    if lead.state == State.CALLBACK:
        # He was the last who was to be called.
        close_after_all(lead, actor, parties(lead))
    clocks = (Arm(kind, at) for kind in left_of(ticket, first_kinds(ticket)))
    return finish(ticket, TakenBack(lead.number, reason), *clocks, actor=actor)


def notice_ended(lead: Ticket, left: list[UUID], at: datetime) -> list[Change]:
    """A notice on behalf of somebody who has left has lost its reason (R30)."""
    gone = lead.opinion_notices.filter(ended_at=None, reporter__in=left).update(ended_at=at)
    return [Drop((NOTICE, HANDLING)), *once(lead, CALLBACK, at)] if gone else []


def lead_of(ticket_id: UUID, actor: Principal) -> UUID:
    """The ticket in which this one ended, by however many merges."""
    found = Ticket.objects.seen_by(actor).filter(pk=ticket_id).first()
    if found is None:
        raise NotFound(_("There is no such ticket."), rule="R9")
    if found.merged_into_id is None:
        raise Conflict(_("It was not merged into another ticket."), rule="R7", field="state")
    while found.merged_into_id is not None:
        found = Ticket.objects.get(pk=found.merged_into_id)
    return UUID(str(found.pk))

"""One incident of many calls, and a call taken out of it again (R7)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm
from tickets import rules, states
from tickets.actions.closing import merge
from tickets.actions.steps import finish, lock, need
from tickets.clock import DISPATCH, FIRST_REPLY, HANDOFF
from tickets.enums import REPAIRS, Kind, Validity
from tickets.events import TakenBack, TakenOut
from tickets.models import AlsoReported, Ticket

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
    give_back_reporters(ticket, lead)
    finish(lead, TakenOut(ticket.number, reason), actor=actor)
    return finish(ticket, TakenBack(lead.number, reason), *(Arm(kind, at) for kind in clocks_of(ticket)), actor=actor)


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


def give_back_reporters(ticket: Ticket, lead: Ticket) -> None:
    """Its own reporter is the incident's no more, and those who had come with it go with it."""
    AlsoReported.objects.filter(ticket=lead, came_from=ticket).delete()
    mine, found = {ticket.pk}, {ticket.pk}
    while found:
        found = set(Ticket.objects.filter(merged_into__in=found).values_list("pk", flat=True)) - mine
        mine |= found
    AlsoReported.objects.filter(ticket=lead, came_from__in=mine).update(ticket=ticket)


def clocks_of(ticket: Ticket) -> list[str]:
    """As when it was registered (domain §7)."""
    if ticket.kind in REPAIRS:
        return [FIRST_REPLY, DISPATCH]
    if ticket.kind == Kind.COMPLAINT and ticket.complaint.validity == Validity.VALID:
        return [FIRST_REPLY, HANDOFF]
    return [FIRST_REPLY]

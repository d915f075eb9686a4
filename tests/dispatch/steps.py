"""Tickets brought to a station by the shortest way."""

from datetime import timedelta
from typing import Any

from dispatch import actions as dispatch
from servicedesk.timers.now import now
from tests.cast import Cast, fresh
from tests.support.pictures import signature
from tickets.models import Ticket
from visits import actions as visits


def to_offered(cast: Cast, to: str = "technician", **changes: Any) -> Ticket:
    ticket = cast.ticket(**changes)
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.people[to].pk)
    return fresh(ticket)


def to_accepted(cast: Cast, minutes: int = 30) -> Ticket:
    """Accepted, with a promise to be there in so many minutes."""
    ticket = to_offered(cast)
    promised = now() + timedelta(minutes=minutes)
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"), arrival_at=promised)
    return fresh(ticket)


def to_on_site(cast: Cast) -> Ticket:
    ticket = to_accepted(cast)
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("technician"))
    return fresh(ticket)


def to_signed_off(cast: Cast) -> Ticket:
    ticket = to_on_site(cast)
    actor = cast.act("technician")
    visits.record_work(ticket_id=ticket.pk, actor=actor, work_done="更换角阀")
    visits.sign_off(ticket_id=ticket.pk, actor=actor, signer_name="刘阿姨", signature=signature(), fee="free")
    return fresh(ticket)


def to_callback(cast: Cast) -> Ticket:
    ticket = to_signed_off(cast)
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    return fresh(ticket)

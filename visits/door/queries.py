"""What somebody who scans the code of a place has to do there (R18)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from dispatch.enums import AssignmentState
from dispatch.models import Assignment
from servicedesk.people.principal import Principal
from tickets.enums import State
from tickets.models import Ticket
from tickets.places import Place
from visits.phone_queries import his_offers, place_in_day


@dataclass(frozen=True)
class AtPlace:
    """His jobs at one place: to arrive at, begun, and offered without an answer yet."""

    coming: list[Ticket]
    begun: list[Ticket]
    asked: list[Ticket]

    def __bool__(self) -> bool:
        return bool(self.coming or self.begun or self.asked)


def held_at(actor: Principal, place: Place) -> QuerySet[Ticket]:
    """What he accepted at this place and has not finished."""
    offered = Assignment.objects.filter(ticket=OuterRef("pk"), state=AssignmentState.OFFERED)
    his = Ticket.objects.seen_by(actor).filter(place.tickets(), assignee_id=actor.staff_id)
    return his.filter(~Exists(offered), state__in=(State.DISPATCHED, State.ON_SITE)).select_related("unit")


def jobs_at(actor: Principal, place: Place) -> AtPlace:
    """Two queries, however many jobs."""
    held = sorted(held_at(actor, place), key=place_in_day)
    there = Ticket.objects.filter(place.tickets())
    return AtPlace(
        coming=[ticket for ticket in held if ticket.state == State.DISPATCHED],
        begun=[ticket for ticket in held if ticket.state == State.ON_SITE],
        asked=[offer.ticket for offer in his_offers(actor).filter(ticket__in=there)],
    )

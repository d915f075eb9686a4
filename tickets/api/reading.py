"""GET tickets, and what belongs to one."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.cursors import printable
from servicedesk.api.views import Endpoint, Listing
from servicedesk.journal.models import Event
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.models import Timer
from tickets import rules
from tickets.actions import register
from tickets.api.filters import TicketFilters
from tickets.api.outputs import RELATED, EventOut, TicketOut, TimerOut, shown
from tickets.api.registering import TicketIn, report_of
from tickets.api.steps import NUMBER
from tickets.models import Ticket

# The first is the default; behind each stands an index of the same columns.
ORDERS: dict[str, tuple[str, ...]] = {
    "-registered": ("-registered_at", "-id"),
    "registered": ("registered_at", "id"),
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
}


class TicketList(Listing):
    """The tickets of the estates that this key sees, page by page."""

    rules = {"GET": rules.view_ticket, "POST": rules.register}
    tag, operations = "tickets", {"GET": "list_tickets", "POST": "register_ticket"}
    serializer_class, filterset_class, orders = TicketOut, TicketFilters, ORDERS
    body, answer, created = TicketIn, TicketOut, True

    def rows(self) -> QuerySet[Ticket]:
        found: QuerySet[Ticket] = Ticket.objects.seen_by(self.actor).select_related(*RELATED)
        return found

    def post(self, request: Request) -> Response:
        """Register a report (R1–R10): number, timers, alarms and the first event in one transaction."""
        ticket = register(actor=self.actor, report=report_of(self.actor, self.read()))
        return self.tell(shown(ticket.pk), location=f"tickets/{ticket.number}")


class OfTicket:
    """What needs the ticket of the address, for reading."""

    actor: Any
    kwargs: dict[str, Any]

    def ticket(self) -> Ticket:
        """The ticket, with all that is shown. Raises Http404 for another tenant's or estate's."""
        number = self.kwargs["number"]
        found: Ticket | None = NUMBERED.first(number) if printable(number) else None
        if found is None or not self.actor.sees_estate(found.estate_id):
            raise Http404
        return found


# Every reading of a ticket begins with it.
NUMBERED = Prepared(lambda number: Ticket.objects.select_related(*RELATED).filter(number=number), str)


class TicketDetail(OfTicket, Endpoint):
    """A ticket as it is now."""

    rule, tag, operations = rules.view_ticket, "tickets", {"GET": "get_ticket"}
    answer, variables = TicketOut, NUMBER

    def get(self, request: Request, number: str) -> Response:
        return self.tell(self.ticket())


class TicketEvents(OfTicket, Listing):
    """The ticket's history, oldest first (R10)."""

    rule, tag, operations = rules.view_ticket, "tickets", {"GET": "list_events"}
    serializer_class, variables = EventOut, NUMBER

    def rows(self) -> QuerySet[Event]:
        return Event.objects.filter(subject_id=self.ticket().pk)


class TicketTimers(OfTicket, Listing):
    """The ticket's clocks, running and done, with why each is due just then (R29)."""

    rule, tag, operations = rules.view_ticket, "tickets", {"GET": "list_timers"}
    serializer_class, variables = TimerOut, NUMBER
    orders = {"due": ("due_at", "id")}

    def rows(self) -> QuerySet[Timer]:
        self.shown = self.ticket()
        return Timer.objects.filter(clock_id=self.shown.pk)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "calendars": {}, "estate": self.shown.estate}

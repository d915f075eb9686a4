"""维修通知单: the paper that goes with a visit and carries the customer's signature (domain §1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dispatch.actions.placing import live_assignment
from servicedesk.people.rules import requires
from tickets.rules import view_ticket
from tickets.views.papers import paper_context, printed
from tickets.views.transition import ticket_or_404


@requires(view_ticket)
@require_GET
def work_order(request: HttpRequest, number: str) -> HttpResponse:
    """Two A5 copies on an A4 sheet; what is known is filled in, the rest is left to be written by hand."""
    ticket = ticket_or_404(request, number)
    context = {
        **paper_context(request, ticket, printed(request, ticket, "work_order")),
        "assignment": live_assignment(ticket),
        "visit": ticket.visits.order_by("-arrived_at").first(),
        "copies": (1, 2),
    }
    return render(request, "print/work_order.html", context)

"""维修通知单: the paper that goes with a visit and carries the customer's signature (domain §1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from dispatch.actions.placing import live_assignment
from dispatch.models import Assignment
from dispatch.rules import dispatch
from servicedesk.people.rules import requires
from servicedesk.web import links
from tickets.follow import TICKET
from tickets.models import Ticket
from tickets.rules import view_ticket
from tickets.views.papers import paper_context, qr
from tickets.views.transition import ticket_or_404
from visits import checklists
from visits.bills import bill_of
from visits.clock import between_knocks
from visits.paper.links import path_of as order_path


@requires(view_ticket)
@require_http_methods(["GET", "POST"])
def work_order(request: HttpRequest, number: str) -> HttpResponse:
    """Two A5 copies on an A4 sheet; what is known is filled in, the rest is left to be written by hand."""
    ticket = ticket_or_404(request, number)
    live = live_assignment(ticket)
    visits = ticket.visits.select_related("assignment__staff", "assignment__department", "staff", "checklist")
    visit = visits.order_by("-arrived_at").first()
    parts = list(visit.parts.order_by("pk")) if visit else []
    bill = bill_of(ticket, parts)
    context = {
        **paper_context(request, ticket, "work_order"),
        "assignment": live or (visit and visit.assignment), "visit": visit, "copies": (1, 2),
        "sheet": checklists.asked(ticket, visit), "knock_wait": between_knocks(ticket),
        "order_qr": order_code(request, ticket, live), "bill": bill, "lines": halves(bill.lines if bill else []),
        # Where a price was told its lines are the table, and the parts stand with the work.
        "used": parts if bill and bill.capitals else [], "signed": getattr(visit, "sign_off", None),
    }  # fmt: skip
    return render(request, "print/work_order.html", context)


def order_code(request: HttpRequest, ticket: Ticket, assignment: Assignment | None) -> SafeString | str:
    """The code by which whoever holds the paper works without an account: printed only by who may send somebody, or
    by the one who is sent.
    """
    actor = request.actor  # type: ignore[attr-defined]
    sender = dispatch(actor, ticket) or (actor.staff_id is not None and actor.staff_id == ticket.assignee_id)
    if assignment is None or not sender:
        return ""
    return qr(request.build_absolute_uri(order_path(assignment)))


def halves(items: list[Any], lines: int = 2) -> list[list[Any]]:
    """Two items to a line, and lines to be written by hand."""
    wanted = max(lines, -(-len(items) // 2))
    filled = [*items, *[None] * (2 * wanted - len(items))]
    return [filled[2 * n : 2 * n + 2] for n in range(wanted)]


@requires(view_ticket)
@require_http_methods(["GET", "POST"])
def no_access_notice(request: HttpRequest, number: str) -> HttpResponse:
    """到访未遇通知单: left at the door; when we knocked, whom to call, a code to choose another time by (R20)."""
    ticket = ticket_or_404(request, number)
    visits = ticket.visits.filter(first_knock_at__isnull=False).select_related("staff")
    context = {
        **paper_context(request, ticket, "no_access"),
        "visit": visits.order_by("-arrived_at").first(), "desk_phone": ticket.estate.desk_phone,
        "qr": qr(request.build_absolute_uri(time_path(ticket))), "copies": (1, 2),
    }  # fmt: skip
    return render(request, "print/no_access.html", context)


def time_path(ticket: Ticket) -> str:
    """Where the resident chooses another time."""
    return reverse("public-time", args=[links.sign(ticket.tenant_id, TICKET, ticket.pk)])

"""Papers to print: each names the company, number, page, who printed it and which print it is (domain §11)."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from servicedesk.people.rules import requires
from servicedesk.timers.now import now
from tickets import rules
from tickets.actions import printed as record_print
from tickets.complaints.queries import work_of
from tickets.follow import code_path
from tickets.models import Complaint, Ticket
from tickets.views.transition import ticket_or_404


def qr(url: str) -> SafeString:
    """The address as an SVG of squares: attributes only, no style (strict CSP)."""
    code = segno.make(url, error="l")
    return mark_safe(code.svg_inline(omitsize=True, border=0, svgclass="qr", lineclass=None))  # our own SVG


def follow_url(request: HttpRequest, ticket: Ticket) -> str:
    """Where the resident sees how things stand and says how it was, by the code on his paper (R25)."""
    try:
        path = code_path(ticket)
    except NoReverseMatch:
        path = reverse("ticket", args=[ticket.number])
    return request.build_absolute_uri(path)


def printed(request: HttpRequest, ticket: Ticket, paper: str) -> int:
    """Which print this is: POST prints, and it stands in the journal. 0: GET only shows the paper."""
    if request.method != "POST":
        return 0
    return record_print(ticket_id=ticket.pk, actor=request.actor, paper=paper)  # type: ignore[attr-defined]


def paper_context(request: HttpRequest, ticket: Ticket, paper: str) -> dict[str, Any]:
    """What every paper shows at head and foot; `paper` is the name under which its prints are counted."""
    return {
        "counted": True, "nth": printed(request, ticket, paper),
        "ticket": ticket, "company": ticket.tenant.name, "estate": ticket.estate.name,
        "now": now(), "printer": request.actor.name, "qr": qr(follow_url(request, ticket)),  # type: ignore[attr-defined]
    }  # fmt: skip


@requires(rules.view_ticket)
@require_http_methods(["GET", "POST"])
def complaint_form(request: HttpRequest, number: str) -> HttpResponse:
    """业主投诉登记表: the complaint, its ways to departments, what they found, what was told and agreed; A4."""
    ticket = ticket_or_404(request, number)
    complaint = get_object_or_404(Complaint, ticket=ticket)
    context = {
        **paper_context(request, ticket, "complaint"), "complaint": complaint,
        "kind": " · ".join(filter(None, (complaint.get_validity_display(), complaint.get_category_display()))),
        "work": work_of(ticket),
    }  # fmt: skip
    return render(request, "print/complaint.html", context)


@requires(rules.view_ticket)
@require_http_methods(["GET", "POST"])
def callback_record(request: HttpRequest, number: str) -> HttpResponse:
    """回访记录表: each call with its outcome, grade and true reason; A4."""
    ticket = ticket_or_404(request, number)
    context = {
        **paper_context(request, ticket, "callback"),
        "calls": (calls := list(ticket.call_attempts.select_related("reporter").order_by("at"))),
        "several": any(call.reporter_id for call in calls),
    }
    return render(request, "print/callback.html", context)

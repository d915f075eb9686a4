"""Where a resident reads the price by his signed link, and agrees or declines (R33)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billing.capitals import in_capitals
from billing.enums import Payer, QuoteState
from billing.models import Quote
from billing.quotes.consenting import consent, decline
from billing.quotes.queries import latest, lines_of, total, waiting
from servicedesk.people.rules import public
from servicedesk.refusals import Refusal
from tickets.models import Ticket
from tickets.views.public import few, his_ticket


@public
@never_cache
@require_http_methods(["GET", "POST"])
@few
def price(request: HttpRequest, token: str) -> HttpResponse:
    """The newest version he may read, what of it is his, and his answer."""
    ticket, actor = his_ticket(token)
    error, status = "", 200
    if request.method == "POST":
        number = request.POST.get("version", "")
        version = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        try:
            if "agree" in request.POST:
                consent(ticket_id=ticket.pk, actor=actor, version=version)
            else:
                reason = request.POST.get("reason", "")[:300]
                decline(ticket_id=ticket.pk, actor=actor, version=version, reason=reason)
            return redirect("public-price", token)
        except Refusal as refusal:
            error, status = str(refusal.message), refusal.status
    context = shown(ticket) | {"token": token, "error": error}
    return render(request, "public/price.html", context, status=status)


def shown(ticket: Ticket) -> dict[str, Any]:
    quote = readable(ticket)
    lines = lines_of(quote)
    his = total(lines, Payer.RESIDENT)
    return {
        "ticket": ticket, "estate": ticket.estate, "quote": quote, "lines": lines, "his": his,
        "capitals": in_capitals(his), "open": quote is not None and quote.state == QuoteState.OFFERED,
        "heading": _("The price of the work"),
    }  # fmt: skip


def readable(ticket: Ticket) -> Quote | None:
    """What waits for his answer, else the newest that he was ever told: a review is our own affair."""
    quote = waiting(ticket) or latest(ticket)
    if quote is not None and quote.state in (QuoteState.REVIEW, QuoteState.RETURNED, QuoteState.WITHDRAWN):
        told = ticket.quotes.filter(state__in=(QuoteState.CONSENTED, QuoteState.DECLINED))
        quote = told.order_by("-number").first()
    return quote

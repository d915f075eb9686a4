"""The price on the page where a resident follows his report (R33)."""

from datetime import datetime

from django.utils.translation import gettext

from billing.enums import QuoteState
from billing.quotes.queries import waiting
from tickets.models import Ticket
from tickets.panels import BY_LINK


def by_link(ticket: Ticket, at: datetime) -> tuple[str, str] | None:
    """While a price waits for his answer."""
    if not ticket.is_open:
        return None
    quote = waiting(ticket)
    if quote is None or quote.state != QuoteState.OFFERED:
        return None
    return "public-price", gettext("Read the price and answer")


BY_LINK.append(by_link)

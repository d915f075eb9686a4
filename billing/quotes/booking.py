"""The one place where a price becomes binding, or another takes its place (R33)."""

from decimal import Decimal

from billing.actions import outstanding
from billing.ledger.told import post_told
from billing.models import Quote
from billing.quotes.queries import agreed_by_resident, lines_of
from servicedesk.people.principal import Principal
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.enums import Fee


def book(quote: Quote, *, actor: Principal) -> None:
    """This version binds now, instead of the one before: the ledger is told, and how the ticket's
    fee stands follows from it (R39, domain §3)."""
    post_told(quote.ticket, lines_of(quote), actor=actor, at=now())
    due = outstanding(quote.ticket)
    set_fee(ticket_id=quote.ticket_id, actor=actor, fee=fee_of(quote, due))


def fee_of(quote: Quote, due: Decimal) -> Fee:
    if due > 0:
        return Fee.QUOTED
    return Fee.SETTLED if agreed_by_resident(quote.ticket) else Fee.FREE

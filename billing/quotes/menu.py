"""The verbs of quotes (R33)."""

from django.utils.translation import gettext_lazy as _

from billing import rules
from billing.enums import QuoteState
from billing.models import Quote
from billing.quotes.clock import FEE_REVIEW
from billing.quotes.queries import waiting
from tickets.actions_menu import Verb, register
from tickets.enums import Kind
from tickets.models import Ticket

BILLED = (Kind.HOUSEHOLD_REPAIR, Kind.SPECIAL_SERVICE, Kind.PUBLIC_REPAIR)


def open_quote(ticket: Ticket) -> Quote | None:
    """The version that waits; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_open_quote"):
        ticket._open_quote = waiting(ticket)  # type: ignore[attr-defined]
    found: Quote | None = ticket._open_quote  # type: ignore[attr-defined]
    return found


def can_charge(ticket: Ticket) -> bool:
    return ticket.kind in BILLED and ticket.is_open


def in_review(ticket: Ticket) -> bool:
    if ticket.kind not in BILLED or not ticket.is_open:
        return False
    quote = open_quote(ticket)
    return quote is not None and quote.state == QuoteState.REVIEW


def offered(ticket: Ticket) -> bool:
    if ticket.kind not in BILLED or not ticket.is_open:
        return False
    quote = open_quote(ticket)
    return quote is not None and quote.state == QuoteState.OFFERED


def can_withdraw(ticket: Ticket) -> bool:
    return in_review(ticket) or offered(ticket)


def can_send(ticket: Ticket) -> bool:
    return bool(ticket.contact_phone) and offered(ticket)


register(
    Verb("charge", _("Tell the price…"), "coin-yuan", rules.charge, can_charge, place=""),
    Verb("review-fee", _("Review the price…"), "checks", rules.review_fee, in_review, place="",
         prompts={FEE_REVIEW: 1}),
    Verb("consent", _("He agrees…"), "signature", rules.consent, offered, place=""),
    Verb("decline-quote", _("He declines…"), "x", rules.consent, offered, place=""),
    Verb("send-quote", _("Text him the price"), "message", rules.charge, can_send, form=False, place=""),
    Verb("withdraw-quote", _("Withdraw…"), "arrow-back-up", rules.charge, can_withdraw, place=""),
)  # fmt: skip

"""Who was first, said to whom comes second (R11)."""

from django.utils.translation import gettext as _

from billing.enums import QuoteState
from billing.models import Quote
from billing.quotes.queries import waiting
from servicedesk.refusals import Conflict
from servicedesk.timers.now import now
from servicedesk.web.wording import said_time
from tickets.models import Ticket


def first_said(quote: Quote | None) -> str:
    """What has become of a version, by whom and when."""
    if quote is None:
        return _("No price has been told yet.")
    words = {
        QuoteState.REVIEW: _("Version {n} waits for the fee review: {name} told it at {time}."),
        QuoteState.OFFERED: _("Version {n} waits for the resident's consent: {name} told it at {time}."),
        QuoteState.CONSENTED: _("{name} agreed to version {n} at {time}."),
        QuoteState.DECLINED: _("{name} declined version {n} at {time}."),
        QuoteState.WITHDRAWN: _("{name} withdrew version {n} at {time}."),
        QuoteState.RETURNED: _("{name} sent version {n} back at {time}."),
        QuoteState.REPLACED: _("{name} replaced version {n} at {time}."),
    }[QuoteState(quote.state)]
    return words.format(n=quote.number, name=teller(quote), time=said_time(quote.said_at, now()))


def seen_as(quote: Quote | None) -> str:
    """A version and its state, as whoever writes the next one saw it: 1:offered; 0 before the first."""
    return f"{quote.number}:{quote.state}" if quote else "0"


def teller(quote: Quote) -> str:
    """Who said what it is now."""
    if quote.state in (QuoteState.REVIEW, QuoteState.OFFERED):
        return quote.reviewed_by or quote.made_by
    if quote.state == QuoteState.CONSENTED:
        return quote.consented_by or quote.kept_by or quote.made_by
    return quote.ended_by or quote.reviewed_by


def agreed_first(ticket: Ticket) -> None:
    """Raises Conflict while a version waits for its review or for consent."""
    quote = waiting(ticket)
    if quote is not None:
        words = _("Price version {n} is not agreed yet: have it agreed to, declined or withdrawn first.")
        raise Conflict(words.format(n=quote.number), rule="R33", field="fee")

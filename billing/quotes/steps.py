"""What every step of a quote does: the version that is meant, its end, what is said, and when it binds (R11, R33)."""

from datetime import datetime

from django.utils.translation import gettext as _

from billing.enums import ConsentMeans, Payer, QuoteState
from billing.models import Quote
from billing.quotes.booking import book
from billing.quotes.clock import FEE_REVIEW
from billing.quotes.events import Consented, QuoteSaid
from billing.quotes.queries import binding, latest, lines_of, total, waiting
from billing.quotes.said import first_said
from servicedesk.estates.phones import mask
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change, Drop
from tickets import states
from tickets.actions.steps import finish
from tickets.models import Ticket


def end(quote: Quote, state: QuoteState, name: str, reason: str = "") -> None:
    """This version is over; it stays readable."""
    quote.state, quote.ended_at, quote.ended_by, quote.end_reason = state, now(), name[:60], reason[:300]
    quote.save()


def open_version(ticket: Ticket, number: int, *states_: QuoteState) -> Quote:
    """The version that is meant (0: the one that waits), if it is still in one of these states. Raises Conflict that
    says who was first (R11).
    """
    if not ticket.is_open:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    quote = ticket.quotes.filter(number=number).first() if number else waiting(ticket) or latest(ticket)
    if quote is None or quote.state not in states_:
        raise Conflict(first_said(quote), rule="R11", field="state")
    found: Quote = quote
    found.ticket = ticket
    return found


def said(quote: Quote, event: QuoteSaid, *changes: Change, actor: Principal, at: datetime | None = None) -> None:
    """Keep the version, and tell what was said about it."""
    quote.save()
    finish(quote.ticket, event, *changes, actor=actor, at=at)


def bind(quote: Quote, actor: Principal, *, means: str, name: str, at: datetime) -> Quote:
    """This version binds; what was agreed before is replaced, and the books are told."""
    before = binding(quote.ticket)
    if before is not None:
        end(before, QuoteState.REPLACED, actor.name, _("version {n} was agreed").format(n=quote.number))
    quote.state, quote.means, quote.consented_by, quote.consented_at = QuoteState.CONSENTED, means, name, at
    of_resident = total(lines_of(quote), Payer.RESIDENT)
    phone = mask(quote.consent_phone) if quote.consent_phone else ""
    said(quote, Consented(quote.number, name, means, str(of_resident), phone), Drop((FEE_REVIEW,)), actor=actor, at=at)
    book(quote, actor=actor)
    return quote


def hold(quote: Quote, actor: Principal) -> None:
    """Nothing of it is the resident's: it holds without his consent (R34)."""
    bind(quote, actor, means=ConsentMeans.FREE, name="", at=now())

"""Reads of quotes: what binds, what waits, what the resident has agreed to pay (R33)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from billing.enums import Payer, QuoteState
from billing.models import Charge, Quote
from billing.models.quotes import OPEN_QUOTE
from billing.quotes.clock import FEE_REVIEW
from servicedesk.people.principal import Principal
from servicedesk.timers.enums import BREACH, LIVE
from servicedesk.timers.models import Timer
from tickets.enums import State
from tickets.models import Ticket


def binding(ticket: Ticket) -> Quote | None:
    """The version that was agreed: its prices are owed."""
    found: Quote | None = ticket.quotes.filter(state=QuoteState.CONSENTED).first()
    return found


def waiting(ticket: Ticket) -> Quote | None:
    """The version that somebody has still to say yes or no to."""
    found: Quote | None = ticket.quotes.filter(state__in=OPEN_QUOTE).first()
    return found


def offered(ticket: Ticket) -> Quote | None:
    """The version that waits for the resident's consent."""
    found: Quote | None = ticket.quotes.filter(state=QuoteState.OFFERED).first()
    return found


def latest(ticket: Ticket) -> Quote | None:
    found: Quote | None = ticket.quotes.order_by("-number").first()
    return found


def lines_of(quote: Quote | None) -> list[Charge]:
    return list(quote.lines.select_related("item").order_by("id")) if quote else []


def binding_lines(ticket: Ticket) -> list[Charge]:
    """What the ticket costs, as agreed."""
    return lines_of(binding(ticket))


def total(lines: list[Charge], payer: str = "") -> Decimal:
    return sum((one.amount for one in lines if not payer or one.payer == payer), Decimal("0.00"))


def agreed_by_resident(ticket: Ticket) -> Decimal:
    """What the resident has agreed to pay for this ticket: the resident's lines of the version that binds."""
    rows = Charge.objects.filter(ticket=ticket, quote__state=QuoteState.CONSENTED, payer=Payer.RESIDENT)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def history_of(ticket: Ticket) -> list[Quote]:
    """All versions, the newest first, each with its lines."""
    return list(
        ticket.quotes.select_related("company_version", "own_version")
        .prefetch_related("lines__item")
        .order_by("-number")
    )


def reviews_due(actor: Principal) -> QuerySet[Quote]:
    """Quotes that wait for a supervisor, in the estates of this person, the oldest first."""
    rows: Any = Quote.objects.filter(state=QuoteState.REVIEW).exclude(ticket__state=State.CLOSED)
    if actor.estate_ids is not None:
        rows = rows.filter(Q(ticket__estate__in=actor.estate_ids))
    found: QuerySet[Quote] = rows.select_related("ticket__estate").prefetch_related("lines").order_by("made_at", "id")
    return found


def review_clocks(ticket_ids: Sequence[Any]) -> dict[Any, Timer]:
    """The running clock of the review of each ticket, by the ticket's id."""
    rows = Timer.objects.filter(clock_id__in=ticket_ids, kind=FEE_REVIEW, level=BREACH, met_at=None, state__in=LIVE)
    return {row.clock_id: row for row in rows}

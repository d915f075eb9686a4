"""Reads of quotes: what binds, what waits, what the resident has agreed to pay (R33)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from billing.enums import Payer, QuoteState
from billing.models import Charge, Quote
from billing.models.quotes import OPEN_QUOTE
from billing.quotes.clock import FEE_REVIEW
from servicedesk.people.principal import Principal
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.enums import BREACH, LIVE
from servicedesk.timers.models import Timer
from tickets.enums import State
from tickets.models import Ticket


def binding(ticket: Ticket) -> Quote | None:
    """The version that was agreed: its prices are owed."""
    return one_of(ticket, BINDING)


def waiting(ticket: Ticket) -> Quote | None:
    """The version that somebody has still to say yes or no to."""
    return one_of(ticket, WAITING)


def offered(ticket: Ticket) -> Quote | None:
    """The version that waits for the resident's consent."""
    return one_of(ticket, OFFERED)


def latest(ticket: Ticket) -> Quote | None:
    return one_of(ticket, LATEST)


def one_of(ticket: Ticket, versions: Prepared) -> Quote | None:
    found: Quote | None = versions.first(ticket.pk)
    if found is not None:
        found.ticket = ticket
    return found


def in_state(*states: QuoteState) -> Prepared:
    return Prepared(lambda ticket_id: Quote.objects.filter(ticket_id=ticket_id, state__in=states).order_by("pk"), UUID)


# Every page of a ticket that costs something asks them.
BINDING, WAITING, OFFERED = in_state(QuoteState.CONSENTED), in_state(*OPEN_QUOTE), in_state(QuoteState.OFFERED)
LATEST = Prepared(lambda ticket_id: Quote.objects.filter(ticket_id=ticket_id).order_by("-number")[:1], UUID)
LINES = Prepared(lambda quote_id: Charge.objects.filter(quote_id=quote_id).select_related("item").order_by("id"), UUID)


def lines_of(quote: Quote | None) -> list[Charge]:
    if quote is None:
        return []
    found: list[Charge] = LINES(quote.pk)
    for line in found:
        line.quote = quote
    return found


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

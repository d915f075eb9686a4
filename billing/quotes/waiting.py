"""How many prices wait for a review, beside the entry of the reviews and of the money's room (R33)."""

from django.http import HttpRequest

from billing import rules
from billing.enums import QuoteState
from billing.models import Quote
from servicedesk.people.principal import Principal
from servicedesk.web.context import COUNTS
from tickets.enums import State


def count(request: HttpRequest) -> int:
    """Those of this person's estates, for who may review them; read once per request, by an index that has nothing
    else in it.
    """
    if not hasattr(request, "_reviews_due"):
        actor = request.actor  # type: ignore[attr-defined]
        request._reviews_due = due(actor) if rules.review_fee(actor) else 0  # type: ignore[attr-defined]
    return int(request._reviews_due)  # type: ignore[attr-defined]


def due(actor: Principal) -> int:
    """How many of them there are in this person's estates."""
    rows = Quote.objects.filter(state=QuoteState.REVIEW).exclude(ticket__state=State.CLOSED)
    return int(actor.among(rows, "ticket__estate").count())


COUNTS["billing-reviews"] = count
COUNTS["billing"] = count

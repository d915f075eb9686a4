"""The steps of a quote at the desk, each at POST /tickets/<number>/<verb>; the reviews that are due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from billing import rules
from billing.enums import QuoteState
from billing.models import Quote
from billing.quotes import forms
from billing.quotes.actions import propose
from billing.quotes.consenting import consent as consent_to
from billing.quotes.consenting import decline, send_link, withdraw
from billing.quotes.queries import review_clocks, reviews_due, total
from billing.quotes.reviewing import review
from servicedesk.people.rules import requires
from servicedesk.timers.now import now
from tickets.transition_forms import ReasonForm
from tickets.views.transition import transition

MOST = 200


def told(quote: Quote) -> str:
    """What follows from the price that was told."""
    words = {
        QuoteState.REVIEW: gettext("{number}: to the fee review"),
        QuoteState.OFFERED: gettext("{number}: price told, waits for consent"),
        QuoteState.CONSENTED: gettext("{number}: holds, free to the resident"),
    }.get(QuoteState(quote.state), "{number}")
    return words.format(number=quote.ticket.number)


def reviewed(quote: Quote) -> str:
    back = quote.state == QuoteState.RETURNED
    words = gettext("{number}: price sent back") if back else gettext("{number}: price approved")
    return words.format(number=quote.ticket.number)


STEP = "billing/quotes/_step_charge.html"
charge = transition("charge", forms.QuoteForm, propose, told, submit=_("Tell this price"), template=STEP)
review_fee = transition("review-fee", forms.ReviewFeeForm, review, reviewed, submit=_("Record"))
consent = transition(
    "consent", forms.ConsentForm, consent_to, _("price agreed"), submit=_("Record the consent"),
    template="billing/quotes/_step_consent.html",
)  # fmt: skip
decline_quote = transition("decline-quote", forms.DeclineForm, decline, _("price declined"))
withdraw_quote = transition("withdraw-quote", ReasonForm, withdraw, _("price withdrawn"), submit=_("Withdraw"))
send_quote = transition("send-quote", None, send_link, _("link sent"))


@requires(rules.view_money)
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Prices that wait for a supervisor, the oldest first (R33)."""
    rows = list(reviews_due(request.actor)[:MOST])  # type: ignore[attr-defined]
    clocks = review_clocks([one.ticket_id for one in rows])
    shown = [
        {"quote": one, "ticket": one.ticket, "total": total(list(one.lines.all())), "clock": clocks.get(one.ticket_id)}
        for one in rows
    ]
    context = {"rows": shown, "now": now(), "section": "reviews"}
    context["may_review"] = rules.review_fee(request.actor)  # type: ignore[attr-defined]
    return render(request, "billing/quotes/reviews.html", context)

"""The clock of a quote: what is not of the list waits for a supervisor so long (R33)."""

from django.utils.translation import gettext_lazy as _

from servicedesk.messaging import texts
from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import ladder

FEE_REVIEW = "fee_review"

# The resident waits with the technician in his kitchen: shorter than the review of what is done.
register_kind(
    Kind(
        FEE_REVIEW, _("Fee review"),
        Terms("PT30M", ladder(("PT0S", "supervisor"), ("PT30M", "estate_manager"))),
        Terms("PT10M", ladder(("PT0S", "supervisor"), ("PT10M", "estate_manager"))),
        prompt=_("Review the price"), icon="coin-yuan",
    )
)  # fmt: skip
texts.add(
    {
        "quote.to_review": _("A price to review: {place} {text}"),
        "quote.reviewed": _("Price approved, ask for consent: {place} {text}"),
        "quote.returned": _("Price sent back: {place} {text}"),
        "quote.answered": _("The resident answered to the price: {place} {text}"),
        "reporter.quote": _("The price for {number}: ¥{amount}. Please read it and agree: {link}"),
    }
)

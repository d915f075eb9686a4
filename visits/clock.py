"""The timers that visits arm (domain §7): review."""

from django.utils.translation import gettext_lazy as _

from servicedesk.messaging import texts
from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import ladder

REVIEW = "review"

register_kind(
    Kind(
        REVIEW, _("Review"), Terms("PT4H", ladder(("PT0S", "supervisor"), ("PT2H", "estate_manager"))),
        prompt=_("Review"), icon="checks",
    )
)  # fmt: skip
texts.add(
    {
        "visit.result": _("Done and reviewed: {place} {text}"),
        "reporter.result": _("Your report {number} is done: {text}. We shall ask you whether all is well."),
    }
)

"""The timers that visits arm (domain §7): review."""

from django.utils.translation import gettext_lazy as _

from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import ladder

REVIEW = "review"

register_kind(
    Kind(
        REVIEW, _("Review"), Terms("PT4H", ladder(("PT0S", "supervisor"), ("PT2H", "estate_manager"))),
        prompt=_("Review"), icon="checks",
    )
)  # fmt: skip

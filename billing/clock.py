"""The timer that billing arms (domain §7): money received is handed to finance the same day (R36)."""

from django.utils.translation import gettext_lazy as _

from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import OUTLIVES, ladder

SETTLEMENT = "settlement"
# The ticket may be closed long before the evening.
OUTLIVES.add(SETTLEMENT)

register_kind(
    Kind(
        SETTLEMENT, _("Settlement"), Terms("end-of-day", ladder(("PT0S", "supervisor cashier"))),
        prompt=_("Get the money handed over"), icon="cash", stops=False,
    )
)  # fmt: skip

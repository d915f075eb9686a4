"""The timers that visits arm (domain §7): review; and how long one waits at the door (R20)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from servicedesk.messaging import texts
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.kinds import Kind, Terms, register_kind
from servicedesk.timers.policies import choose
from tickets.clock import ladder, scope_of
from tickets.models import Ticket

REVIEW = "review"
# Never armed: the page times it. A kind all the same, so that company, estate and kind of ticket may say how long.
KNOCK = "knock"
FIVE_MINUTES = timedelta(minutes=5)

register_kind(
    Kind(
        REVIEW, _("Review"), Terms("PT4H", ladder(("PT0S", "supervisor"), ("PT2H", "estate_manager"))),
        prompt=_("Review"), icon="checks",
    )
)  # fmt: skip
register_kind(
    Kind(
        KNOCK,
        _("Second knock"),
        Terms("PT5M", ladder(("PT0S", "")), warn_percent=0),
        announce=False,
        icon="hand-stop",
        stops=False,
    )
)


def between_knocks(ticket: Ticket) -> timedelta:
    """How long after the first knock the second one counts (R20). What is no plain time is taken for five minutes."""
    return parse(choose(KNOCK, scope_of(ticket)).terms.duration).delta or FIVE_MINUTES


texts.add(
    {
        "visit.result": _("Done and reviewed: {place} {text}"),
        "reporter.result": _("Your report {number} is done: {text}. We shall ask you whether all is well."),
    }
)

"""The figure beside "Callbacks" in the rail."""

from django.http import HttpRequest

from servicedesk.web.context import COUNTS
from servicedesk.web.estate import current_estate, moment
from tickets.callbacks.queries import to_call


def callbacks(request: HttpRequest) -> int:
    """How many of the session's estate wait for their callback."""
    estate = current_estate(request)
    return to_call(estate.pk, moment(request)) if estate else 0


COUNTS["callbacks"] = callbacks

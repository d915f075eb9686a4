"""When a tap happened, as a phone without network tells it later (R48)."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from servicedesk.timers.now import now

FIELD = "happened_at"
# What lay longer in a phone is dated by its receipt: nobody can check it any more.
OLDEST = timedelta(hours=24)


def happened_at(request: HttpRequest, *, since: datetime | None = None) -> datetime | None:
    """The moment in the form's `happened_at`, not before `since` and not in the future; None when it says nothing that
    makes sense, which means now. A phone's clock may run fast or slow: the bounds are ours, the order is its.
    """
    try:
        told = parse_datetime(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    present = now()
    if told is None or told.tzinfo is None or told < present - OLDEST:
        return None
    return min(max(told, since) if since else told, present)

"""The figure at the bell."""

from django.http import HttpRequest

from servicedesk.messaging.inbox import unread
from servicedesk.web.context import COUNTS


def news(request: HttpRequest) -> int:
    """Unread messages of this person."""
    actor = getattr(request, "actor", None)
    return unread(actor.staff_id) if actor is not None and actor.staff_id else 0


COUNTS["notifications"] = news

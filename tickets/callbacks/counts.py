"""The figure beside "Callbacks" in the rail."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from servicedesk.tenancy.prepared import Prepared
from servicedesk.web.context import COUNTS
from servicedesk.web.estate import current_estate
from tickets.callbacks.queries import open_callbacks


def callbacks(request: HttpRequest) -> int:
    """How many of the session's estate wait for their callback."""
    estate = current_estate(request)
    return sum(n for (n,) in COUNTED(estate.pk)) if estate else 0


def counted(estate_id: UUID) -> QuerySet[Any]:
    return open_callbacks(estate_id).values("estate_id").annotate(n=Count("pk")).values_list("n")


COUNTED = Prepared(counted, UUID)


COUNTS["callbacks"] = callbacks

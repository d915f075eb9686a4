"""REST: the figures of trust (R30, R31, R41)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.cursors import PARAMETERS, Cursor
from servicedesk.api.problems import BadInput
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.estates.models import Estate
from servicedesk.timers.now import now
from tickets.rules import read_trust
from tickets.trust.days import days_of, read_day
from tickets.trust.queries import before, trusts


class LatenessOut(serializers.Serializer):
    """Seconds between the time of a timer and its firing."""

    fired = serializers.IntegerField()
    p50 = serializers.FloatField()
    p95 = serializers.FloatField()
    p99 = serializers.FloatField()
    worst = serializers.FloatField()


class KeptOut(serializers.Serializer):
    """Deadlines decided in these days, and how many of them were kept."""

    good = serializers.IntegerField()
    of = serializers.IntegerField()
    percent = serializers.FloatField(allow_null=True)


class WaitingOut(serializers.Serializer):
    """Seconds from registration to the signature: gross, and net of the time the ticket was suspended (R31)."""

    tickets = serializers.IntegerField()
    suspended = serializers.IntegerField(help_text="How many of them stood suspended for a while.")
    gross_mean = serializers.FloatField()
    net_mean = serializers.FloatField()
    gross_p50 = serializers.FloatField()
    gross_p90 = serializers.FloatField()
    net_p50 = serializers.FloatField()
    net_p90 = serializers.FloatField()


class KindTrustOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kept = KeptOut()
    lateness = LatenessOut()


class BeforeOut(serializers.Serializer):
    """The figures of as many days just before."""

    first = serializers.DateField()
    last = serializers.DateField()
    kept = KeptOut()
    lateness = LatenessOut()
    waiting = WaitingOut()


class TrustOut(serializers.Serializer):
    """An estate's figures of some days; estate null: of all of them together."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    first = serializers.DateField()
    last = serializers.DateField()
    kept = KeptOut()
    lateness = LatenessOut()
    waiting = WaitingOut()
    kinds = KindTrustOut(many=True)
    before = BeforeOut()


class TrustFigures(Endpoint):
    """How far the clock can be trusted."""

    rule, tag, operations = read_trust, "tickets", {"GET": "list_trust"}
    pagination_class, serializer_class = Cursor, TrustOut

    @extend_schema(
        parameters=[
            OpenApiParameter("estate", str, description="Code or id; without it: every estate of this key."),
            OpenApiParameter("together", bool, description="true: one row, of all estates together."),
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day; without days: the last seven."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day, a year later at most."),
        ]
    )
    def get(self, request: Request) -> Response:
        """By estate: deadlines kept by kind, lateness of firing, waiting time gross and net, and those of before."""
        query = request.query_params
        if wrong := [name for name in query if name not in PARAMETERS | {"estate", "together", "since", "until"}]:
            raise BadInput({name[:60]: _("There is no such parameter.") for name in wrong})
        if query.get("together", "false") not in ("true", "false"):
            raise BadInput({"together": _("true or false.")})
        pages = Cursor()
        found = [estate_named(self.actor, query["estate"])] if query.get("estate") else list(estates_of(self.actor))
        together = query.get("together") == "true"
        shown = found if together else pages.paginate_list(found, lambda one: one.code, request)
        rows = compared(shown, *self.days(query, found), together=together)
        page = pages.paginate_list(rows, lambda row: "all", request) if together else rows
        return pages.get_paginated_response(TrustOut(page, many=True).data)

    def days(self, query: Mapping[str, str], estates: Sequence[Estate]) -> tuple[date, date]:
        """Raises Invalid for what is no day, or one to come."""
        today = now().astimezone(estates[0].tz if estates else None).date()
        first, last = (read_day(query.get(name, ""), name) for name in ("since", "until"))
        return days_of(first, last, today)


def compared(estates: Sequence[Estate], first: date, last: date, *, together: bool) -> list[dict[str, Any]]:
    """Each estate's figures with those of before; or one row of all."""
    at = now()
    found, earlier = trusts(estates, first, last, at), trusts(estates, *before(first, last), at)
    pairs = [(found.total, earlier.total)] if together else zip(found.each, earlier.each, strict=True)
    return [{**vars(one), "before": then} for one, then in pairs]


urlpatterns = [path("trust", TrustFigures.as_view(), name="api-trust")]

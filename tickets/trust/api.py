"""REST: the figures of trust (R30, R31, R41)."""

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
from servicedesk.timers.now import now
from tickets.rules import read_trust
from tickets.trust.queries import days_of, trust


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


class TrustOut(serializers.Serializer):
    """An estate's figures of some days."""

    estate = serializers.CharField(source="estate.code")
    first = serializers.DateField()
    last = serializers.DateField()
    kept = KeptOut()
    lateness = LatenessOut()
    waiting = WaitingOut()
    kinds = KindTrustOut(many=True)


class TrustFigures(Endpoint):
    """How far the clock can be trusted."""

    rule, tag, operations = read_trust, "tickets", {"GET": "list_trust"}
    pagination_class, serializer_class = Cursor, TrustOut

    @extend_schema(
        parameters=[
            OpenApiParameter("estate", str, description="Code or id; without it: every estate of this key."),
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day; without days: the last seven."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day, a year later at most."),
        ]
    )
    def get(self, request: Request) -> Response:
        """By estate: deadlines kept by kind, lateness of firing, waiting time gross and net, of some days."""
        query = request.query_params
        if wrong := [name for name in query if name not in PARAMETERS | {"estate", "since", "until"}]:
            raise BadInput({name[:60]: _("There is no such parameter.") for name in wrong})
        pages = Cursor()
        found = [estate_named(self.actor, query["estate"])] if query.get("estate") else estates_of(self.actor)
        shown = pages.paginate_list(list(found), lambda one: one.code, request)
        at, days = now(), (query.get("since", ""), query.get("until", ""))
        rows = [trust(estate, *days_of(days, estate, at), at) for estate in shown]
        return pages.get_paginated_response(TrustOut(rows, many=True).data)


urlpatterns = [path("trust", TrustFigures.as_view(), name="api-trust")]

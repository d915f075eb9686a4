"""REST: how many open jobs somebody may take for himself out of the claim pool (R13)."""

from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.actions.limits import HIGHEST, Holding, limit_jobs, limits
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.people.rules import edit_settings, view_settings

COMPANY = "company"
WHERE = {"estate": "Code or id of an estate, or `company` for the whole company."}


class ClaimLimitOut(serializers.Serializer):
    """The limit in an estate, or (estate null) where it says nothing of its own."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.IntegerField(allow_null=True, help_text="Its own word, null when it has none.")
    most = serializers.IntegerField(source="holds", help_text="Open jobs per person: what holds there.")


class ClaimLimitIn(Body):
    rule = "R13"
    most = serializers.IntegerField(
        min_value=1, max_value=HIGHEST, allow_null=True, help_text="null: the wider one holds again."
    )


class ClaimLimits(Endpoint):
    """How many open jobs somebody may take, for the company and each estate of this key (R13)."""

    rule, tag, operations = view_settings, "policies", {"GET": "list_claim_limits"}
    pagination_class, serializer_class = Cursor, ClaimLimitOut

    def get(self, request: Request) -> Response:
        """How many open jobs somebody may take, for the company and each estate of this key (R13)."""
        pages = Cursor()
        rows = pages.paginate_list(limits(estates_of(self.actor)), code_of, request)
        return pages.get_paginated_response(ClaimLimitOut(rows, many=True).data)


class ClaimLimitDetail(Endpoint):
    """The company's, or one estate's."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations, variables = "policies", {"GET": "get_claim_limit", "PATCH": "change_claim_limit"}, WHERE
    body, answer = ClaimLimitIn, ClaimLimitOut

    def get(self, request: Request, estate: str) -> Response:
        """What holds there."""
        return self.tell(self.found(estate))

    def patch(self, request: Request, estate: str) -> Response:
        """Who has more already keeps them, and takes no further one."""
        where, values = self.found(estate).estate, self.read()
        limit_jobs(actor=self.actor, estate_id=where.pk if where else None, **values)
        return self.tell(self.found(estate))

    def found(self, name: str) -> Holding:
        """Raises NotFound for another's estate."""
        return limits([] if name == COMPANY else [estate_named(self.actor, name)])[-1]


def code_of(one: Holding) -> str:
    """The company first."""
    return f"1 {one.estate.code}" if one.estate else "0"


urlpatterns: list[URLPattern] = [
    path("claim-limits", ClaimLimits.as_view(), name="api-claim-limits"),
    path("claim-limits/<str:estate>", ClaimLimitDetail.as_view(), name="api-claim-limit"),
]

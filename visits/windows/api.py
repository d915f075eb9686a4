"""REST: how long the appointment windows are, and the notice before one (R16)."""

from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Text
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.people.rules import edit_settings, view_settings
from visits.windows.lengths import Holding, lengths, set_windows

COMPANY = "company"
WHERE = {"estate": "Code or id of an estate, or `company` for the whole company."}


class WindowLengthOut(serializers.Serializer):
    """How windows are in an estate, or (estate null) where it says nothing of its own."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.CharField(help_text="Its own word, empty when it has none; ISO 8601, such as PT2H.")
    duration = serializers.CharField(help_text="How long a window is: what holds there.")
    own_notice = serializers.CharField(help_text="Its own word, empty when it has none.")
    notice = serializers.CharField(help_text="So long before it begins a window can still be chosen: what holds there.")


class WindowLengthIn(Body):
    """What is left out stays."""

    rule = "R16"
    duration = Text(
        max_length=40, allow_blank=True, required=False, help_text="PT30M to PT12H; empty: the wider one holds again."
    )
    notice = Text(
        max_length=40, allow_blank=True, required=False, help_text="PT30M to P1D; empty: the wider one holds again."
    )


class WindowLengths(Endpoint):
    """How long the windows are and the notice before one, for the company and each estate of this key (R16)."""

    rule, tag, operations = view_settings, "policies", {"GET": "list_window_lengths"}
    pagination_class, serializer_class = Cursor, WindowLengthOut

    def get(self, request: Request) -> Response:
        """How long the windows are and the notice before one, for the company and each estate of this key (R16)."""
        pages = Cursor()
        rows = pages.paginate_list(lengths(estates_of(self.actor)), code_of, request)
        return pages.get_paginated_response(WindowLengthOut([shown(one) for one in rows], many=True).data)


class WindowLengthDetail(Endpoint):
    """The company's, or one estate's."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations, variables = "policies", {"GET": "get_window_length", "PATCH": "change_window_length"}, WHERE
    body, answer = WindowLengthIn, WindowLengthOut

    def get(self, request: Request, estate: str) -> Response:
        """What holds there."""
        return self.tell(shown(self.found(estate)))

    def patch(self, request: Request, estate: str) -> Response:
        """So are the windows that are offered from now on; what has been agreed stays agreed."""
        where, values = self.found(estate).estate, self.read()
        set_windows(actor=self.actor, estate_id=where.pk if where else None, **values)
        return self.tell(shown(self.found(estate)))

    def found(self, name: str) -> Holding:
        """Raises NotFound for another's estate."""
        return lengths([] if name == COMPANY else [estate_named(self.actor, name)])[-1]


def shown(one: Holding) -> dict[str, object]:
    return {
        "estate": one.estate, "own": one.length.own, "duration": one.length.holds,
        "own_notice": one.notice.own, "notice": one.notice.holds,
    }  # fmt: skip


def code_of(one: Holding) -> str:
    """The company first."""
    return f"1 {one.estate.code}" if one.estate else "0"


urlpatterns: list[URLPattern] = [
    path("window-lengths", WindowLengths.as_view(), name="api-window-lengths"),
    path("window-lengths/<str:estate>", WindowLengthDetail.as_view(), name="api-window-length"),
]

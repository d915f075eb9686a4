"""REST: the reports, line by line, and whether each agrees with the ledger (R39, R47)."""

from decimal import Decimal
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.reports.shown import KINDS, Kind
from billing.reports.tables import Report
from servicedesk.api.cursors import PARAMETERS, Cursor
from servicedesk.api.problems import BadInput
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.refusals import NotFound

CENT = serializers.DecimalField
WORDS = {
    "day": "Day of cash-up, by default today.", "month": "Such as 2026-10, by default this month.",
    "since": "First day; without days: this month.", "until": "Last day, two years later at most.",
}  # fmt: skip
ESTATE = OpenApiParameter("estate", str, description="Code or id; without it: every estate of this key together.")


class ReportLineOut(serializers.Serializer):
    """One line of one table. `look`: line, part (of the group above it), group, sum, or fact (above the tables)."""

    table = serializers.CharField()
    name = serializers.CharField()
    look = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    running = serializers.BooleanField(help_text="The last of these days is not over: figures so far.")
    figures = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="By column; money is a text with two places."
    )


class LedgerDifferenceOut(serializers.Serializer):
    """null: this side does not know it."""

    name = serializers.CharField()
    account = serializers.CharField(source="book")
    paper = CENT(max_digits=16, decimal_places=2, allow_null=True)
    posted = CENT(max_digits=16, decimal_places=2, allow_null=True)


class ReportCheckOut(serializers.Serializer):
    """Two sums that must be the same, and by name what differs; `wrong` says how many that are."""

    name = serializers.CharField()
    paper = CENT(max_digits=16, decimal_places=2)
    posted = CENT(max_digits=16, decimal_places=2)
    difference = CENT(max_digits=16, decimal_places=2)
    papers = serializers.IntegerField()
    wrong = serializers.IntegerField()
    good = serializers.BooleanField()
    differences = LedgerDifferenceOut(many=True)


class ReportEndpoint(Endpoint):
    """What needs a report."""

    rule, tag, kind = rules.view_reports, "money", KINDS["daily"]
    pagination_class = Cursor

    def report(self, request: Request) -> Report:
        """As asked for. Raises BadInput, Invalid, NotFound."""
        query = request.query_params
        if wrong := [name for name in query if name not in PARAMETERS | {"estate", *self.kind.asks}]:
            raise BadInput({name[:60]: _("There is no such parameter.") for name in wrong})
        asked = query.get("estate")
        estates = [estate_named(self.actor, asked)] if asked else list(estates_of(self.actor).order_by("code"))
        if not estates:
            raise NotFound(_("There is no such estate."), rule="R2", field="estate")
        return self.kind.make(self.kind.read(estates, query.dict()))

    def paged(self, request: Request, rows: list[dict[str, Any]], out: type[serializers.Serializer]) -> Response:
        """In the order of the report."""
        pages = Cursor()
        places = {id(row): f"{n:06d}" for n, row in enumerate(rows)}
        page = pages.paginate_list(rows, lambda row: places[id(row)], request)
        return pages.get_paginated_response(out(page, many=True).data)


def lines_of(report: Report) -> list[dict[str, Any]]:
    """Facts, then the lines of each table."""
    scope = report.scope
    days = {"since": scope.since, "until": scope.until, "running": scope.running}
    facts = [
        {"table": "facts", "name": str(words), "look": "fact", "figures": {"value": text(value)}, **days}
        for words, value in report.facts
    ]
    lines = [
        {"table": table.name, "name": line.name, "look": line.look or "line", **days,
         "figures": {one.key: text(value) for one, value in cells}}
        for table in report.tables for line, cells in table.body
    ]  # fmt: skip
    return [*facts, *lines]


def text(value: Any) -> str | None:
    if value is None:
        return None
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def endpoints(kind: Kind, address: str) -> tuple[URLPattern, URLPattern]:
    """A report's two addresses: its lines, and its checks."""
    name = address.replace("-", "_")
    days = [OpenApiParameter(one, look_of(one), description=WORDS[one]) for one in kind.asks]

    class Lines(ReportEndpoint):
        """A report's lines, table by table; the figures of its page."""

        operations, serializer_class = {"GET": f"get_{name}_report"}, ReportLineOut

        @extend_schema(parameters=[ESTATE, *days])
        def get(self, request: Request) -> Response:
            return self.paged(request, lines_of(self.report(request)), ReportLineOut)

    class Checks(ReportEndpoint):
        """Whether a report agrees with the ledger: sums from papers beside sums of postings, differences by name."""

        operations, serializer_class = {"GET": f"check_{name}_report"}, ReportCheckOut

        @extend_schema(parameters=[ESTATE, *days])
        def get(self, request: Request) -> Response:
            rows: Any = list(self.report(request).proofs)
            return self.paged(request, rows, ReportCheckOut)

    Lines.kind = Checks.kind = kind
    return (
        path(f"reports/{address}", Lines.as_view(), name=f"api-report-{kind.name}"),
        path(f"reports/{address}/checks", Checks.as_view(), name=f"api-report-{kind.name}-checks"),
    )


def look_of(name: str) -> Any:
    return str if name == "month" else OpenApiTypes.DATE


ADDRESSES = {"daily": "daily", "monthly": "monthly", "receivables": "receivables", "trial": "trial-balance"}
urlpatterns: list[URLPattern] = [one for name, word in ADDRESSES.items() for one in endpoints(KINDS[name], word)]

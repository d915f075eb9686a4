"""The pages of the reports, their spreadsheets and papers: daily, monthly, receivables, trial balance (R39)."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from billing import rules
from billing.reports.forms import ALL, AskForm
from billing.reports.monthly import GROUPINGS
from billing.reports.scope import Scope, today
from billing.reports.sheets import book
from billing.reports.shown import KINDS, Kind, beside
from billing.reports.tables import Report
from servicedesk.estates.models import Estate
from servicedesk.people.rules import View, requires
from servicedesk.sheets.views import XLSX
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate, estates_of

# Which tables of the monthly report stand on which tab; the summary stands on each.
TABS = {"item": ("items", "bearers"), "method": ("methods",), "collector": ("collectors",)}


def chosen(request: HttpRequest) -> list[Estate]:
    """The estates of the address: one by code or id, or `all` of one's own; without a word the session's.

    Raises Http404 for another tenant's or estate's.
    """
    mine, word = estates_of(request), request.GET.get("estate", "")
    if not word:
        current = current_estate(request)
        return [current] if current else []
    found = mine if word == ALL else [one for one in mine if word in (one.code, str(one.pk))]
    if not found:
        raise Http404
    return found


def asked(request: HttpRequest, kind: Kind) -> AskForm | None:
    """None for who has no estate yet."""
    estates = chosen(request)
    if not estates:
        return None
    data: dict[str, Any] = dict(request.GET.items())
    data["estate"] = ALL if data.get("estate") == ALL and len(estates_of(request)) > 1 else estates[0].code
    return AskForm(kind, estates_of(request), estates, data)


def page(kind: Kind) -> View:
    """The report on the screen; of the monthly one `by` says which tab."""

    @requires(rules.view_reports)
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        form = asked(request, kind)
        context: dict[str, Any] = {"form": form, "kind": kind, "section": kind.section}
        if form is not None and form.is_valid():
            context |= told(request, kind, kind.make(form.scope), form)
        bad = form is not None and "report" not in context
        return render(request, "billing/reports/page.html", context, status=422 if bad else 200)

    return view


def told(request: HttpRequest, kind: Kind, report: Report, form: AskForm) -> dict[str, Any]:
    """The report with the addresses around it: before, after, spreadsheet, paper, tabs."""
    estate = form.data["estate"]
    earlier, later = ({"estate": estate} | asks for asks in beside(kind, report.scope))
    own = query_of(report.scope, kind, estate)
    tab = request.GET.get("by", "") if request.GET.get("by") in TABS else "item"
    tables = report.tables
    if kind.name == "monthly":
        tables = [one for one in tables if one.name in TABS[tab]]
    return {
        "report": report, "tables": tables, "query": urlencode(own), "earlier": urlencode(words(earlier)),
        "later": "" if report.scope.until >= today(report.scope.estates) else urlencode(words(later)),
        "summary": next((one for one in report.tables if one.name == "summary"), None),
        "tabs": [(key, label, key == tab) for key, label in GROUPINGS.items()] if kind.name == "monthly" else [],
        "tab": tab if kind.name == "monthly" else "", "estates": report.scope.estates,
    }  # fmt: skip


def words(asks: dict[str, Any]) -> dict[str, str]:
    """A month as 2026-11, a day as 2026-11-22."""
    return {key: f"{value:%Y-%m}" if key == "month" else str(value) for key, value in asks.items()}


def query_of(scope: Scope, kind: Kind, estate: str) -> dict[str, str]:
    """What asks for the same report again."""
    days: dict[str, Any] = {"day": scope.since, "month": scope.since, "since": scope.since, "until": scope.until}
    names = ("since", "until") if len(kind.asks) > 1 else kind.asks
    return words({"estate": estate, **{name: days[name] for name in names}})


def sheet(kind: Kind) -> View:
    """The report as a spreadsheet, with the figures of the page."""

    @requires(rules.view_reports)
    @require_GET
    def export(request: HttpRequest) -> HttpResponseBase:
        form = asked(request, kind)
        if form is None or not form.is_valid():
            raise Http404
        report = kind.make(form.scope)
        name = f"{report.name}-{form.data['estate']}-{form.scope.since}.xlsx"
        return FileResponse(book(report), as_attachment=True, filename=name, content_type=XLSX)

    return export


def paper(kind: Kind) -> View:
    """The report on A4, across, with lines to sign."""

    @requires(rules.view_reports)
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        form = asked(request, kind)
        if form is None or not form.is_valid():
            raise Http404
        first = form.scope.estates[0]
        context = {
            "report": kind.make(form.scope), "company": first.tenant.name, "now": now(),
            "estate": "、".join(one.name for one in form.scope.estates),
            "printer": request.actor.name,  # type: ignore[attr-defined]
        }  # fmt: skip
        return render(request, "print/report.html", context)

    return view


urlpatterns: list[URLPattern] = [
    pattern
    for one in KINDS.values()
    for pattern in (
        path(f"billing/reports/{one.name}", page(one), name=f"billing-report-{one.name}"),
        path(f"billing/reports/{one.name}/export", sheet(one), name=f"billing-report-{one.name}-export"),
        path(f"billing/reports/{one.name}/paper", paper(one), name=f"print-report-{one.name}"),
    )
]

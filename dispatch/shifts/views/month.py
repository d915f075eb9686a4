"""A month as a spreadsheet: out, and in again with a preview first."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dispatch.shifts import actions, rules, sheets, times
from dispatch.shifts.book import said
from dispatch.shifts.views.week import day_of, here
from servicedesk.estates.models import Estate
from servicedesk.people.rules import requires
from servicedesk.refusals import Refusal
from servicedesk.sheets.seal import seal, unseal
from servicedesk.web.forms import add_refusal

XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 400


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": XLSX})
    )


def about(estate: Estate) -> str:
    """What its previews are sealed with."""
    return f"roster {estate.pk}"


def month_of(request: HttpRequest, at: datetime) -> list[date]:
    """The days of ?month=2026-12, this month by default. Raises Http404."""
    text = request.POST.get("month") or request.GET.get("month", "")
    return times.month_of(day_of(f"{text}-01" if text else "", at, default=at.date()))


def page(request: HttpRequest, estate: Estate, days: list[date], form: forms.Form, **more: Any) -> HttpResponse:
    context = {
        "form": form, "estate": estate, "section": "month", "month": f"{days[0]:%Y-%m}", "heads": sheets.HEADS,
        "may_edit": rules.edit_roster(request.actor, estate), **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    wrong = form.errors or (more.get("plan") and more["plan"].wrong)
    return render(request, "roster/month.html", context, status=422 if wrong else 200)


@requires(rules.view_roster)
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """Out and in."""
    estate, at = here(request)
    days = month_of(request, at)
    return page(request, estate, days, SheetForm(), there=len(sheets.shifts_of(estate, days)))


@requires(rules.view_roster)
@require_GET
def export(request: HttpRequest) -> FileResponse:
    estate, at = here(request)
    days = month_of(request, at)
    name = f"{estate.code}-{days[0]:%Y-%m}.xlsx"
    return FileResponse(sheets.written(estate, days), as_attachment=True, filename=name)


@requires(rules.edit_roster)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the spreadsheet would do, row by row; nothing is written."""
    estate, at = here(request)
    days = month_of(request, at)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, estate, days, form)
    try:
        rows = sheets.read(form.cleaned_data["file"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return page(request, estate, days, form)
    return shown(request, estate, days, rows, sheets.plan(estate, days, rows, at))


def shown(
    request: HttpRequest, estate: Estate, days: list[date], rows: list[sheets.Row], plan: sheets.Plan
) -> HttpResponse:
    """The plan with its wrong rows first."""
    lines = sorted(plan.lines, key=lambda line: (not line.wrong, line.fate != "new", line.number))
    return page(
        request, estate, days, SheetForm(), plan=plan, lines=lines[:SHOWN], more=max(0, len(lines) - SHOWN),
        token=seal(about(estate), [days[0].isoformat(), rows]),
        fates={name: plan.count(name) for name in ("new", "same", "passed")},
        removed=[(one.staff.name, said(one, estate.tz)) for one in plan.removed],
    )  # fmt: skip


@requires(rules.edit_roster)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write what was previewed, if it can still be written; else the preview again with what is wrong now."""
    estate, at = here(request)
    first, rows = unseal(about(estate), request.POST.get("token", ""))
    days = times.month_of(date.fromisoformat(first))
    plan = actions.import_month(actor=request.actor, estate_id=estate.pk, days=days, rows=rows)  # type: ignore[attr-defined]
    if plan.wrong:
        return shown(request, estate, days, rows, plan)
    words = _("The month is read in: {n} new, {m} taken off.").format(n=len(plan.added), m=len(plan.removed))
    messages.success(request, words)
    return redirect(f"{reverse('roster')}?week={max(days[0], min(at.date(), days[-1])).isoformat()}")

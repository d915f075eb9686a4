"""A month as a spreadsheet: out, and in again with a preview first."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
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
from servicedesk.refusals import Invalid, Refusal
from servicedesk.web.forms import add_refusal

# Between preview and confirmation the rows travel signed in the page: nothing is kept for who never confirms.
SALT, GOOD_FOR = "roster.sheet", 3600
XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 400


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": XLSX})
    )


def month_of(request: HttpRequest, at: datetime) -> list[date]:
    """The days of ?month=2026-12, this month by default. Raises Http404."""
    text = request.POST.get("month") or request.GET.get("month", "")
    return times.month_of(day_of(f"{text}-01" if text else "", at, default=at.date()))


def page(request: HttpRequest, estate: Estate, days: list[date], form: forms.Form, **more: Any) -> HttpResponse:
    context = {
        "form": form, "estate": estate, "section": "month", "month": f"{days[0]:%Y-%m}", "heads": sheets.heads(),
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
        rows = rows_of(form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return page(request, estate, days, form)
    return shown(request, estate, days, rows, sheets.plan(estate, days, rows, at))


def rows_of(form: SheetForm) -> list[sheets.Cells]:
    upload = form.cleaned_data["file"]
    if upload.size > sheets.MOST_BYTES:
        raise Invalid(_("At most {n} MB.").format(n=sheets.MOST_BYTES // 1_000_000), rule="R19", field="file")
    return sheets.read(upload.file)


def shown(
    request: HttpRequest, estate: Estate, days: list[date], rows: list[sheets.Cells], plan: sheets.Plan
) -> HttpResponse:
    """The plan with its wrong rows first."""
    lines = sorted(plan.lines, key=lambda line: (not line.wrong, line.fate != "new", line.number))
    token = signing.dumps([str(estate.pk), days[0].isoformat(), rows], salt=SALT, compress=True)
    return page(
        request, estate, days, SheetForm(), plan=plan, lines=lines[:SHOWN], more=max(0, len(lines) - SHOWN),
        token=token, fates={name: plan.count(name) for name in ("new", "same", "passed")},
        removed=[(one.staff.name, said(one, estate.tz)) for one in plan.removed],
    )  # fmt: skip


@requires(rules.edit_roster)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write what was previewed, if it can still be written; else the preview again with what is wrong now."""
    estate, at = here(request)
    try:
        estate_id, first, rows = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as wrong:
        raise Invalid(_("This preview is too old: choose the file again."), rule="R19") from wrong
    if estate_id != str(estate.pk):
        raise Invalid(_("This preview is of another estate: choose the file again."), rule="R19")
    days = times.month_of(date.fromisoformat(first))
    plan = actions.import_month(actor=request.actor, estate_id=estate.pk, days=days, rows=rows)  # type: ignore[attr-defined]
    if plan.wrong:
        return shown(request, estate, days, rows, plan)
    words = _("The month is read in: {n} new, {m} taken off.").format(n=len(plan.added), m=len(plan.removed))
    messages.success(request, words)
    return redirect(f"{reverse('roster')}?week={max(days[0], min(at.date(), days[-1])).isoformat()}")

"""Pages: previews and runs."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing.fees import previews
from billing.fees.forms import ReasonForm, RunForm
from billing.fees.queries import fees_of, month_of
from billing.fees.rules import run_fees, view_fees
from billing.fees.runs import carry_out, reverse_bill, reverse_run
from billing.fees.sheets import BILL_HEADS, bill_rows
from billing.fees.standing import state_of, with_open
from billing.fees.views.fees import shell
from billing.fees.views.statements import statement_page
from billing.models import Bill, Fee, FeeRun
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import Refusal
from servicedesk.sheets.views import XLSX
from servicedesk.sheets.writing import sheet
from servicedesk.timers.now import today_in
from servicedesk.web.estate import estate_here
from servicedesk.web.forms import beside

PAGE = 50


@requires(view_fees)
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """What was carried out; with a month and fees in the address, what a run would do."""
    estate = estate_here(request)
    fees = fees_of(estate)
    form, seen = asked(request, fees), None
    if form.is_bound and form.is_valid():
        seen = previews.preview(estate, picked(fees, form), form.cleaned_data["period"])
    return runs_page(request, form, seen)


def asked(request: HttpRequest, fees: list[Fee]) -> RunForm:
    if "period" in request.GET:
        return RunForm(request.GET, fees=fees)
    month = month_of(today_in(estate_here(request)))
    return RunForm(initial={"period": month, "fees": [str(fee.pk) for fee in fees]}, fees=fees)


def picked(fees: list[Fee], form: RunForm) -> list[Fee]:
    return [fee for fee in fees if str(fee.pk) in form.cleaned_data["fees"]]


def runs_page(request: HttpRequest, form: RunForm, seen: previews.Preview | None, error: str = "") -> HttpResponse:
    rows = FeeRun.objects.filter(estate=estate_here(request)).order_by("-carried_at", "-id")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = shell(request, "runs", form=form, seen=seen, page=page, error=error, may_run=run_fees(actor_of(request)))
    return render(request, "fees/runs.html", context, status=409 if error else 422 if form.errors else 200)


@requires(run_fees)
@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Carry out what was previewed: its number and its sum come along, and must still be so."""
    estate = estate_here(request)
    fees = fees_of(estate)
    form = RunForm(request.POST, fees=fees)
    if not form.is_valid():
        return runs_page(request, form, None)
    period, chosen = form.cleaned_data["period"], picked(fees, form)
    try:
        made = carry_out(
            actor=actor_of(request), estate_id=estate.pk, fee_ids=[fee.pk for fee in chosen], period=period,
            expected=expected(request),
        )  # fmt: skip
    except Refusal as refusal:
        return runs_page(request, form, previews.preview(estate, chosen, period), str(refusal.message))
    messages.success(request, _("{n} bills, ¥{total}.").format(n=made.bills, total=made.total))
    return redirect("fees-run", made.pk)


def expected(request: HttpRequest) -> tuple[int, Decimal] | None:
    """What the page showed; a page that does not say so has shown nothing, and nothing agrees with it."""
    try:
        return int(request.POST.get("bills", "")), Decimal(request.POST.get("total", ""))
    except (ValueError, InvalidOperation):
        return -1, Decimal(-1)


def run_here(request: HttpRequest, run_id: UUID) -> FeeRun:
    rows = FeeRun.objects.select_related("estate")
    return get_object_or_404(actor_of(request).among(rows), pk=run_id)


@requires(view_fees)
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run with its bills; POST reverses all of them."""
    found = run_here(request, run_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        run_fees.demand(actor_of(request))
        if form.is_valid():
            with beside(form):
                reverse_run(actor=actor_of(request), run_id=found.pk, reason=form.cleaned_data["reason"])
                messages.success(request, _("The run is reversed."))
                return redirect("fees-run", found.pk)
    return run_page(request, found, form)


def run_page(request: HttpRequest, found: FeeRun, form: ReasonForm, **more: Any) -> HttpResponse:
    rows = found.lines.select_related("unit", "fee").order_by("id")
    if begin := request.GET.get("unit", "").strip():
        rows = rows.filter(unit__code__startswith=begin)
    page = Paginator(with_open(rows), PAGE).get_page(request.GET.get("page"))
    for bill in page:
        bill.state = state_of(bill)
    standing = Q(reversed_at=None)
    by_fee = found.lines.values("fee__name").annotate(
        n=Count("pk", filter=standing), total=Sum("amount", filter=standing), undone=Count("pk", filter=~standing)
    )
    context = shell(
        request, "runs", run=found, page=page, by_fee=by_fee.order_by("fee__name"), form=form,
        unit=request.GET.get("unit", ""), may_run=run_fees(actor_of(request)), **more,
    )  # fmt: skip
    return render(request, "fees/run.html", context, status=422 if form.errors or more else 200)


@requires(run_fees)
@require_POST
def bill_reversed(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """One bill is undone; back to where it stood."""
    rows = Bill.objects.all()
    found = get_object_or_404(actor_of(request).among(rows), pk=bill_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with beside(form):
            reverse_bill(actor=actor_of(request), bill_id=found.pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("The bill is reversed."))
            return redirect("fees-statement", found.unit_id)
    return statement_page(request, found.unit, form, found.pk)


@requires(view_fees)
@require_GET
def run_sheet(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The run's bills as a spreadsheet."""
    found = run_here(request, run_id)
    heads = [(str(words), width) for words, width in BILL_HEADS]
    out = sheet(_("Bills"), heads, bill_rows(found))
    name = f"bills-{found.period:%Y-%m}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)

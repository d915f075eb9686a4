"""Pages: readings down a list by keyboard, and from a spreadsheet looked at before it is written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.db.transaction import atomic
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing.fees.enums import Basis
from billing.fees.forms import MeterForm, ReadForm, ReasonForm
from billing.fees.queries import fees_of
from billing.fees.readings import Doubtful, Shown, add_meter, estimate, read, withdraw
from billing.fees.rules import read_meters, view_fees
from billing.fees.sheets import readings_book
from billing.fees.views.fees import shell
from billing.models import Fee, Meter, Reading
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.book import Preview, carry_out, preview, read_back
from servicedesk.sheets.reading import rows_of
from servicedesk.sheets.views import XLSX
from servicedesk.sheets.writing import sheet
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import today_in
from servicedesk.web.estate import estate_here
from servicedesk.web.forms import beside, sent

PAGE = 50


def fee_chosen(request: HttpRequest) -> tuple[list[Fee], Fee | None]:
    """The estate's metered fees, and the one that the address names (else the first)."""
    found = [fee for fee in fees_of(estate_here(request)) if fee.basis == Basis.METER]
    wanted = request.GET.get("fee", "")
    return found, next((fee for fee in found if str(fee.pk) == wanted), found[0] if found else None)


def meters_of(request: HttpRequest, fee: Fee | None) -> Any:
    """The fee's meters in this estate with their last readings, by unit."""
    last = Reading.objects.filter(meter=OuterRef("pk"), withdrawn_at=None).order_by("-day")
    rows = Meter.objects.filter(estate=estate_here(request), fee=fee).select_related("unit", "fee", "estate")
    names = {"last_day": "day", "last_value": "value", "last_used": "used", "last_kind": "kind"}
    rows = rows.annotate(**{name: Subquery(last.values(field)[:1]) for name, field in names.items()})
    if begin := request.GET.get("unit", "").strip():
        rows = rows.filter(unit__code__startswith=begin)
    return rows.order_by("unit__code")


@requires(view_fees)
@require_http_methods(["GET", "POST"])
def readings(request: HttpRequest) -> HttpResponse:
    """The list to be filled in, fifty meters a page; POST puts up a new meter."""
    found, fee = fee_chosen(request)
    form = MeterForm(sent(request), estate=estate_here(request), initial={"day": today_in(estate_here(request))})
    if request.method == "POST":
        read_meters.demand(actor_of(request))
        if fee and form.is_valid():
            with beside(form):
                add_meter(actor=actor_of(request), fee_id=fee.pk, **form.values())
                messages.success(request, _("Saved: {name}.").format(name=form.cleaned_data["unit"].code))
                return redirect(f"{reverse('fees-readings')}?fee={fee.pk}")
    page = Paginator(meters_of(request, fee), PAGE).get_page(request.GET.get("page"))
    context = shell(
        request, "readings", fees=found, fee=fee, page=page, form=form, unit=request.GET.get("unit", ""),
        day=request.GET.get("day") or f"{today_in(estate_here(request)):%Y-%m-%d}",
        may_read=read_meters(actor_of(request)),
    )  # fmt: skip
    return render(request, "fees/readings.html", context, status=422 if form.errors else 200)


def meter_here(request: HttpRequest, meter_id: UUID) -> Meter:
    """Raises Http404 for another tenant's or estate's."""
    rows = Meter.objects.select_related("unit", "fee", "estate")
    return get_object_or_404(actor_of(request).among(rows), pk=meter_id)


@requires(read_meters)
@require_POST
def reading(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """One line: written, or shown again with what is wrong and what may be declared."""
    meter = meter_here(request, meter_id)
    form = ReadForm(request.POST)
    doubt = False
    if form.is_valid():
        try:
            row = read(actor=actor_of(request), meter_id=meter.pk, shown=Shown(**form.values()))
            return line(request, meter, written=row)
        except Refusal as refusal:
            doubt = isinstance(refusal, Doubtful)
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    said = [(name, request.POST.get(name, "")) for name in ("kind", "old_end", "new_start", "reason")]
    return line(request, meter, form=form, doubt=doubt, carried=said)


@requires(read_meters)
@require_POST
def estimated(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """An estimate for the day of the list."""
    meter = meter_here(request, meter_id)
    form = ReadForm(request.POST)
    form.is_valid()
    try:
        day = form.cleaned_data.get("day") or today_in(meter.estate)
        return line(request, meter, written=estimate(actor=actor_of(request), meter_id=meter.pk, day=day))
    except Refusal as refusal:
        fresh = ReadForm(data={"day": request.POST.get("day", ""), "value": "0"})
        fresh.is_valid()
        fresh.add_error(None, str(refusal.message))
        return line(request, meter, form=fresh, blank=True)


def line(request: HttpRequest, meter: Meter, **more: Any) -> HttpResponse:
    """The row of one meter, as it stands now."""
    last = meter.readings.filter(withdrawn_at=None).latest("day")
    meter.last_day, meter.last_value, meter.last_used = last.day, last.value, last.used  # type: ignore[attr-defined]
    meter.last_kind = last.kind  # type: ignore[attr-defined]
    context = {"meter": meter, "day": request.POST.get("day", ""), "may_read": True, **more}
    return render(request, "fees/_reading.html", context, status=422 if more.get("form") else 200)


@requires(view_fees)
@require_http_methods(["GET", "POST"])
def meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """A meter's readings, withdrawn ones too; POST withdraws the last."""
    found = meter_here(request, meter_id)
    rows = list(found.readings.order_by("-day", "-recorded_at")[:100])
    form = ReasonForm(sent(request))
    last = next((row for row in rows if not row.withdrawn_at), None)
    if request.method == "POST":
        read_meters.demand(actor_of(request))
        if last and form.is_valid():
            with beside(form):
                withdraw(actor=actor_of(request), reading_id=last.pk, reason=form.cleaned_data["reason"])
                return redirect("fees-meter", found.pk)
    context = shell(
        request, "readings", meter=found, rows=rows, form=form, last=last, may_read=read_meters(actor_of(request))
    )
    return render(request, "fees/meter.html", context, status=422 if form.errors else 200)


@requires(view_fees)
@require_GET
def readings_export(request: HttpRequest) -> HttpResponseBase:
    """The list as a spreadsheet, to be filled in and taken in again."""
    _all, fee = fee_chosen(request)
    book = readings_book(actor_of(request), estate_here(request), fee)
    heads = [(str(words), width) for words, width in book.heads]
    out = sheet(str(book.title), heads, book.rows())
    return FileResponse(out, as_attachment=True, filename="readings.xlsx", content_type=XLSX)


@requires(read_meters)
@require_http_methods(["GET", "POST"])
def readings_import(request: HttpRequest) -> HttpResponse:
    """A filled-in list: first shown row by row, then written as a whole or not at all."""
    _all, fee = fee_chosen(request)
    book = readings_book(actor_of(request), estate_here(request), fee)
    seen: Preview | None = None
    error = ""
    if request.method == "POST":
        try:
            if token := request.POST.get("rows", ""):
                return written(request, book, token, fee)
            seen = looked_at(request, book)
        except Invalid as refusal:
            error = str(refusal.message)
    query = f"?fee={fee.pk}" if fee else ""
    context = shell(
        request, "readings", book=book, preview=seen, error=error, back=reverse("fees-readings") + query,
        export=reverse("fees-readings-export") + query,
    )  # fmt: skip
    return render(request, "fees/import.html", context, status=422 if error else 200)


def looked_at(request: HttpRequest, book: Any) -> Preview:
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file."), rule="", field="file")
    return preview(book, rows_of(upload, book.words), require_tenant_id())


@atomic
def written(request: HttpRequest, book: Any, token: str, fee: Fee | None) -> HttpResponse:
    done = carry_out(book, read_back(book, token, require_tenant_id()), actor_of(request))
    messages.success(request, _("{title}: {n} rows written.").format(title=book.title, n=done))
    return redirect(reverse("fees-readings") + (f"?fee={fee.pk}" if fee else ""))

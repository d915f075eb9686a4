"""Pages: the fees of an estate, their rates, and who pays them (R33)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing.fees import forms
from billing.fees.actions import end_place, keep_fee, set_place, set_rate
from billing.fees.queries import fees_of, fees_seen, rate_on
from billing.fees.rules import edit_fees, view_fees
from billing.ledger.enums import Book
from billing.models import Account, Fee, FeePlace
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.timers.now import today_in
from servicedesk.web.estate import estate_here
from servicedesk.web.forms import beside, sent

INCOME = (Book.MANAGEMENT, Book.WATER, Book.HEATING)


def shell(request: HttpRequest, section: str, **more: Any) -> dict[str, Any]:
    """What every page of fees is given."""
    return {"section": section, "estate": estate_here(request), "may_edit": edit_fees(actor_of(request)), **more}


def accounts_known() -> list[str]:
    """Names to choose from, as suggestions; another name opens an account of its own."""
    own = Account.objects.filter(kind="income", key__startswith="fee:").values_list("name", flat=True)
    return [*(str(book.label) for book in INCOME), *own.order_by("number")]


@requires(view_fees)
@require_http_methods(["GET", "POST"])
def fees(request: HttpRequest) -> HttpResponse:
    """What holds in this estate, with today's rate; beside it the form of a new one."""
    estate = estate_here(request)
    form = forms.FeeForm(sent(request), estate=estate, fee=None)
    if request.method == "POST":
        edit_fees.demand(actor_of(request))
        if form.is_valid():
            with beside(form):
                fee = keep_fee(actor=actor_of(request), **form.values())
                messages.success(request, _("Saved: {name}.").format(name=fee.name))
                return redirect("fees-one", fee.pk)
    day = today_in(estate)
    found = fees_of(estate)
    rates = {rate.fee_id: rate for rate in rates_on(found, day)}
    rows = [(fee, forms.rate_words(rates.get(fee.pk))) for fee in found]
    given_up = fees_seen(actor_of(request)).filter(Q(estate=None) | Q(estate=estate), active=False).order_by("code")
    context = shell(request, "fees", rows=rows, form=form, accounts=accounts_known(), given_up=given_up)
    return render(request, "fees/fees.html", context, status=422 if form.errors else 200)


def rates_on(found: list[Fee], day: date) -> Any:
    from billing.models import FeeRate

    valid = Q(valid_to=None) | Q(valid_to__gte=day)
    return FeeRate.objects.filter(valid, fee__in=found, valid_from__lte=day)


def fee_here(request: HttpRequest, fee_id: UUID) -> Fee:
    return get_object_or_404(fees_seen(actor_of(request)), pk=fee_id)


@requires(view_fees)
@require_http_methods(["GET", "POST"])
def fee(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """One fee; POST writes its values."""
    found, estate = fee_here(request, fee_id), estate_here(request)
    form = forms.FeeForm(sent(request), estate=estate, fee=found)
    if request.method == "POST":
        edit_fees.demand(actor_of(request))
        if form.is_valid():
            with beside(form):
                keep_fee(actor=actor_of(request), fee_id=found.pk, **form.values())
                messages.success(request, _("Saved: {name}.").format(name=found.name))
                return redirect("fees-one", found.pk)
    return fee_page(request, found, form=form)


@requires(edit_fees)
@require_POST
def rate(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """A rate from a day on."""
    found = fee_here(request, fee_id)
    form = forms.RateForm(request.POST, prefix="rate")
    if form.is_valid():
        with beside(form):
            set_rate(actor=actor_of(request), fee_id=found.pk, **form.cleaned_data)
            messages.success(request, _("The rate is written."))
            return redirect("fees-one", found.pk)
    return fee_page(request, found, rate_form=form)


@requires(edit_fees)
@require_POST
def place(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """A unit or building that pays, or is exempt."""
    found = fee_here(request, fee_id)
    form = forms.PlaceForm(request.POST, prefix="place", estate=estate_here(request))
    if form.is_valid():
        with beside(form):
            set_place(actor=actor_of(request), fee_id=found.pk, **form.values())
            messages.success(request, _("Saved: {name}.").format(name=form.data["place-place"]))
            return redirect("fees-one", found.pk)
    return fee_page(request, found, place_form=form)


@requires(edit_fees)
@require_POST
def place_ends(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """It holds until today."""
    row = get_object_or_404(FeePlace, pk=place_id)
    found = fee_here(request, row.fee_id)
    end_place(actor=actor_of(request), place_id=row.pk, valid_to=max(today_in(estate_here(request)), row.valid_from))
    return redirect("fees-one", found.pk)


def fee_page(request: HttpRequest, found: Fee, **given: Form) -> HttpResponse:
    estate = estate_here(request)
    day = today_in(estate)
    made: dict[str, Form] = {
        "form": forms.FeeForm(estate=estate, fee=found),
        "rate_form": forms.RateForm(prefix="rate", initial={"valid_from": day.replace(day=1)}),
        "place_form": forms.PlaceForm(prefix="place", estate=estate, initial={"valid_from": day.replace(day=1)}),
    } | given
    here = Q(unit__estate=estate) | Q(building__estate=estate)
    places = found.places.filter(here).select_related("unit", "building").order_by("-exempt", "-valid_from")[:500]
    context = shell(
        request, "fees", fee=found, rates=[(one, forms.rate_words(one)) for one in found.rates.order_by("-valid_from")],
        now_rate=rate_on(found, day), places=places, day=day, accounts=accounts_known(), **made,
    )  # fmt: skip
    return render(request, "fees/fee.html", context, status=422 if any(one.errors for one in given.values()) else 200)

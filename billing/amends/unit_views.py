"""Pages of what is granted to a unit: less of a bill, or money back from a receipt (R37)."""

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from billing import rules
from billing.amends.actions import give_back, lower
from billing.amends.enums import LOWERS, AmendKind
from billing.amends.subjects import refundable, still_kept
from billing.enums import Method
from billing.fees.standing import paid_by, with_open
from billing.models import Amend, Bill, Receipt
from billing.views import granted
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.web.forms import beside, sent

WAYS = [one for one in Method.choices if one[0] != Method.ON_ACCOUNT]
REASON = forms.Textarea(attrs={"rows": 2})


class GrantBase(forms.Form):
    """R37: how much and why; whatever is sent again with the same word is granted once (R48)."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=REASON)
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_urlsafe(18)


class LowerForm(GrantBase):
    kind = forms.ChoiceField(
        label=_("Contents"), choices=[(kind.value, kind.label) for kind in LOWERS], initial=AmendKind.DISCOUNT,
        widget=forms.RadioSelect,
    )  # fmt: skip
    field_order = ["kind", "amount", "reason"]


class GiveBackForm(GrantBase):
    method = forms.ChoiceField(
        label=_("How it goes out"), choices=[*WAYS, (Method.ON_ACCOUNT.value, _("kept in advance"))],
        initial=Method.CASH, widget=forms.RadioSelect,
    )  # fmt: skip
    field_order = ["amount", "method", "reason"]


@requires(rules.grant)
@require_http_methods(["GET", "POST"])
def bill_grant(request: HttpRequest, bill_id: UUID) -> HttpResponseBase:
    """A discount or waiver of what is open of one bill."""
    rows = with_open(Bill.objects.select_related("unit", "fee"))
    bill = get_object_or_404(actor_of(request).among(rows), pk=bill_id)
    form = LowerForm(sent(request), initial={"amount": bill.open})
    if form.is_valid():
        with beside(form):
            return done(request, lower(bill_id=bill.pk, actor=actor_of(request), **form.cleaned_data))
    context = {"bill": bill, "form": form, "section": "amends"}
    return render(request, "billing/bill_grant.html", context, status=422 if form.errors else 200)


@requires(rules.grant)
@require_http_methods(["GET", "POST"])
def receipt_refund(request: HttpRequest, number: str) -> HttpResponseBase:
    """Money of a unit's receipt goes back: first what is still kept in advance."""
    rows = Receipt.objects.seen_by(actor_of(request)).filter(ticket=None).select_related("unit", "void")
    receipt = get_object_or_404(rows, number=number)
    kept, left = still_kept(receipt), refundable(receipt)
    form = GiveBackForm(sent(request), initial={"amount": min(kept, left) or None})
    if form.is_valid():
        with beside(form):
            return done(request, give_back(receipt_id=receipt.pk, actor=actor_of(request), **form.cleaned_data))
    context = {
        "receipt": receipt, "lines": paid_by(receipt), "kept": kept, "left": left, "form": form, "section": "amends"
    }  # fmt: skip
    return render(request, "billing/receipt_refund.html", context, status=422 if form.errors else 200)


def done(request: HttpRequest, amend: Amend) -> HttpResponse:
    """Back to the unit's statement, with what was granted, or that it waits."""
    messages.success(request, granted(amend))
    return redirect("fees-statement", amend.unit_id)

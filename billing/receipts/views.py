"""Pages of receipts: the list, one with its paper, void with a reason, and the resident's own link (R35)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from billing import rules
from billing.capitals import in_capitals
from billing.enums import Method
from billing.fees.standing import paid_by, short
from billing.models import Receipt
from billing.quotes.queries import binding_lines
from billing.receipts import actions
from billing.unit_paper import unit_paper
from servicedesk.people.rules import public, requires
from servicedesk.web import links
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent
from tickets.views.papers import paper_context

PURPOSE = "receipt"
PER_PAGE = 50


def link_of(receipt: Receipt) -> str:
    """The resident's signed link to his receipt."""
    return reverse("public-receipt", args=[links.sign(receipt.tenant_id, PURPOSE, receipt.pk)])


def seen(request: HttpRequest) -> Any:
    rows = Receipt.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    return rows.select_related("estate__tenant", "ticket__estate", "ticket__tenant", "unit", "void")


@requires(rules.view_money)
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """Every receipt of one's estates, void ones too, newest first; by number, day or method."""
    rows = seen(request).filter(estate__in=estates_of(request)).order_by("-paid_at", "-id")
    asked = {name: request.GET.get(name, "") for name in ("q", "day", "method")}
    if asked["q"]:
        rows = rows.filter(number__icontains=asked["q"].strip()[:32])
    if asked["method"] in Method.values:
        rows = rows.filter(method=asked["method"])
    day = forms.DateField(required=False)
    try:
        rows = rows.filter(day=day.clean(asked["day"])) if asked["day"] else rows
    except forms.ValidationError:
        rows = rows.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "methods": Method.choices, "section": "receipts"}
    return render(request, "billing/receipts.html", context)


@requires(rules.view_receipt)
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """收据, A5: two copies, the amount in figures and in Chinese capitals; a void one says so (R35)."""
    found = get_object_or_404(seen(request), number=number)
    context = {"receipt": found, "capitals": in_capitals(found.amount), "charges": [], "place": place_of(found)}
    context["lines"] = short(paid_by(found))
    if found.ticket is None:
        context |= unit_paper(request, found.estate, found.unit_id, found.number, link_of(found))
    else:
        context |= paper_context(request, found.ticket, f"receipt {found.number}")
        context["charges"] = binding_lines(found.ticket)
    return render(request, "print/receipt.html", context)


def place_of(receipt: Receipt) -> str:
    if receipt.ticket is not None:
        return receipt.ticket.place
    return str(receipt.unit.code) if receipt.unit else ""


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


@requires(rules.void_receipt)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponseBase:
    """A receipt does not hold: why (R35, R37)."""
    found = get_object_or_404(seen(request), number=number)
    form = VoidForm(sent(request))
    if form.is_valid():
        with beside(form):
            reason = form.cleaned_data["reason"]
            document = actions.void(receipt_id=found.pk, actor=request.actor, reason=reason)  # type: ignore[attr-defined]
            messages.success(request, gettext("{receipt} is void: {document}").format(
                receipt=found.number, document=document.number))  # fmt: skip
            return redirect("billing-receipts")
    context = {"receipt": found, "form": form, "section": "receipts"}
    return render(request, "billing/void.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_GET
def public_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The resident looks at his receipt by his signed link; another link opens nothing (R35)."""
    parts = links.read(token)
    if parts is None or parts[1] != PURPOSE:
        raise Http404
    rows = Receipt.objects.select_related("estate__tenant", "ticket", "unit", "void")
    found = get_object_or_404(rows, pk=parts[2])
    charges = binding_lines(found.ticket) if found.ticket else []
    context = {"receipt": found, "capitals": in_capitals(found.amount), "charges": charges, "place": place_of(found)}
    context["lines"] = paid_by(found)
    return render(request, "public/receipt.html", context)

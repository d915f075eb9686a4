"""Money: the transitions charge, pay, owe, grant; the price list."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from billing import actions, forms, rules
from billing.amends import actions as amends
from billing.models import Amend, PriceItem, Receipt
from billing.payments.actions import open_code
from billing.payments.forms import CodeForm
from servicedesk.people.rules import requires
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.htmx import render_part
from tickets.views.transition import transition


def receipt_given(receipt: Receipt) -> str:
    return gettext("{number}: received ¥{amount}, receipt {receipt}").format(
        number=receipt.ticket.number if receipt.ticket else "", amount=receipt.amount, receipt=receipt.number
    )


def granted(amend: Amend) -> str:
    """What was granted, or that it waits."""
    if amend.waits:
        return gettext("{what}: waits for the second signature").format(what=amend.get_kind_display())
    return gettext("{what} granted, {number}").format(what=amend.get_kind_display(), number=amend.number)


charge = transition("charge", forms.ChargeForm, actions.charge, _("price told"), submit=_("Record the price"),
                    template="billing/_step_charge.html")  # fmt: skip
pay = transition("pay", forms.PayForm, actions.pay, receipt_given, submit=_("Give a receipt"))
grant = transition("grant", forms.GrantForm, amends.grant, granted, submit=_("Grant"))
payment_code = transition("payment-code", CodeForm, open_code, _("payment code opened"), submit=_("Open the code"))
owe = transition("owe", forms.OweForm, actions.owe, _("to be paid later"), submit=_("Record as owed"))


@requires(rules.view_money)
@require_GET
def billing(request: HttpRequest) -> HttpResponse:
    """The price list of the chosen estate with what holds for the whole company; `?all=1` shows past prices too."""
    form = None
    if rules.edit_prices(request.actor):  # type: ignore[attr-defined]
        form = forms.PriceForm(initial={"valid_from": localdate(now()), "parts": 0}, auto_id="price-%s")
    return price_page(request, form)


@requires(rules.edit_prices)
@require_http_methods(["POST"])
def add_price(request: HttpRequest) -> HttpResponse:
    """A new line, or a new price of an old one from a day on (R33); what was is kept."""
    form = forms.PriceForm(request.POST, auto_id="price-%s")
    form.instance.estate = current_estate(request) if request.POST.get("here") else None
    if not form.is_valid():
        return price_page(request, form, status=422)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("code", gettext("There is a price of this item from this day already."))
        return price_page(request, form, status=422)
    messages.success(request, gettext("{name} added").format(name=form.instance.name))
    return redirect("billing")


def price_page(request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
    estate, today = current_estate(request), localdate(now())
    rows = PriceItem.objects.filter(Q(estate=None) | Q(estate=estate)).select_related("estate")
    everything = bool(request.GET.get("all"))
    if not everything:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    context = {
        "form": form, "items": rows.order_by("code", "-valid_from"), "today": today, "everything": everything,
        "estate": estate,
    }  # fmt: skip
    return render_part(request, "billing/prices.html", "billing/_prices.html", context, status=status)

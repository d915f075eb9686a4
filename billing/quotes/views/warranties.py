"""Until when the developer answers, by estate and building: the tenant's admin enters it (R34)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import rules
from billing.quotes.warranties import set_warranty, warranties
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import Refusal
from servicedesk.web.estate import current_estate
from tickets.drafts import key


@requires(rules.view_money)
@require_http_methods(["GET", "POST"])
def warranty_days(request: HttpRequest) -> HttpResponse:
    """The chosen estate and its buildings; POST sets one last day, or gives it up."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    estate = current_estate(request)
    if request.method == "POST" and estate is not None:
        try:
            set_warranty(
                actor=actor, estate_id=estate.pk, building_id=key(request.POST.get("building", "")),
                ends_on=day_of(request.POST.get("ends_on", "")),
            )  # fmt: skip
            messages.success(request, _("Saved"))
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        return redirect("billing-warranties")
    context: dict[str, Any] = {
        "rows": warranties(estate) if estate else [], "estate": estate, "may_edit": rules.edit_prices(actor),
        "section": "warranties",
    }  # fmt: skip
    return render(request, "billing/quotes/warranties.html", context)


def day_of(text: str) -> Any:
    """A day, None for nothing; what is no day is left as it is, and the action refuses it."""
    try:
        return parse_date(text) or (text or None)
    except ValueError:
        return text

"""Pages of payment codes: the code to be scanned, and one for a unit's fees (R35)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import rules
from billing.fees.settling import open_bills
from billing.models import PaymentCode
from billing.payments import actions
from billing.payments.forms import UnitCodeForm
from servicedesk.estates.models import Unit
from servicedesk.people.rules import requires
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent
from tickets.models import Ticket
from tickets.views.papers import qr


@requires(rules.collect)
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code, to be scanned by the resident, and how it stands; POST cancels it."""
    seen = Ticket.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    rows = PaymentCode.objects.filter(Q(ticket__in=seen) | Q(ticket=None, estate__in=estates_of(request)))
    rows = rows.select_related("ticket", "unit", "receipt").prefetch_related("notices")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        actions.cancel(code_id=found.pk, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The code is cancelled."))
        return redirect("ticket", found.ticket.number) if found.ticket else redirect("fees-statement", found.unit_id)
    context = {"code": found, "picture": qr(found.address) if found.address and found.state == "open" else ""}
    return render(request, "billing/code.html", context)


@requires(rules.collect)
@require_http_methods(["GET", "POST"])
def unit_code(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A code for a unit's fees: which bills, and through whom."""
    unit = get_object_or_404(Unit.objects.filter(estate__in=estates_of(request)), pk=unit_id)
    form = UnitCodeForm(open_bills(unit.pk), sent(request))
    if form.is_valid():
        with beside(form):
            made = actions.open_unit_code(unit_id=unit.pk, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            return redirect("billing-code", made.pk)
    context = {"form": form, "unit": unit, "section": "statement"}
    return render(request, "billing/unit_code.html", context, status=422 if form.errors else 200)

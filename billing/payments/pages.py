"""Pages of payment codes: the code to be scanned, and the comparison with a provider's list (R35)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import rules
from billing.models import PaymentCode, Reconciliation
from billing.payments import actions
from billing.payments.forms import ListForm
from servicedesk.people.rules import requires
from servicedesk.web.forms import beside
from tickets.models import Ticket
from tickets.views.papers import qr


@requires(rules.collect)
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code, to be scanned by the resident, and how it stands; POST cancels it."""
    seen = Ticket.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    rows = PaymentCode.objects.filter(ticket__in=seen).select_related("ticket", "receipt").prefetch_related("notices")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        actions.cancel(code_id=found.pk, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The code is cancelled."))
        return redirect("ticket", found.ticket.number)
    context = {"code": found, "picture": qr(found.address) if found.address and found.state == "open" else ""}
    return render(request, "billing/code.html", context)


@requires(rules.reconcile)
@require_http_methods(["GET", "POST"])
def reconciliations(request: HttpRequest) -> HttpResponse:
    """A provider's list of a day is brought in; what was compared before stands below."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        with beside(form):
            values = form.cleaned_data
            actions.reconcile(
                actor=request.actor, provider=values["provider"], day=values["day"], text=values["file"]  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("Compared"))
            return redirect("billing-reconciliations")
    rows = Reconciliation.objects.order_by("-id")[:50]
    context = {"form": form, "rows": rows, "section": "reconciliations"}
    return render(request, "billing/reconciliations.html", context, status=422 if form.errors else 200)

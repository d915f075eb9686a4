"""Pages of what was granted: the list with the second signature, and how much each role may (R37)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing import rules
from billing.amends import actions
from billing.amends.terms import FIELDS, change_terms, terms
from billing.capitals import in_capitals
from billing.events import TERMS
from billing.models import Amend
from billing.receipts.views import link_of
from billing.unit_paper import unit_paper
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent
from tickets.views.papers import paper_context


def seen(request: HttpRequest) -> Any:
    rows = Amend.objects.filter(estate__in=estates_of(request))
    return rows.select_related("ticket__estate", "ticket__tenant", "estate__tenant", "receipt", "unit", "bill__fee")


@requires(rules.grant)
@require_GET
def amends(request: HttpRequest) -> HttpResponse:
    """What waits for the second signature, then what was granted or refused lately."""
    rows = seen(request)
    context = {
        "waiting": rows.filter(effective_at=None, refused_at=None).order_by("asked_at"),
        "decided": rows.exclude(effective_at=None, refused_at=None).order_by("-asked_at")[:100],
        "section": "amends", "me": request.actor.staff_id,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "billing/amends.html", context)


@requires(rules.grant)
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second signature, or a refusal with its reason."""
    one, actor = get_object_or_404(seen(request), pk=pk), request.actor  # type: ignore[attr-defined]
    if "refuse" in request.POST:
        actions.refuse(amend_id=one.pk, actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, _("Not granted"))
    else:
        actions.sign(amend_id=one.pk, actor=actor)
        messages.success(request, _("Granted"))
    return redirect("billing-amends")


class TermsForm(forms.Form):
    """The company's limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = terms()
        for name in FIELDS:
            self.fields[name] = forms.DecimalField(
                label=TERMS[name], min_value=0, max_digits=10, decimal_places=2, initial=getattr(row, name)
            )


@requires(view_settings)
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """How much each role may grant, and above which amount two must sign (R37)."""
    form = TermsForm(sent(request))
    if form.is_valid():
        with beside(form):
            change_terms(actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("Saved"))
            return redirect("settings-money")
    may_edit = edit_settings(request.actor)  # type: ignore[attr-defined]
    context = {"form": form, "may_edit": may_edit, "section": "money"}
    return render(request, "settings/money.html", context, status=422 if form.errors else 200)


@requires(rules.grant)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A credit note, or the slip of a refund or compensation: A5 in two copies; there is none before it has effect."""
    found = get_object_or_404(seen(request).exclude(number=""), pk=pk)
    context = {"grant": found, "capitals": in_capitals(found.amount)}
    if found.ticket is not None:
        context |= paper_context(request, found.ticket, f"grant {found.number}")
    else:
        # A refund's code is the receipt's; a bill has none.
        path = link_of(found.receipt) if found.receipt else ""
        context |= unit_paper(request, found.estate, found.unit_id, found.number, path)
    return render(request, "print/grant.html", context)

"""Settings of the callback desk, and one resident's wish (R27, R28)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside
from tickets import rules
from tickets.callbacks.schedules.actions import schedules, set_schedule
from tickets.callbacks.terms.actions import all_terms, set_terms, set_wish
from tickets.callbacks.terms.forms import ScheduleForm, TermsForm, WishForm
from tickets.models import CallWish
from tickets.queries.residents import seen_residents

TERMS, SCHEDULE = "terms", "schedule"


@requires(view_settings)
@require_http_methods(["GET", "POST"])
def call_settings(request: HttpRequest) -> HttpResponse:
    """When residents may be called, and the further callbacks; each form says with `what` which of them it is."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    estates = list(estates_of(request))
    what = request.POST.get("what", "")
    terms = TermsForm(request.POST if what == TERMS else None, estates=estates, auto_id="terms-%s")
    plan = ScheduleForm(request.POST if what == SCHEDULE else None, estates=estates, auto_id="plan-%s")
    if request.method == "POST":
        edit_settings.demand(actor)
        if kept(terms, actor) or kept(plan, actor):
            messages.success(request, _("Saved"))
            return redirect("settings-callbacks")
    context = {
        "terms": all_terms(estates), "schedules": schedules(estates), "terms_form": terms, "plan_form": plan,
        "may_edit": edit_settings(actor), "section": "callbacks",
    }  # fmt: skip
    return render(request, "settings/callbacks.html", context, status=422 if terms.errors or plan.errors else 200)


def kept(form: forms.Form, actor: Principal) -> bool:
    """Write what was sent; a refusal stands beside its field."""
    if not form.is_bound or not form.is_valid():
        return False
    values: Any = form.values()  # type: ignore[attr-defined]
    with beside(form):
        (set_terms if isinstance(form, TermsForm) else set_schedule)(actor=actor, **values)
        return True
    return False


@requires(rules.call_back)
@require_http_methods(["POST"])
def call_wish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When one resident wishes to be called; back to his page."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    person = get_object_or_404(seen_residents(actor), pk=pk)
    form = WishForm(request.POST)
    if form.is_valid():
        with beside(form):
            set_wish(actor=actor, resident_id=person.pk, **form.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("resident", person.pk)
    wish = CallWish.objects.filter(resident=person).first()
    context = {"person": person, "wish": wish, "wish_form": form}
    return render(request, "tickets/callbacks/wish.html", context, status=422)

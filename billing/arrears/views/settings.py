"""Settings: when bills are due, the ladder of reminders and its words; the company's, or one estate's (R38)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.arrears.forms import TermsForm, ladder_said, stage_forms
from billing.arrears.terms import PLACEHOLDERS, Terms, all_terms, set_terms
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent


@requires(view_settings)
@require_http_methods(["GET", "POST"])
def arrears_terms(request: HttpRequest) -> HttpResponse:
    """`estate` in the address says whose: none, the company's."""
    estates = estates_of(request)
    every = all_terms(estates)
    held = chosen(every, request.GET.get("estate", ""))
    row = held.row
    names = ("due_days", "minimum", "gap_days", "promise_days", "phone", "pay_zh", "pay_en")
    form = TermsForm(sent(request), initial={name: getattr(row, name) for name in names})
    stages = stage_forms(sent(request), held)
    if request.method == "POST":
        edit_settings.demand(request.actor)  # type: ignore[attr-defined]
        if "give_up" in request.POST or (form.is_valid() and all(one.is_valid() for one in stages)):
            with beside(form):
                keep(request, held, form, stages)
                messages.success(request, _("Saved"))
                where = f"?estate={held.estate.pk}" if held.estate else ""
                return redirect(reverse("settings-arrears") + where)
    context = {
        "every": every, "held": held, "form": form, "stages": stages, "section": "arrears",
        "may_edit": edit_settings(request.actor),  # type: ignore[attr-defined]
        "placeholders": [f"{{{name}}}" for name in PLACEHOLDERS],
    }  # fmt: skip
    wrong = form.errors or any(one.errors for one in stages)
    return render(request, "settings/arrears.html", context, status=422 if wrong else 200)


def keep(request: HttpRequest, held: Terms, form: TermsForm, stages: Any) -> None:
    about: dict[str, Any] = {
        "actor": request.actor, "estate_id": held.estate.pk if held.estate else None,  # type: ignore[attr-defined]
    }  # fmt: skip
    if "give_up" in request.POST:
        set_terms(own=False, **about)
    else:
        set_terms(**form.cleaned_data, ladder=ladder_said(stages), **about)


def chosen(every: list[Terms], key: str) -> Terms:
    """The company's, or the named estate's. Raises Http404."""
    found = next((one for one in every if (str(one.estate.pk) if one.estate else "") == key), None)
    if found is None:
        raise Http404
    return found

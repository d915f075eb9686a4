"""Settings: how many open jobs somebody may claim (R13)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dispatch.actions.limits import HIGHEST, limit_jobs, limits
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.refusals import Invalid
from servicedesk.web.estate import estates_of
from tickets.drafts import key


@requires(view_settings)
@require_GET
def claim_limits(request: HttpRequest) -> HttpResponse:
    """The company's limit and each estate's."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"limits": limits(estates_of(request)), "highest": HIGHEST, "may_edit": edit_settings(actor)}
    return render(request, "dispatch/limits.html", context | {"section": "claims"})


@requires(edit_settings)
@require_POST
def save_limit(request: HttpRequest) -> HttpResponse:
    """One of them; an empty field gives it up. Raises Invalid for what is no number."""
    text = request.POST.get("most", "").strip()
    if text and not (text.isdecimal() and len(text) <= 3):
        raise Invalid(_("Between 1 and {n}.").format(n=HIGHEST), rule="R13", field="most")
    actor = request.actor  # type: ignore[attr-defined]
    limit_jobs(actor=actor, most=int(text) if text else None, estate_id=key(request.POST.get("estate", "")))
    messages.success(request, _("Saved"))
    return redirect("settings-claims")

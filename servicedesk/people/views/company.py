"""Settings: estates, other systems' keys, and whether admins need a second factor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicedesk.api.actions import issue_key, revoke_key
from servicedesk.api.models import ApiKey
from servicedesk.estates.actions import add_estate, change_estate
from servicedesk.estates.models import Estate
from servicedesk.people import actions, queries
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.people.staff_forms import SCOPE_WORDS, EstateForm, KeyForm
from servicedesk.refusals import Refusal
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import add_refusal, beside, sent

NEW_ESTATE = {"desk_hours": "08:00-20:00", "warranty_days": 30, "automatic_callback": True, "incident_reports": 3,
              "incident_minutes": 120}  # fmt: skip


@requires(view_settings)
def estates(request: HttpRequest) -> HttpResponse:
    """The estates this person sees, with what is set for each."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Estate.objects.select_related("manager").order_by("code")
    if actor.estate_ids is not None:
        rows = rows.filter(pk__in=actor.estate_ids)
    context = {"rows": rows, "may_edit": edit_settings(actor), "section": "estates"}
    return render(request, "settings/estates.html", context)


@requires(edit_settings)
def estate(request: HttpRequest, estate_id: UUID | None = None) -> HttpResponse:
    """The form of an estate, or of a new one."""
    found = get_object_or_404(Estate.objects.select_related("manager"), pk=estate_id) if estate_id else None
    form = EstateForm(sent(request), initial=initial_of(found), fixed_code=found is not None)
    if request.method == "POST" and form.is_valid() and saved(request, form, found):
        messages.success(request, _("Saved: {name}.").format(name=form.cleaned_data["name"]))
        return redirect("settings-estates")
    changes = queries.changes(found.pk) if found else []
    context = {"form": form, "estate": found, "changes": changes, "section": "estates"}
    return render(request, "settings/estate_form.html", context, status=422 if form.errors else 200)


def initial_of(found: Estate | None) -> dict[str, object]:
    if found is None:
        return dict(NEW_ESTATE)
    return {
        "name": found.name, "address": found.address, "desk_phone": found.desk_phone,
        "desk_hours": ", ".join(found.desk_hours), "warranty_days": found.warranty_days,
        "incident_reports": found.incident_reports, "incident_minutes": found.incident_minutes,
        "manager": str(found.manager_id or ""), "automatic_callback": found.automatic_callback,
    }  # fmt: skip


def saved(request: HttpRequest, form: EstateForm, found: Estate | None) -> bool:
    """Write it; a refusal stands beside its field."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if found is None:
            add_estate(actor=actor, **form.values)
        else:
            change_estate(actor=actor, estate_id=found.pk, **form.values)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


@requires(edit_settings)
def keys(request: HttpRequest) -> HttpResponse:
    """Keys of other systems; a new one's secret is shown once, in the answer to the form."""
    actor = request.actor  # type: ignore[attr-defined]
    form, secret = KeyForm(estates_of(request), sent(request)), ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        ids = [UUID(one) for one in values["estates"]]
        with beside(form):
            _key, secret = issue_key(actor=actor, name=values["name"], scopes=values["scopes"], estate_ids=ids)
            form = KeyForm(estates_of(request))
    context = {"form": form, "secret": secret, "rows": key_rows(request), "section": "keys"}
    response = render(request, "settings/keys.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def key_rows(request: HttpRequest) -> list[dict[str, object]]:
    """The company's keys, live ones first."""
    names = {one.pk: one.name for one in estates_of(request)}
    found = ApiKey.objects.filter(tenant_id=require_tenant_id()).order_by("-created_at")
    rows = [
        {
            "key": key, "scopes": [SCOPE_WORDS.get(scope, scope) for scope in key.scopes],
            "estates": [names.get(one, "–") for one in key.estates],
        }
        for key in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["key"].revoked_at is not None)  # type: ignore[attr-defined]


@requires(edit_settings)
@require_POST
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    key = revoke_key(actor=request.actor, key_id=key_id)  # type: ignore[attr-defined]
    messages.success(request, _("The key {name} opens nothing any more.").format(name=key.name))
    return redirect("settings-keys")


@requires(edit_settings)
def security(request: HttpRequest) -> HttpResponse:
    """Whether the company's admins need a second factor."""
    tenant = Tenant.objects.get(pk=require_tenant_id())
    if request.method == "POST":
        actions.require_factor(actor=request.actor, required=request.POST.get("required") == "on")  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("settings-security")
    context = {"tenant": tenant, "changes": queries.changes(tenant.pk), "section": "security"}
    return render(request, "settings/security.html", context)

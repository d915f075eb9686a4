"""Settings: staff. Leaders read, the tenant's admin changes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from servicedesk.people import actions, factor, queries
from servicedesk.people.enums import Role
from servicedesk.people.models import StaffMember
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.people.staff_forms import StaffForm, initial_of
from servicedesk.timers.now import now
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent

A_PAGE = 50
EMPTY_PAIRS = 2


@requires(view_settings)
def staff(request: HttpRequest) -> HttpResponse:
    """The list (?q=, estate=, role=, gone=1, page=), and who is on now."""
    actor, asked = request.actor, request.GET  # type: ignore[attr-defined]
    estates = estates_of(request)
    estate_id = next((str(one.pk) for one in estates if str(one.pk) == asked.get("estate")), "")
    gone = asked.get("gone") == "1"
    words = asked.get("q", "").replace("\x00", "").strip()[:60]
    rows = queries.listed(actor, words=words, estate_id=estate_id, role=asked.get("role", ""), gone=gone)
    context = {
        "page": Paginator(rows, A_PAGE).get_page(asked.get("page")), "words": words, "estate_id": estate_id,
        "role": asked.get("role", ""), "gone": gone, "roles": Role.choices, "estates": estates,
        "shifts": queries.on_now(actor, now()), "may_edit": edit_settings(actor), "section": "staff",
    }  # fmt: skip
    return render(request, "settings/staff.html", context)


@requires(edit_settings)
def add(request: HttpRequest) -> HttpResponse:
    """A new member of staff; his name and one-time password are shown once."""
    form = StaffForm(estates_of(request), EMPTY_PAIRS, sent(request))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            member, password = actions.add_staff(actor=request.actor, person=form.person)  # type: ignore[attr-defined]
            return told_once(request, member, password)
    context = {"form": form, "member": None, "section": "staff"}
    return render(request, "settings/staff_form.html", context, status=422 if form.errors else 200)


@requires(edit_settings)
def edit(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """One member of staff: his data, his account, what was changed lately."""
    member = get_object_or_404(StaffMember.objects.select_related("user"), pk=staff_id)
    initial = initial_of(member)
    pairs = sum(1 for name in initial if name.startswith("estate_")) + 1
    form = StaffForm(estates_of(request), max(EMPTY_PAIRS, pairs), sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            actions.change_staff(actor=request.actor, staff_id=staff_id, person=form.person)  # type: ignore[attr-defined]
            messages.success(request, _("Saved: {name}.").format(name=member.name))
            return redirect("settings-staff")
    context = {"form": form, **about(member)}
    return render(request, "settings/staff_form.html", context, status=422 if form.errors else 200)


def about(member: StaffMember) -> dict[str, Any]:
    """What stands beside the form."""
    return {
        "member": member, "kept_by": queries.kept_by(member) if member.active else [], "section": "staff",
        "has_factor": member.user is not None and factor.app_of(member.user) is not None,
        "changes": queries.changes(member.pk),
    }  # fmt: skip


@requires(edit_settings)
@require_POST
def deactivate(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Close the account; refused while work, a department or an estate hangs on him."""
    member = actions.deactivate_staff(actor=request.actor, staff_id=staff_id)  # type: ignore[attr-defined]
    messages.success(request, _("{name} is deactivated and signed out everywhere.").format(name=member.name))
    return redirect("settings-staff")


@requires(edit_settings)
@require_POST
def reactivate(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    member = actions.reactivate_staff(actor=request.actor, staff_id=staff_id)  # type: ignore[attr-defined]
    messages.success(request, _("{name} is active again.").format(name=member.name))
    return redirect("settings-staff-edit", staff_id)


@requires(edit_settings)
@require_POST
@never_cache
def reset_password(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A one-time password, shown once."""
    member, password = actions.reset_password(actor=request.actor, staff_id=staff_id)  # type: ignore[attr-defined]
    return told_once(request, member, password)


@requires(edit_settings)
@require_POST
def remove_factor(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Take a lost phone off an account."""
    member = actions.remove_factor(actor=request.actor, staff_id=staff_id)  # type: ignore[attr-defined]
    messages.success(request, _("{name} has no second factor now.").format(name=member.name))
    return redirect("settings-staff-edit", staff_id)


def told_once(request: HttpRequest, member: StaffMember, password: str) -> HttpResponse:
    """The page with the one-time password. It is not kept: loading it again makes another."""
    context = {"member": member, "password": password, "section": "staff"}
    response = render(request, "settings/one_time.html", context)
    response["Cache-Control"] = "no-store"
    return response

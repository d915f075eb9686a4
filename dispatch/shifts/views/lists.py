"""Leave, and the patterns that come back."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.models import Pattern
from dispatch.shifts import leaves, patterns, rules, times
from dispatch.shifts.book import said
from dispatch.shifts.forms import LeaveForm, PatternForm
from dispatch.shifts.views.week import day_of, here
from servicedesk.estates.models import Estate
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Leave, Posting, StaffMember
from servicedesk.people.rules import requires
from servicedesk.web.forms import beside, sent


def choices(estate: Estate) -> list[tuple[str, str]]:
    """Who works here."""
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    people = StaffMember.objects.filter(pk__in=posted, active=True).order_by("employee_no")
    return [(str(one.pk), f"{one.name} · {one.title or one.get_role_display()}") for one in people]


def page(request: HttpRequest, name: str, estate: Estate, form: forms.Form, **more: Any) -> HttpResponse:
    context = {
        "form": form, "estate": estate, "section": name,
        "may_edit": rules.edit_roster(request.actor, estate), **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, f"roster/{name}.html", context, status=422 if form.errors else 200)


@requires(rules.view_roster)
def leave(request: HttpRequest) -> HttpResponse:
    """Leave that runs or comes; POST enters one."""
    estate, at = here(request)
    form = LeaveForm(choices(estate), sent(request), initial={"first": at.date(), "last": at.date()})
    if request.method == "POST" and form.is_valid():
        with beside(form):
            found = leaves.grant_leave(actor=request.actor, estate_id=estate.pk, **form.values)  # type: ignore[attr-defined]
            messages.success(request, _("Leave entered for {name}.").format(name=found.staff.name))
            return redirect("roster-leave")
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    coming = Leave.objects.filter(staff__in=posted, ends_at__gt=at).select_related("staff").order_by("starts_at", "pk")
    rows = [(one, last_of(one, estate)) for one in coming]
    return page(request, "leave", estate, form, rows=rows, now=at)


def last_of(leave: Leave, estate: Estate) -> str:
    """The last whole day of it; with the time, where somebody came back during a day."""
    end = leave.ends_at.astimezone(estate.tz)
    return f"{end:%Y-%m-%d %H:%M}" if end.time() != time() else f"{end - timedelta(days=1):%Y-%m-%d}"


@requires(rules.edit_roster)
@require_POST
def withdraw(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    estate, _at = here(request)
    leaves.withdraw_leave(actor=request.actor, estate_id=estate.pk, leave_id=leave_id)  # type: ignore[attr-defined]
    messages.success(request, _("The leave is withdrawn."))
    return redirect("roster-leave")


@requires(rules.view_roster)
def pattern_list(request: HttpRequest) -> HttpResponse:
    """What comes back, by person; POST adds one."""
    estate, at = here(request)
    starts, ends = times.usual(ShiftKind.DAY_DESK, estate)
    first = {"since": at.date(), "starts": starts, "ends": ends, "standby_order": 0}
    form = PatternForm(choices(estate), sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            patterns.set_pattern(actor=request.actor, estate_id=estate.pk, values=form.values)  # type: ignore[attr-defined]
            messages.success(request, _("The pattern is set. Fill a week or a month with it."))
            return redirect("roster-patterns")
    rows = Pattern.objects.filter(estate=estate).select_related("staff").order_by("staff__employee_no", "pk")
    listed = [(one, patterns.said(one)) for one in rows]
    return page(request, "patterns", estate, form, rows=listed, month=f"{at:%Y-%m}")


@requires(rules.edit_roster)
@require_POST
def end_pattern(request: HttpRequest, pattern_id: UUID) -> HttpResponse:
    estate, _at = here(request)
    patterns.end_pattern(actor=request.actor, estate_id=estate.pk, pattern_id=pattern_id)  # type: ignore[attr-defined]
    messages.success(request, _("The pattern makes no more shifts. Those on the roster stay."))
    return redirect("roster-patterns")


@requires(rules.edit_roster)
@require_POST
def fill_month(request: HttpRequest) -> HttpResponse:
    """A whole month from the patterns."""
    estate, at = here(request)
    first = day_of(f"{request.POST.get('month', '')}-01", at)
    done = patterns.fill_from_patterns(actor=request.actor, estate_id=estate.pk, days=times.month_of(first))  # type: ignore[attr-defined]
    left = [f"{name} {said(one, estate.tz)}: {why}" for name, one, why in done.left_out]
    words = _("{n} shifts added, {m} left out.").format(n=len(done.added), m=len(left))
    messages.success(request, " ".join([words, *left[:5]]))
    return redirect("roster-patterns")

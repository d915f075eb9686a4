"""Settings: the company's days, its quiet hours, and which clocks stop while a ticket waits (R29, R31, R32)."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.views import export_of, import_of
from servicedesk.timers import pauses, quiet
from servicedesk.timers.business import company_days
from servicedesk.timers.calendars.holidays import ChineseDays, unofficial_within
from servicedesk.timers.calendars.sources import published_years
from servicedesk.timers.days import CLOSED, DAYS, WORKED, forget_day, set_day
from servicedesk.timers.models import CalendarDay
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate, estates_of
from servicedesk.web.forms import beside, sent
from servicedesk.web.htmx import go

# How far ahead the next days out of the ordinary are listed, and how far the warning of unofficial days looks.
AHEAD, WARN_DAYS = 120, 60
calendar_export, calendar_import = export_of(DAYS), import_of(DAYS)


class DayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    working = forms.ChoiceField(
        label=gettext_lazy("Worked or off"),
        choices=[("1", WORKED), ("0", CLOSED)],
        widget=forms.RadioSelect,
        initial="0",
    )
    name = forms.CharField(label=gettext_lazy("Name of the day"), max_length=60, required=False)


@requires(view_settings)
def calendar(request: HttpRequest) -> HttpResponse:
    """The company's own days, with the form of a new one, and what is known of the days ahead."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = DayForm(sent(request))
    if request.method == "POST":
        edit_settings.demand(actor)
        if form.is_valid():
            values = form.cleaned_data
            with beside(form):
                set_day(actor=actor, day=values["day"], working=values["working"] == "1", name=values["name"])
                messages.success(request, _("Saved: what begins from now on counts with it."))
                return redirect("settings-calendar")
    estate = current_estate(request)
    today = timezone.localtime(now(), estate.tz if estate else None).date()
    days, own = company_days(), dict(CalendarDay.objects.values_list("day", "name"))
    context = {
        "book": DAYS, "rows": CalendarDay.objects.order_by("-day"), "form": form, "may_edit": edit_settings(actor),
        "section": "calendar", "export": reverse("settings-calendar-export"), "here": reverse("settings-calendar"),
        "bring_in": reverse("settings-calendar-import"), "ahead": list(ahead(days, today, own)),
        "unofficial": unofficial_within(WARN_DAYS, today, days), "last_year": max(published_years()), "chosen": None,
        "days_ahead": WARN_DAYS,
    }  # fmt: skip
    return render(request, "settings/calendar.html", context, status=422 if form.errors else 200)


def ahead(days: ChineseDays, today: date, own: dict[date, str]) -> Iterator[tuple[date, str, bool, str, str]]:
    """The days of the next months that are not what their weekday says: (day, weekday, worked, why, who says so)."""
    for n in range(AHEAD):
        day = today + timedelta(days=n)
        if days.is_working(day) == (day.weekday() < 5):
            continue
        source = _("published") if days.is_official(day) else _("not yet published")
        why = own[day] if day in own else _(days.name(day)) if days.name(day) else ""
        yield day, date_format(day, "l"), days.is_working(day), why, _("the company") if day in own else source


@requires(edit_settings)
@require_POST
def forget(request: HttpRequest, day: str) -> HttpResponse:
    """The published arrangement holds again for this day."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        found = date.min
    forget_day(actor=request.actor, day=found)  # type: ignore[attr-defined]
    messages.success(request, _("Taken away: the published arrangement holds again."))
    return go(request, "settings-calendar")


@requires(view_settings)
@require_GET
def stops(request: HttpRequest) -> HttpResponse:
    """Which clocks stop for which reason, and the quiet hours: of the company and of each estate."""
    return stops_page(request)


def stops_page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    """The page; after a refusal with what was typed, and why not beside it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    estates = list(estates_of(request))
    context = {
        "holdings": pauses.holdings(estates), "kinds": pauses.stoppable(),
        "quiet": [quiet_row(request, one, refusal) for one in quiet.holdings(estates)],
        "may_edit": edit_settings(actor), "section": "stops",
    }  # fmt: skip
    return render(request, "settings/stops.html", context, status=refusal.status if refusal else 200)


def quiet_row(request: HttpRequest, one: quiet.Holding, refusal: Refusal | None) -> dict[str, Any]:
    """The hours of one place, as they are or as they were typed."""
    if refusal is not None and key(request) == (one.estate.pk if one.estate else None):
        typed = {name: request.POST.get(name, "") for name in ("begins", "ends")}
        return {"one": one, **typed, "wrong": refusal.field, "error": refusal.message}
    own = one.own
    return {"one": one, "begins": f"{own.begins:%H:%M}" if own else "", "ends": f"{own.ends:%H:%M}" if own else ""}


@requires(edit_settings)
@require_POST
def save_stop(request: HttpRequest) -> HttpResponse:
    """One rule of pauses; "own" unticked gives an estate's own word up."""
    own = bool(request.POST.get("own"))
    pauses.set_pause_rule(
        actor=request.actor, reason=request.POST.get("reason", ""), estate_id=key(request),  # type: ignore[attr-defined]
        kinds=request.POST.getlist("kinds") if own else None,
    )  # fmt: skip
    messages.success(request, _("Saved: it holds for what waits from now on."))
    return redirect("settings-stops")


@requires(edit_settings)
@require_POST
def save_quiet(request: HttpRequest) -> HttpResponse:
    """The quiet hours of the company or of one estate; both empty: none of its own."""
    try:
        begins, ends = (clock_time(request.POST.get(name, ""), name) for name in ("begins", "ends"))
        quiet.set_quiet_hours(actor=request.actor, begins=begins, ends=ends, estate_id=key(request))  # type: ignore[attr-defined]
    except Invalid as refusal:
        return stops_page(request, refusal)
    messages.success(request, _("Saved"))
    return redirect("settings-stops")


def clock_time(text: str, field: str) -> time | None:
    """22:00, or nothing. Raises Invalid for what is no time of day."""
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text.strip() else None
    except ValueError as wrong:
        raise Invalid(_("A time of day is needed, such as 22:00."), rule="R32", field=field) from wrong


def key(request: HttpRequest) -> UUID | None:
    """The estate meant; '' is the company, what is no id is no estate."""
    text = request.POST.get("estate", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)

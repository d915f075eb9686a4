"""One's own quiet hours: a page of the desk, and the same on the phone (R32)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.models import StaffMember
from servicedesk.people.rules import requires
from servicedesk.timers import rules
from servicedesk.timers.own_quiet import own_quiet_hours, set_own_quiet_hours
from servicedesk.web.forms import beside, sent


def at_time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = gettext_lazy("A time of day is needed, such as 22:00.")
    return forms.TimeField(label=label, required=False, widget=widget, error_messages={"invalid": wrong})


class QuietForm(forms.Form):
    """Both empty: none of one's own."""

    begins = at_time(gettext_lazy("Quiet from"))
    ends = at_time(gettext_lazy("Quiet until"))


@requires(rules.own_quiet_hours)
def own_quiet(request: HttpRequest, phone: bool = False) -> HttpResponse:
    """When one does not want to be told while off duty."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    own = own_quiet_hours(StaffMember.objects.get(pk=actor.staff_id))
    first = {"begins": own.hours.begins, "ends": own.hours.ends} if own.hours else {}
    form = QuietForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            set_own_quiet_hours(actor=actor, staff_id=actor.staff_id, **form.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("phone-quiet" if phone else "own-quiet")
    page = "people/quiet_phone.html" if phone else "people/quiet.html"
    return render(request, page, {"form": form, "own": own}, status=422 if form.errors else 200)

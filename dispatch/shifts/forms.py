"""What is entered on the roster's pages."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.enums import Rhythm
from dispatch.shifts import times
from dispatch.shifts.book import MOST_STANDBY, Wanted
from servicedesk.people.enums import LeaveKind, ShiftKind

TIME = {"type": "time"}
DAY = {"type": "date"}
People = Sequence[tuple[str, str]]


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=TIME, format="%H:%M"))


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))


def order_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Stand-by order"), required=False, min_value=0, max_value=MOST_STANDBY)


class ShiftForm(forms.Form):
    """One person's shift on one day; `shift` is the one that is changed."""

    shift = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Shift"), choices=ShiftKind.choices)
    starts = time_field(_("From"))
    ends = time_field(_("To"))
    standby_order = order_field()

    def wanted(self, staff_id: UUID, day: date, zone: Any) -> Wanted:
        values = self.cleaned_data
        span = times.span(day, values["starts"], values["ends"], zone)
        return Wanted(staff_id, values["kind"], *span, standby_order=values["standby_order"] or 0)


class OfPeople(forms.Form):
    """Somebody is chosen among `people`."""

    staff = forms.ChoiceField(label=_("Member of staff"))

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = list(people)  # type: ignore[attr-defined]


class SubstituteForm(OfPeople):
    """Who comes instead, and why."""

    staff = forms.ChoiceField(label=_("Comes instead"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class LeaveForm(OfPeople):
    kind = forms.ChoiceField(label=_("Kind of leave"), choices=LeaveKind.choices)
    first = day_field(_("First day"))
    last = day_field(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    @property
    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {"staff_id": UUID(found.pop("staff"))}


class PatternForm(OfPeople):
    """A shift that comes back."""

    kind = forms.ChoiceField(label=_("Shift"), choices=ShiftKind.choices)
    starts = time_field(_("From"))
    ends = time_field(_("To"))
    rhythm = forms.ChoiceField(label=_("On which days"), choices=Rhythm.choices)
    days_on = forms.IntegerField(label=_("Days on"), min_value=1, max_value=60, initial=2, required=False)
    days_off = forms.IntegerField(label=_("Days off"), min_value=0, max_value=60, initial=2, required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(1, _("Mon")), (2, _("Tue")), (3, _("Wed")), (4, _("Thu")), (5, _("Fri")), (6, _("Sat")),
                 (7, _("Sun"))],
    )  # fmt: skip
    since = day_field(_("First day"))
    until = day_field(_("Last day"), required=False)
    standby_order = order_field()

    @property
    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {
            "staff_id": UUID(found.pop("staff")), "weekdays": [int(day) for day in found["weekdays"]],
            "days_on": found["days_on"] or 1, "days_off": found["days_off"] or 0,
            "standby_order": found["standby_order"] or 0,
        }  # fmt: skip

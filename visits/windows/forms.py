"""What the clerk chooses from while the resident is on the phone (R16)."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.timers.now import now
from tickets.transition_forms import TransitionForm
from visits.windows.queries import slots_of


def day_word(day: date, today: date) -> str:
    """Today, Tomorrow, 11-23 Monday."""
    near = {0: gettext("Today"), 1: gettext("Tomorrow")}
    return near.get((day - today).days) or f"{day:%m-%d} {date_format(day, 'l')}"


class WindowForm(TransitionForm):
    """One of the windows of the next days."""

    starts_at = forms.ChoiceField(label=_("The resident chooses"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Remark"), max_length=200, required=False)
    looks = {"starts_at": "picks"}

    def prepare(self) -> None:
        self.slots = slots_of(self.ticket)
        self.fields["starts_at"].choices = [  # type: ignore[attr-defined]
            (slot.value, slot.hours) for slot in self.slots
        ]

    def days(self) -> list[tuple[str, list[Any]]]:
        """(the day as people say it, its choices), for the template."""
        present = timezone.localtime(now())
        pairs = zip(self.slots, self["starts_at"], strict=True)
        grouped = groupby(pairs, key=lambda pair: pair[0].starts_at.date())
        return [(day_word(day, present.date()), [option for _slot, option in group]) for day, group in grouped]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "starts_at": parse_datetime(self.cleaned_data["starts_at"])}

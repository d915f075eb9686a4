"""What the page of trust is asked for: which estates, which days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.estates.models import Estate
from servicedesk.refusals import Invalid
from servicedesk.web.forms import beside
from tickets.trust.days import days_of

ALL = "all"


def day(label: Any) -> forms.DateField:
    wrong = gettext_lazy("A date is needed, such as 2027-02-06.")
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, error_messages={"invalid": wrong})


class TrustForm(forms.Form):
    """`first` and `last` after `is_valid()`; the estate is one of the choices, or ALL."""

    estate = forms.ChoiceField(label=gettext_lazy("Estate"))
    since = day(gettext_lazy("From day"))
    until = day(gettext_lazy("To day"))
    first: date
    last: date

    def __init__(self, estates: list[Estate], today: date, data: dict[str, Any]) -> None:
        super().__init__(data, auto_id="trust-%s")
        self.today = today
        every = [(ALL, _("All estates"))] if len(estates) > 1 else []
        self.fields["estate"].choices = [*every, *((str(one.pk), one.name) for one in estates)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            with beside(self, Invalid):
                self.first, self.last = days_of(values["since"], values["until"], self.today)
        return values

"""What a report is asked for: which estates, and a day, a month, or days in a row."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.reports.scope import Scope
from billing.reports.shown import Kind
from servicedesk.estates.models import Estate
from servicedesk.refusals import Invalid
from servicedesk.web.forms import beside

ALL = "all"
LABELS = {
    "day": (gettext_lazy("Day"), "date"), "month": (gettext_lazy("Month"), "month"),
    "since": (gettext_lazy("From day"), "date"), "until": (gettext_lazy("To day"), "date"),
}  # fmt: skip


def days_of(scope: Scope) -> dict[str, str]:
    """What the fields show: the days that came of what was asked, or of nothing."""
    since, until = f"{scope.since}", f"{scope.until}"
    return {"day": since, "month": since[:7], "since": since, "until": until}


class AskForm(forms.Form):
    """`scope` after `is_valid()`. What is empty is by default today or this month."""

    estate = forms.ChoiceField(
        label=gettext_lazy("Estate"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    scope: Scope

    def __init__(self, kind: Kind, mine: list[Estate], chosen: list[Estate], data: Mapping[str, str]) -> None:
        super().__init__(dict(data.items()), auto_id="report-%s")
        self.kind, self.estates = kind, chosen
        every = [(ALL, _("All estates"))] if len(mine) > 1 else []
        self.fields["estate"].choices = [*every, *((one.code, one.name) for one in mine)]  # type: ignore[attr-defined]
        for name in self.asked():
            label, look = LABELS[name]
            widget = forms.TextInput(attrs={"class": "form-control"})
            widget.input_type = look
            self.fields[name] = forms.CharField(label=label, required=False, max_length=10, widget=widget)

    def asked(self) -> list[str]:
        """Days in a row are asked for as such; the month is what they begin with."""
        return [name for name in self.kind.asks if name != "month" or len(self.kind.asks) == 1]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            with beside(self, Invalid):
                self.scope = self.kind.read(self.estates, self.data)
                self.data = {**self.data, **days_of(self.scope)}
        return values

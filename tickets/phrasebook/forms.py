"""The form of one phrase."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.people.enums import Skill
from tickets.models import PhraseKind


class PhraseForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=PhraseKind.choices)
    name = forms.CharField(label=_("Called"), max_length=40)
    words = forms.CharField(label=_("Words, or the number"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    skill = forms.ChoiceField(
        label=_("Kind of work"), choices=[("", _("all kinds of work")), *Skill.choices], required=False
    )
    estate: "forms.ModelChoiceField[Estate]" = forms.ModelChoiceField(
        label=_("Estate"), queryset=None, required=False, empty_label=_("All estates")
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, estates: list[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Estate.objects.filter(pk__in=[one.pk for one in estates]).order_by("code")
        self.fields["estate"].queryset = found  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        estate = values.pop("estate")
        return {**values, "estate_id": estate.pk if estate else None}

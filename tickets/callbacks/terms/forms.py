"""When residents may be called, which further callbacks there are, and what one resident wishes (R27, R28)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from tickets.callbacks.terms.actions import MOST_TRIES
from tickets.enums import Kind

SEPARATORS = re.compile(r"[\s,，、;；]+")


class EstateForm(forms.Form):
    """Of the whole company, or of one of these estates."""

    estate: "forms.ModelChoiceField[Estate]" = forms.ModelChoiceField(
        label=_("Where"), queryset=None, required=False, empty_label=_("The whole company")
    )

    def __init__(self, *args: Any, estates: list[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Estate.objects.filter(pk__in=[one.pk for one in estates]).order_by("code")
        self.fields["estate"].queryset = found  # type: ignore[attr-defined]

    def estate_id(self) -> Any:
        estate = self.cleaned_data["estate"]
        return estate.pk if estate else None


class TermsForm(EstateForm):
    hours = forms.CharField(
        label=_("Hours in which residents are called"), max_length=100, required=False,
        help_text=_("Such as 09:00-12:00, 14:00-20:00; empty: the wider terms hold again."),
    )  # fmt: skip
    tries = forms.IntegerField(label=_("Tries"), min_value=1, max_value=MOST_TRIES, initial=3)
    days = forms.IntegerField(label=_("on so many days"), min_value=1, max_value=MOST_TRIES, initial=3)

    def values(self) -> dict[str, Any]:
        hours = [one for one in SEPARATORS.split(self.cleaned_data["hours"]) if one]
        data = self.cleaned_data
        return {"hours": hours, "tries": data["tries"], "days": data["days"], "estate_id": self.estate_id()}


class ScheduleForm(EstateForm):
    kind = forms.ChoiceField(label=_("Kind of ticket"), choices=Kind.choices)
    days = forms.CharField(
        label=_("Days after closing"), max_length=60, required=False, help_text=_("Such as 3, 7, 45; empty: none.")
    )
    weekly = forms.BooleanField(label=_("Weekly until done"), required=False)
    own = forms.BooleanField(
        label=_("Said here"), required=False, initial=True, help_text=_("Off: the wider plan holds again.")
    )

    def clean_days(self) -> list[int]:
        """Numbers, however they are separated."""
        words = [one for one in SEPARATORS.split(self.cleaned_data["days"]) if one]
        if any(not word.isascii() or not word.isdigit() or len(word) > 4 for word in words):
            raise forms.ValidationError(_("Whole numbers of days, such as 3, 7, 45."))
        return [int(word) for word in words]

    def values(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in ("kind", "days", "weekly", "own")}
        return {**data, "estate_id": self.estate_id()}


class WishForm(forms.Form):
    hours = forms.CharField(
        label=_("Wishes to be called"),
        max_length=11,
        required=False,
        help_text=_("Such as 18:00-20:00; empty: no wish."),
    )
    note = forms.CharField(label=_("Remark"), max_length=100, required=False)

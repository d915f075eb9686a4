"""Forms of the price list."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MONEY: dict[str, Any] = {"min_value": 0, "max_digits": 10, "decimal_places": 2}


def day(**given: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)


class ItemForm(forms.Form):
    """One line of a draft."""

    code = forms.CharField(label=_("Item code"), max_length=20)
    unit = forms.CharField(label=_("Per"), max_length=12)
    name = forms.CharField(label=_("Item"), max_length=80)
    labour = forms.DecimalField(label=_("Labour"), **MONEY)
    parts = forms.DecimalField(label=_("Parts"), initial=0, **MONEY)
    included = forms.CharField(label=_("Parts that are in it"), max_length=200, required=False)
    warranty_days = forms.IntegerField(label=_("Days of warranty"), min_value=0, max_value=3650, initial=0)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)
    photo = forms.ImageField(label=_("Photo"), required=False, widget=forms.FileInput)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "photo"}


class PublishForm(forms.Form):
    """From which day the version holds, and until when, if that is known."""

    valid_from = day(label=_("Valid from"))
    valid_to = day(label=_("Valid to"), required=False)

    @classmethod
    def from_day(cls, first: date, data: Any = None) -> "PublishForm":
        return cls(data, initial={"valid_from": first})

"""Opening a payment code, and a provider's list (R35)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from billing.menu import due
from billing.payments.adapters import ADAPTERS
from billing.payments.enums import Provider
from tickets.transition_forms import TransitionForm

LARGEST = 5 * 2**20


def ready() -> list[tuple[str, Any]]:
    """The providers whose keys are set."""
    return [one for one in Provider.choices if all(getattr(settings, key, "") for key in ADAPTERS[one[0]].keys)]


class CodeForm(TransitionForm):
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    provider = forms.ChoiceField(label=_("Provider"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.fields["amount"].initial = due(self.ticket)
        self.fields["provider"].choices = ready()  # type: ignore[attr-defined]
        self.fields["provider"].initial = next((value for value, _words in ready()), None)


class ListForm(forms.Form):
    """A provider's list of one day, as he gives it: CSV."""

    provider = forms.ChoiceField(label=_("Provider"), choices=Provider.choices)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("His list (CSV)"))

    def clean_file(self) -> str:
        """Its text; providers write UTF-8 or GB18030."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        raw = upload.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text: str = raw.decode(encoding)
                return text
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(_("This is no text."))

"""Opening a payment code, a provider's list, and what finance decides (R35)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from billing.menu import due
from billing.models import Bill
from billing.money import ZERO
from billing.payments.adapters import ADAPTERS
from billing.payments.enums import Provider
from billing.payments.settling import Offer
from servicedesk.web.templatetags.desk import money
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


class UnitCodeForm(forms.Form):
    """A code for a unit's fees: some bills, or none chosen: all that is owed."""

    provider = forms.ChoiceField(label=_("Provider"), widget=forms.RadioSelect)
    bills = forms.TypedMultipleChoiceField(
        label=_("Bills"), required=False, widget=forms.CheckboxSelectMultiple, coerce=UUID
    )

    def __init__(self, bills: list[tuple[Bill, Decimal]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = ready()  # type: ignore[attr-defined]
        self.fields["provider"].initial = next((value for value, _words in ready()), None)
        self.fields["bills"].choices = [  # type: ignore[attr-defined]
            (str(bill.pk), f"{bill.period:%Y-%m} {bill.fee.name} {money(open_now)}") for bill, open_now in bills
        ]


class TakeForm(forms.Form):
    """What becomes of what is over, once the receipt is given."""

    advance = forms.ChoiceField(
        label=_("What is over"), widget=forms.RadioSelect, initial="",
        choices=(
            ("", _("waits here, to be given back")),
            ("1", _("for the unit: its fees, the oldest first, then in advance")),
        ),
        required=False,
    )  # fmt: skip


class GiveBackForm(forms.Form):
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ConfirmForm(forms.Form):
    """A provider's day, estate by estate: what he keeps, and why amounts differ."""

    def __init__(self, offers: list[Offer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "settle-%s", **kwargs})
        self.offers = offers
        for one in offers:
            if one.lines and not one.done:
                self.fields[f"fee-{one.estate.pk}"] = forms.DecimalField(
                    label=_("Fee of {estate}").format(estate=one.estate.name), min_value=0, max_digits=12,
                    decimal_places=2, initial=one.fee or ZERO,
                    widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal", "step": "0.01"}),
                )  # fmt: skip
        self.fields["explanation"] = forms.CharField(label=_("Why it differs"), max_length=300, required=False)

    def lines(self) -> list[tuple[Offer, Any]]:
        """Each estate with its field, or None where nothing is left to confirm."""
        names = [(one, f"fee-{one.estate.pk}") for one in self.offers]
        return [(one, self[name] if name in self.fields else None) for one, name in names]

    def fees(self) -> dict[Any, Decimal]:
        return {one.estate.pk: self.cleaned_data[bound.name] for one, bound in self.lines() if bound is not None}


class HandForm(forms.Form):
    """A day's total by hand."""

    arrived = forms.DecimalField(label=_("In the bank"), max_digits=12, decimal_places=2)
    fee = forms.DecimalField(label=_("Provider's fee"), min_value=0, max_digits=12, decimal_places=2, initial=ZERO)
    explanation = forms.CharField(label=_("Why it differs"), max_length=300, required=False)

"""The forms of recurring fees."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.enums import Method
from billing.fees.enums import Basis
from billing.ledger.enums import Book
from billing.models import Fee, FeeRate
from servicedesk.estates.models import Building, Estate, Unit
from servicedesk.sheets.reading import spellings

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
REASON = _("Reason")


class FeeForm(forms.Form):
    name = forms.CharField(label=_("Called"), max_length=40)
    code = forms.CharField(label=_("Short code"), max_length=20)
    basis = forms.ChoiceField(label=_("Counted"), choices=Basis.choices)
    measure = forms.CharField(label=_("Unit of measure"), max_length=12, required=False)
    account = forms.CharField(label=_("Account of income"), max_length=60)
    season_month = forms.IntegerField(
        label=_("Billed in month (of a season)"), min_value=1, max_value=12, required=False
    )
    factor = forms.DecimalField(
        label=_("Doubtful from so many times the average on"), min_value=1, max_digits=4, decimal_places=1, initial=3
    )
    everywhere = forms.BooleanField(label=_("Every unit pays it"), required=False, initial=True)
    here = forms.BooleanField(label=_("Only in this estate"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, estate: Estate, fee: Fee | None, **kwargs: Any) -> None:
        initial = {name: getattr(fee, name) for name in self.base_fields if fee and hasattr(fee, name)}
        if fee:
            initial |= {"account": fee.account.label, "here": fee.estate_id is not None}
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.estate, self.fee = estate, fee
        if fee:
            del self.fields["basis"], self.fields["here"]

    def values(self) -> dict[str, Any]:
        """For `keep_fee`. A standard account may be named in words."""
        values = dict(self.cleaned_data)
        if self.fee:
            values |= {"basis": self.fee.basis, "estate_id": self.fee.estate_id}
        else:
            values["estate_id"] = self.estate.pk if values.pop("here") else None
        # In either language: a word of the other one must not open an account of its own.
        spoken = {said: book.value for book in Book for said in spellings(book.label)}
        values["account"] = spoken.get(values["account"], values["account"])
        return values


class RateForm(forms.Form):
    amount = forms.DecimalField(label=_("Rate"), min_value=0, max_digits=10, decimal_places=4)
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("To"), widget=DAY, required=False)


class PlaceForm(forms.Form):
    place = forms.CharField(label=_("Unit or building"), max_length=24)
    exempt = forms.BooleanField(label=_("Exempt"), required=False)
    quantity = forms.DecimalField(label=_("How many"), min_value=0, max_digits=8, decimal_places=2, initial=1)
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("To"), widget=DAY, required=False)
    reason = forms.CharField(label=REASON, max_length=200, required=False)

    def __init__(self, *args: Any, estate: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estate = estate

    def clean_place(self) -> dict[str, Any]:
        """A unit by its code, else a building."""
        code = self.cleaned_data["place"].strip()
        if unit := Unit.objects.filter(estate=self.estate, code=code).first():
            return {"unit_id": unit.pk}
        if building := Building.objects.filter(estate=self.estate, code=code).first():
            return {"building_id": building.pk}
        raise forms.ValidationError(_("There is no such place."))

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {**values.pop("place"), **values}


class MeterForm(forms.Form):
    unit = forms.CharField(label=_("Unit"), max_length=24)
    serial = forms.CharField(label=_("Number of the meter"), max_length=30, required=False)
    digits = forms.IntegerField(label=_("Digits before the point"), min_value=3, max_value=9, initial=5)
    day = forms.DateField(label=_("Day"), widget=DAY)
    value = forms.DecimalField(label=_("It shows"), min_value=0, max_digits=12, decimal_places=3)

    def __init__(self, *args: Any, estate: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estate = estate

    def clean_unit(self) -> Unit:
        unit = Unit.objects.filter(estate=self.estate, code=self.cleaned_data["unit"].strip()).first()
        if unit is None:
            raise forms.ValidationError(_("There is no such unit."))
        return unit

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"unit_id": values.pop("unit").pk, **values}


class ReadForm(forms.Form):
    """One line of the reading list. What is out of the ordinary opens beneath it."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    value = forms.DecimalField(label=_("It shows"), min_value=0, max_digits=12, decimal_places=3)
    kind = forms.ChoiceField(
        label=_("What happened"), required=False,
        choices=[
            ("normal", _("read as usual")), ("rollover", _("the meter went round")), ("changed", _("meter changed")),
        ],
    )  # fmt: skip
    old_end = forms.DecimalField(label=_("The old one showed last"), required=False, max_digits=12, decimal_places=3)
    new_start = forms.DecimalField(label=_("The new one began with"), required=False, max_digits=12, decimal_places=3)
    reason = forms.CharField(label=REASON, max_length=200, required=False)
    confirmed = forms.BooleanField(label=_("It is so"), required=False)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {**values, "kind": values["kind"] or "normal"}


class RunForm(forms.Form):
    """Which fees of which month; a month as the browser writes it, 2026-10."""

    period = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    )
    fees = forms.MultipleChoiceField(label=_("Fees to bill"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, fees: list[Fee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fees"].choices = [(str(fee.pk), fee.name) for fee in fees]  # type: ignore[attr-defined]


class KeysField(forms.Field):
    """Rows that were ticked, by their keys; whether they may be is for the action to say."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in value or []]
        except ValueError as wrong:
            raise forms.ValidationError(_("There is no such bill.")) from wrong


class TakeForm(forms.Form):
    """R35: what a unit pays, and how. `due`: bills are open, so that one has to be chosen; `kept`: what it has paid in
    advance.
    """

    bills = KeysField(required=False)
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    method = forms.ChoiceField(label=_("How"), choices=Method.choices, initial=Method.WECHAT, widget=forms.RadioSelect)
    payer_name = forms.CharField(label=_("Paid by"), max_length=60, required=False)
    # Whatever is sent again with the same word pays once (R48).
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, due: bool, kept: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = due
        if not self.is_bound and kept <= 0:
            self.fields["method"].choices = [one for one in Method.choices if one[0] != Method.ON_ACCOUNT]  # type: ignore[attr-defined]

    def clean_bills(self) -> list[UUID]:
        """Nothing chosen where something is open is a slip, and no payment in advance."""
        keys: list[UUID] = self.cleaned_data["bills"]
        if self.due and not keys:
            raise forms.ValidationError(_("Choose a bill."))
        return keys


class ReasonForm(forms.Form):
    reason = forms.CharField(label=REASON, max_length=300)


def rate_words(rate: FeeRate | None) -> str:
    """2.35 and not 2.3500."""
    if rate is None:
        return ""
    whole, _point, rest = f"{rate.amount:.4f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"

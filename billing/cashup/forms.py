"""What a collector states of his day, and what the cashier says to it (R36)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.cashup.queries import Expected


class HandOverForm(forms.Form):
    """One amount for each method with money, and why where it differs."""

    def __init__(self, rows: list[Expected], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hand-%s", **kwargs})
        self.rows = rows
        for row in rows:
            self.fields[row.method] = forms.DecimalField(
                label=row.label, max_digits=12, decimal_places=2, initial=row.amount,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
            )  # fmt: skip
        self.fields["explanation"] = forms.CharField(
            label=_("Why it differs"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def lines(self) -> list[tuple[Expected, forms.BoundField]]:
        return [(row, self[row.method]) for row in self.rows]

    def handed(self) -> dict[str, Decimal]:
        return {str(row.method): self.cleaned_data[row.method] for row in self.rows}


class CloseForm(forms.Form):
    remark = forms.CharField(label=_("Said to the difference"), max_length=300, required=False)


class ObjectForm(forms.Form):
    reason = forms.CharField(label=_("What was counted"), max_length=300)

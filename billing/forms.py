"""What the transitions about money ask for."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.amends.enums import AmendKind
from billing.enums import Method
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.menu import due
from tickets.transition_forms import TransitionForm, lines


class PayForm(TransitionForm):
    """R35: what was received, and how."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    method = forms.ChoiceField(label=_("How"), choices=Method.choices, initial=Method.WECHAT, widget=forms.RadioSelect)
    payer_name = forms.CharField(label=_("Paid by"), max_length=60, required=False)
    # Whatever is sent again with the same word pays once (R48).
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["once"].initial = secrets.token_urlsafe(18)
        if not self.ticket.unit_id or not balance(Book.ADVANCES, unit=self.ticket.unit_id):
            self.fields["method"].choices = [one for one in Method.choices if one[0] != Method.ON_ACCOUNT]  # type: ignore[attr-defined]
        self.fields["amount"].initial = due(self.ticket)
        self.fields["payer_name"].initial = self.ticket.contact_name


class GrantForm(TransitionForm):
    """R37: what, how much, why; of money that goes out also how, and of which receipt."""

    kind = forms.ChoiceField(
        label=_("Contents"), choices=AmendKind.choices, initial=AmendKind.DISCOUNT, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=lines())
    method = forms.ChoiceField(
        label=_("How it goes out (refund, compensation)"), choices=Method.choices, initial=Method.CASH,
        required=False,
    )  # fmt: skip
    receipt_number = forms.ChoiceField(label=_("Of which receipt (refund)"), required=False)

    def prepare(self) -> None:
        numbers = self.ticket.receipts.good().order_by("paid_at").values_list("number", flat=True)
        self.fields["receipt_number"].choices = [("", "–"), *((one, one) for one in numbers)]  # type: ignore[attr-defined]


class OweForm(TransitionForm):
    reason = forms.CharField(label=_("Why later"), max_length=300, widget=lines())

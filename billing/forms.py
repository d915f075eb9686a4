"""What the transitions about money, and the price list, ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.enums import Method
from billing.menu import due
from tickets.transition_forms import TransitionForm, lines


class PayForm(TransitionForm):
    """R35: what was received, and how."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    method = forms.ChoiceField(label=_("How"), choices=Method.choices, initial=Method.WECHAT, widget=forms.RadioSelect)
    payer_name = forms.CharField(label=_("Paid by"), max_length=60, required=False)

    def prepare(self) -> None:
        self.fields["amount"].initial = due(self.ticket)
        self.fields["payer_name"].initial = self.ticket.contact_name


class OweForm(TransitionForm):
    reason = forms.CharField(label=_("Why later"), max_length=300, widget=lines())

"""Money: the transitions pay, grant, payment code, owe."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import actions, forms
from billing.amends import actions as amends
from billing.models import Amend, Receipt
from billing.payments.actions import open_code
from billing.payments.forms import CodeForm
from tickets.views.transition import transition


def receipt_given(receipt: Receipt) -> str:
    return gettext("{number}: received ¥{amount}, receipt {receipt}").format(
        number=receipt.ticket.number if receipt.ticket else "", amount=receipt.amount, receipt=receipt.number
    )


def granted(amend: Amend) -> str:
    """What was granted, or that it waits."""
    if amend.waits:
        return gettext("{what}: waits for the second signature").format(what=amend.get_kind_display())
    return gettext("{what} granted, {number}").format(what=amend.get_kind_display(), number=amend.number)


pay = transition("pay", forms.PayForm, actions.pay, receipt_given, submit=_("Give a receipt"))
grant = transition("grant", forms.GrantForm, amends.grant, granted, submit=_("Grant"))
payment_code = transition("payment-code", CodeForm, open_code, _("payment code opened"), submit=_("Open the code"))
owe = transition("owe", forms.OweForm, actions.owe, _("to be paid later"), submit=_("Record as owed"))

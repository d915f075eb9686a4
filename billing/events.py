"""What the journal keeps of money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.enums import Method, Payer
from servicedesk.journal.payloads import Payload, event_type
from tickets.events import label


@event_type("billing.charged")
@dataclass(frozen=True)
class Charged(Payload):
    total: str
    payer: str
    icon = "coin-yuan"
    group = "change"

    def title(self) -> str:
        return _("price told: ¥{total}, {payer} pays").format(total=self.total, payer=label(Payer, self.payer))


@event_type("billing.paid")
@dataclass(frozen=True)
class Paid(Payload):
    receipt: str
    amount: str
    method: str
    icon = "receipt"
    group = "change"

    def title(self) -> str:
        return _("received ¥{amount} by {method}, receipt {receipt}").format(
            amount=self.amount, method=label(Method, self.method), receipt=self.receipt
        )

"""REST: payments (R35); prices and quotes stand in their rooms."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from billing import actions, rules
from billing.amends.api import urlpatterns as amends
from billing.arrears.api import urlpatterns as arrears
from billing.cashup.api import urlpatterns as cash_ups
from billing.enums import Method
from billing.fees import api as fees
from billing.ledger.api import urlpatterns as ledger
from billing.models import Receipt
from billing.payments.api import urlpatterns as payments
from billing.prices.api import urlpatterns as price_urls
from billing.quotes.api import urlpatterns as quote_urls
from billing.receipts.api import ReceiptOut
from billing.receipts.api import seen as seen_receipts
from billing.receipts.api import urlpatterns as receipts
from billing.reports.api import urlpatterns as reports
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Money, Text, Word, optional
from servicedesk.api.views import Listing
from servicedesk.people.api import staff_id
from tickets.api.acting import ReasonIn
from tickets.api.outputs import TicketOut, shown
from tickets.api.reading import OfTicket
from tickets.api.steps import NUMBER, Step, ticket_id_of


class ReceiptList(OfTicket, Listing):
    """The ticket's receipts."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_receipts"}
    serializer_class, variables = ReceiptOut, NUMBER

    def rows(self) -> QuerySet[Receipt]:
        return seen_receipts(self.actor).filter(ticket=self.ticket())


class PayIn(Body):
    rule = "R35"
    amount = Money(max_digits=12)
    method = Word(choices=Method.choices)
    payer_name = optional(60)
    collector = Text(max_length=40, required=False, help_text="Who took it; employee number or id.")


class PaidOut(TicketOut):
    """The ticket as it is now, and the receipt."""

    receipt = ReceiptOut()


class Pay(Step):
    """Money was received: a receipt at once (R35)."""

    verb, rule, body, answer = "pay", rules.collect, PayIn, PaidOut
    names = {"collector": ("collector_id", staff_id)}

    def post(self, request: Request, number: str) -> Response:
        ticket_id = ticket_id_of(self.actor, number)
        receipt = actions.pay(ticket_id=ticket_id, actor=self.actor, **self.arguments(self.read()))
        ticket: Any = shown(ticket_id)
        ticket.receipt = seen_receipts(self.actor).get(pk=receipt.pk)
        return self.tell(ticket)


class Owe(Step):
    """The resident pays later: explicitly owed, with the reason."""

    verb, rule, action, body = "owe", rules.charge, staticmethod(actions.owe), ReasonIn


STEPS: list[type[Step]] = [Pay, Owe]
urlpatterns: list[URLPattern] = [
    *price_urls,
    *quote_urls,
    path("tickets/<str:number>/receipts", ReceiptList.as_view(), name="api-ticket-receipts"),
    *(step.at() for step in STEPS),
    *amends,
    *arrears,
    *cash_ups,
    *ledger,
    *payments,
    *receipts,
    *reports,
    *fees.urlpatterns,
]

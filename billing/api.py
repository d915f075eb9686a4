"""REST: prices, what a ticket costs, and payments (R33–R35)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django_filters import CharFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import actions, rules
from billing.enums import Method, Payer
from billing.fees import api as fees
from billing.models import Charge, PriceItem, Receipt
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Word, optional
from servicedesk.api.views import Listing
from servicedesk.estates.api import estate_named
from tickets.api.acting import ReasonIn
from tickets.api.outputs import TicketOut, shown
from tickets.api.reading import OfTicket
from tickets.api.steps import NUMBER, Step, ticket_id_of


class PriceOut(serializers.Serializer):
    """One line of the price list (R33)."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None, help_text="null: all estates.")
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    labour = serializers.DecimalField(max_digits=10, decimal_places=2)
    parts = serializers.DecimalField(max_digits=10, decimal_places=2)
    price = serializers.DecimalField(max_digits=11, decimal_places=2)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class PriceFilters(FilterSet):
    """By estate (with what holds for all) and code."""

    estate = CharFilter(method="in_estate", help_text="Code or id of an estate.")
    code = CharFilter(lookup_expr="startswith", help_text="How the code begins.")

    def in_estate(self, rows: QuerySet[PriceItem], name: str, value: str) -> QuerySet[PriceItem]:
        return rows.filter(Q(estate=None) | Q(estate=estate_named(self.request.user, value)))


class PriceList(Listing):
    """The price list, past and coming lines included."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_prices"}
    serializer_class, filterset_class = PriceOut, PriceFilters

    def rows(self) -> QuerySet[PriceItem]:
        rows = PriceItem.objects.select_related("estate")
        seen = self.actor.estate_ids
        return rows if seen is None else rows.filter(Q(estate=None) | Q(estate__in=seen))


class ChargeOut(serializers.Serializer):
    """One line of what a ticket costs."""

    id = serializers.UUIDField()
    item = serializers.UUIDField(source="item_id", allow_null=True)
    name = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=8, decimal_places=2)
    unit_price = serializers.DecimalField(max_digits=10, decimal_places=2)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    payer = serializers.CharField()
    added_by = serializers.CharField()
    added_at = Moment()


class ChargeList(OfTicket, Listing):
    """What the ticket costs, line by line."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_charges"}
    serializer_class, variables = ChargeOut, NUMBER

    def rows(self) -> QuerySet[Charge]:
        return Charge.objects.filter(ticket=self.ticket())


class ReceiptOut(serializers.Serializer):
    """One payment (R35)."""

    number = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    method = serializers.CharField()
    payer_name = serializers.CharField()
    collector_name = serializers.CharField()
    paid_at = Moment()


class ReceiptList(OfTicket, Listing):
    """The ticket's receipts."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_receipts"}
    serializer_class, variables = ReceiptOut, NUMBER

    def rows(self) -> QuerySet[Receipt]:
        return Receipt.objects.filter(ticket=self.ticket())


class LineIn(Body):
    """An item of the price list, or a name and a price of its own."""

    rule = "R33"
    item = serializers.UUIDField(required=False, allow_null=True)
    name = optional(80)
    unit_price = Money(required=False)
    quantity = Money(max_digits=8, default=Decimal(1))

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """One or the other, not both."""
        own = bool(values.get("name")) and "unit_price" in values
        if own == bool(values.get("item")) or (values.get("item") and (values.get("name") or "unit_price" in values)):
            raise serializers.ValidationError(_("An item of the price list, or a name with a unit price."))
        return values


class ChargeIn(Body):
    rule = "R33"
    lines = LineIn(many=True, allow_empty=False, max_length=50)  # type: ignore[call-arg]
    payer = Word(choices=Payer.choices, default=Payer.RESIDENT)


class TellPrice(Step):
    """Tell the price before work, and decide who pays (R33, R34); said again, it replaces what was told."""

    verb, rule, body = "charge", rules.charge, ChargeIn

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        lines = [actions.Line(item_id=line.pop("item", None), **line) for line in values["lines"]]
        return actions.charge(ticket_id=ticket_id, actor=self.actor, lines=lines, payer=values["payer"])


class PayIn(Body):
    rule = "R35"
    amount = Money(max_digits=12)
    method = Word(choices=Method.choices)
    payer_name = optional(60)


class PaidOut(TicketOut):
    """The ticket as it is now, and the receipt."""

    receipt = ReceiptOut()


class Pay(Step):
    """Money was received: a receipt at once (R35)."""

    verb, rule, body, answer = "pay", rules.collect, PayIn, PaidOut

    def post(self, request: Request, number: str) -> Response:
        ticket_id = ticket_id_of(self.actor, number)
        receipt = actions.pay(ticket_id=ticket_id, actor=self.actor, **self.arguments(self.read()))
        ticket: Any = shown(ticket_id)
        ticket.receipt = receipt
        return self.tell(ticket)


class Owe(Step):
    """The resident pays later: explicitly owed, with the reason."""

    verb, rule, action, body = "owe", rules.charge, staticmethod(actions.owe), ReasonIn


STEPS: list[type[Step]] = [TellPrice, Pay, Owe]
urlpatterns: list[URLPattern] = [
    path("prices", PriceList.as_view(), name="api-prices"),
    path("tickets/<str:number>/charges", ChargeList.as_view(), name="api-ticket-charges"),
    path("tickets/<str:number>/receipts", ReceiptList.as_view(), name="api-ticket-receipts"),
    *(step.at() for step in STEPS),
    *fees.urlpatterns,
]

"""REST: receipts, their voids, and money of a unit without a ticket (R35, R37)."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, ChoiceFilter, DateFilter
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.enums import Method
from billing.models import Receipt
from billing.receipts import actions
from billing.receipts.views import link_of
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import printable
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, place_named
from servicedesk.estates.models import Unit
from servicedesk.people.api import staff_id
from tickets.api.acting import ReasonIn

NUMBER = {"receipt": "The receipt's number, such as SJ-HJ-2026-000042."}


class VoidOut(serializers.Serializer):
    """Why a receipt does not hold."""

    number = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField(source="by_name")
    at = Moment()


class ReceiptOut(serializers.Serializer):
    """One payment (R35). `void` is null while it holds; `link` is the resident's own."""

    number = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    estate = serializers.CharField(source="estate.code")
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    method = serializers.CharField()
    payer_name = serializers.CharField()
    collector_name = serializers.CharField()
    paid_at = Moment()
    day = serializers.DateField(help_text="The day of its cash-up.")
    purpose = serializers.CharField()
    void = serializers.SerializerMethodField(help_text="null while it holds.")
    link = serializers.SerializerMethodField()

    @extend_schema_field(VoidOut(allow_null=True))
    def get_void(self, row: Receipt) -> dict[str, Any] | None:
        return dict(VoidOut(row.void).data) if row.is_void else None

    def get_link(self, row: Receipt) -> str:
        return link_of(row)


class ReceiptFilters(OfEstate):
    day = DateFilter(help_text="Day of cash-up.")
    method = ChoiceFilter(choices=Method.choices)
    void = BooleanFilter(field_name="void", lookup_expr="isnull", exclude=True)


def seen(actor: Any) -> QuerySet[Receipt]:
    rows: QuerySet[Receipt] = Receipt.objects.seen_by(actor)
    return rows.select_related("estate", "ticket", "unit", "void")


class ReceiptBook(Listing):
    """Every receipt, void ones too, latest first."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_all_receipts"}
    serializer_class, filterset_class = ReceiptOut, ReceiptFilters
    orders = {"-paid": ("-paid_at", "-id"), "paid": ("paid_at", "id")}

    def rows(self) -> QuerySet[Receipt]:
        return seen(self.actor)


class MakeVoid(Endpoint):
    """A receipt does not hold (R35, R37)."""

    rule, tag, operations, variables = rules.void_receipt, "money", {"POST": "void_receipt"}, NUMBER
    body, answer = ReasonIn, ReceiptOut

    def post(self, request: Request, receipt: str) -> Response:
        """The receipt stays, its void is a document of its own; what it paid is owed again."""
        found = seen(self.actor).filter(number=receipt).first() if printable(receipt) else None
        if found is None:
            raise Http404
        actions.void(receipt_id=found.pk, actor=self.actor, **self.read())
        return self.tell(seen(self.actor).get(pk=found.pk))


class TakeIn(Body):
    rule = "R35"
    amount = Money(max_digits=12)
    method = Word(choices=Method.choices)
    payer_name = optional(60)
    purpose = optional(80)
    collector = Text(max_length=40, required=False, help_text="Who took it; employee number or id.")


class TakeForUnit(Endpoint):
    """Money of a unit without a ticket."""

    rule, tag, operations = rules.collect, "money", {"POST": "take_for_unit"}
    variables = {"estate": "Code or id of an estate.", "unit": "Code or id of a unit."}
    body, answer, created = TakeIn, ReceiptOut, True

    def post(self, request: Request, estate: str, unit: str) -> Response:
        """Settles what the unit owes of fees; what is over is kept in advance (R35)."""
        found = estate_named(self.actor, estate)
        unit_id = place_named(Unit, found, unit, "unit")
        values = self.read()
        if name := values.pop("collector", None):
            values["collector_id"] = staff_id(name, "collector")
        receipt = actions.take(unit_id=unit_id, actor=self.actor, **values)
        return self.tell(seen(self.actor).get(pk=receipt.pk))


urlpatterns: list[URLPattern] = [
    path("receipts", ReceiptBook.as_view(), name="api-receipts"),
    path("receipts/<str:receipt>/void", MakeVoid.as_view(), name="api-receipt-void"),
    path("estates/<str:estate>/units/<str:unit>/payments", TakeForUnit.as_view(), name="api-unit-pay"),
]

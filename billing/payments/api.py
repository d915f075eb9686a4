"""REST: payment codes (R35)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.models import PaymentCode
from billing.payments import actions
from billing.payments.api_finance import urlpatterns as finance
from billing.payments.api_notices import urlpatterns as notices
from billing.payments.enums import CodeState, Provider
from servicedesk.api.bodies import Body, Empty
from servicedesk.api.fields import Moment, Money, Word
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import estate_named, place_named, uuid_of
from servicedesk.estates.models import Unit
from tickets.api.outputs import TicketOut
from tickets.api.steps import Step


class PaymentReportOut(serializers.Serializer):
    """What the provider reported of it."""

    number = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    paid_at = Moment()
    verdict = serializers.CharField()


class PaymentCodeOut(serializers.Serializer):
    """付款码. `notify` is where the provider reports; `address` what the code shows, where it is known without him."""

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    bills = serializers.ListField(child=serializers.UUIDField())
    provider = serializers.CharField()
    reference = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    address = serializers.CharField()
    notify = serializers.SerializerMethodField()
    state = serializers.CharField()
    opened_by = serializers.CharField(source="opened_by_name")
    opened_at = Moment()
    receipt = serializers.CharField(source="receipt.number", allow_null=True, default=None)
    notices = PaymentReportOut(many=True, source="notices.all")

    def get_notify(self, row: PaymentCode) -> str:
        return actions.notify_of(row)


class CodeIn(Body):
    rule = "R35"
    amount = Money(max_digits=12)
    provider = Word(choices=Provider.choices)


class CodedOut(TicketOut):
    """The ticket, and the code."""

    payment_code = PaymentCodeOut()


class OpenCode(Step):
    """Open a payment code for an amount that is owed (R35)."""

    verb, rule, body, answer = "payment-code", rules.collect, CodeIn, CodedOut

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        self.code = actions.open_code(ticket_id=ticket_id, actor=self.actor, **values)

    def tell(self, shown: Any, *, location: str = "") -> Response:
        shown.payment_code = self.code
        return super().tell(shown, location=location)


def seen(actor: Any) -> QuerySet[PaymentCode]:
    rows = PaymentCode.objects.select_related("ticket", "unit", "receipt").prefetch_related("notices")
    return actor.among(rows)


class CodeFilters(FilterSet):
    ticket = CharFilter(field_name="ticket__number")
    state = ChoiceFilter(choices=CodeState.choices)


class CodeList(Listing):
    """Payment codes with what was reported of them, latest first."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_payment_codes"}
    serializer_class, filterset_class = PaymentCodeOut, CodeFilters
    orders = {"-id": ("-id",), "id": ("id",)}

    def rows(self) -> QuerySet[PaymentCode]:
        return seen(self.actor)


class CancelCode(Endpoint):
    """A code that is not wanted any more."""

    rule, tag, operations = rules.collect, "money", {"POST": "cancel_payment_code"}
    variables, body, answer = {"code": "Id of a payment code."}, Empty, PaymentCodeOut

    def post(self, request: Request, code: str) -> Response:
        """What is paid by it afterwards is no receipt, and finance is shown it."""
        pk = uuid_of(code)
        if pk is None or not seen(self.actor).filter(pk=pk).exists():
            raise Http404
        self.read()
        return self.tell(actions.cancel(code_id=pk, actor=self.actor))


class UnitCodeIn(Body):
    rule = "R35"
    provider = Word(choices=Provider.choices)
    amount = Money(max_digits=12, required=False, help_text="Only so much of what is owed; by default all of it.")
    bills = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=400, help_text="Chosen bills; none: all that is owed."
    )


class OpenUnitCode(Endpoint):
    """A payment code for a unit's fees."""

    rule, tag, operations = rules.collect, "money", {"POST": "open_unit_payment_code"}
    variables = {"estate": "Code or id of an estate.", "unit": "Code or id of a unit."}
    body, answer, created = UnitCodeIn, PaymentCodeOut, True

    def post(self, request: Request, estate: str, unit: str) -> Response:
        """For chosen bills, else for all that the unit owes of fees (R35)."""
        unit_id = place_named(Unit, estate_named(self.actor, estate), unit, "unit")
        return self.tell(actions.open_unit_code(unit_id=unit_id, actor=self.actor, **self.read()))


urlpatterns: list[URLPattern] = [
    path("payment-codes", CodeList.as_view(), name="api-payment-codes"),
    path("payment-codes/<str:code>/cancel", CancelCode.as_view(), name="api-payment-code-cancel"),
    path("estates/<str:estate>/units/<str:unit>/payment-codes", OpenUnitCode.as_view(), name="api-unit-payment-codes"),
    OpenCode.at(),
    *notices,
    *finance,
]

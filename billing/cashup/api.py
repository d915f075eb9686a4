"""REST: cash-up. A system has no account to sign with: it names who hands over and who counted (R36)."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import DateFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.cashup import actions, queries
from billing.enums import Method
from billing.models import CashUp
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.people.api import PersonOut, staff_id
from tickets.api.acting import ReasonIn

STATES = (("handed", "handed"), ("objected", "objected"), ("closed", "closed"))
CENT = serializers.DecimalField


class CashUpLineOut(serializers.Serializer):
    method = serializers.CharField()
    receipts = serializers.IntegerField()
    expected = CENT(max_digits=12, decimal_places=2)
    handed = CENT(max_digits=12, decimal_places=2)
    difference = CENT(max_digits=12, decimal_places=2)


class CashUpOut(serializers.Serializer):
    """日结单."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    collector = PersonOut()
    day = serializers.DateField()
    state = Word(choices=STATES)
    handed_at = Moment()
    explanation = serializers.CharField()
    objection = serializers.CharField()
    cashier = PersonOut(allow_null=True)
    closed_at = Moment(allow_null=True)
    remark = serializers.CharField()
    lines = CashUpLineOut(many=True, source="lines.all")


class HandedIn(Body):
    rule = "R36"
    method = Word(choices=Method.choices)
    amount = Money(max_digits=12, min_value=None)


class CashUpIn(Body):
    rule = "R36"
    estate = Text(max_length=40, help_text="Code or id.")
    collector = Text(max_length=40, help_text="Whose day it is; employee number or id.")
    day = serializers.DateField()
    handed = HandedIn(many=True, required=False, help_text="What is not named is as the receipts say.")
    explanation = optional(300)


class CloseIn(Body):
    rule = "R36"
    cashier = Text(max_length=40, help_text="Who counted; employee number or id.")
    remark = optional(300)


class CashUpFilters(OfEstate):
    day = DateFilter()


class CashUpList(Listing):
    """Days that were handed over, latest first."""

    rules = {"GET": rules.view_cash_ups, "POST": rules.hand_over_money}
    tag, operations = "money", {"GET": "list_cash_ups", "POST": "hand_over_money"}
    serializer_class, filterset_class = CashUpOut, CashUpFilters
    orders = {"-handed": ("-handed_at", "-id"), "handed": ("handed_at", "id")}
    body, answer, created = CashUpIn, CashUpOut, True

    def rows(self) -> QuerySet[CashUp]:
        return queries.seen(self.actor)

    def post(self, request: Request) -> Response:
        """The collector's signature: from here on his day takes no more money (R36)."""
        values = self.read()
        estate = estate_named(self.actor, values.pop("estate"))
        handed = {line["method"]: line["amount"] for line in values.pop("handed", ())}
        who = staff_id(values.pop("collector"), "collector")
        sheet = actions.hand_over(
            estate_id=estate.pk, actor=self.actor, collector_id=who, handed=handed, **values
        )  # fmt: skip
        return self.tell(self.rows().get(pk=sheet.pk))


class OfCashUp(Endpoint):
    """What needs the sheet of the address."""

    rule, tag, answer, variables = rules.close_cash_up, "money", CashUpOut, {"cash_up": "Id of a cash-up."}

    def found(self, name: str) -> CashUp:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        sheet = queries.seen(self.actor).filter(pk=pk).first() if pk else None
        if sheet is None:
            raise Http404
        return sheet

    def after(self, sheet: CashUp) -> Response:
        return self.tell(queries.seen(self.actor).get(pk=sheet.pk))


class CloseCashUp(OfCashUp):
    """The cashier's signature (R36)."""

    operations, body = {"POST": "close_cash_up"}, CloseIn

    def post(self, request: Request, cash_up: str) -> Response:
        """Counted as stated: the day is closed."""
        sheet, values = self.found(cash_up), self.read()
        who: Any = staff_id(values.pop("cashier"), "cashier")
        actions.close(cash_up_id=sheet.pk, actor=self.actor, cashier_id=who, **values)
        return self.after(sheet)


class ObjectToCashUp(OfCashUp):
    """Counted otherwise (R36)."""

    operations, body = {"POST": "object_to_cash_up"}, ReasonIn

    def post(self, request: Request, cash_up: str) -> Response:
        """The collector counts and signs again; the day stays closed to new money."""
        sheet = self.found(cash_up)
        actions.object_to(cash_up_id=sheet.pk, actor=self.actor, **self.read())
        return self.after(sheet)


urlpatterns: list[URLPattern] = [
    path("cash-ups", CashUpList.as_view(), name="api-cash-ups"),
    path("cash-ups/<str:cash_up>/close", CloseCashUp.as_view(), name="api-cash-up-close"),
    path("cash-ups/<str:cash_up>/object", ObjectToCashUp.as_view(), name="api-cash-up-object"),
]

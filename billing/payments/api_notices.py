"""REST: what providers reported, and what is made of what was no receipt (R35, R37)."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, ChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.models import NoticeDecision, PaymentNotice
from billing.payments import deciding, queries
from billing.payments.enums import Provider
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, uuid_of
from servicedesk.people.api import staff_id
from tickets.api.acting import ReasonIn


class NoticeDecisionOut(serializers.Serializer):
    """`taken` with a receipt, or `given_back`: with no `effective_at` and no `refused_at` it waits for a signature."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    receipt = serializers.CharField(source="receipt.number", allow_null=True, default=None)
    number = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField(source="by_name")
    at = Moment()
    signed_by = serializers.CharField(source="signed_by_name")
    effective_at = Moment(allow_null=True)
    refused_at = Moment(allow_null=True)
    refusal = serializers.CharField()


class PaymentNoticeOut(serializers.Serializer):
    """What a provider reported. `rest` is what nobody has decided on yet."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="code.estate.code")
    ticket = serializers.CharField(source="code.ticket.number", allow_null=True, default=None)
    unit = serializers.CharField(source="code.unit.code", allow_null=True, default=None)
    provider = serializers.CharField()
    number = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    asked = serializers.DecimalField(source="code.amount", max_digits=12, decimal_places=2)
    paid_at = Moment()
    received_at = Moment()
    verdict = serializers.CharField()
    rest = serializers.DecimalField(max_digits=14, decimal_places=2)
    decisions = NoticeDecisionOut(many=True, source="decisions.all")


class NoticeFilters(OfEstate):
    estate_path = "code__estate"
    provider = ChoiceFilter(choices=Provider.choices)
    waiting = BooleanFilter(method="that_wait", help_text="true: waits for a decision or its second signature.")

    def that_wait(self, rows: QuerySet[PaymentNotice], name: str, value: bool) -> QuerySet[PaymentNotice]:
        open_ones = queries.waiting(rows)
        return open_ones if value else rows.exclude(pk__in=open_ones.values("pk"))


class NoticeList(Listing):
    """What providers reported, latest first."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_payment_notices"}
    serializer_class, filterset_class = PaymentNoticeOut, NoticeFilters
    orders = {"-paid": ("-paid_at", "-id"), "paid": ("paid_at", "id")}

    def rows(self) -> QuerySet[PaymentNotice]:
        return queries.seen(self.actor)


class OfNotice(Endpoint):
    """What needs the payment of the address."""

    rule, tag, answer = rules.decide_notice, "money", PaymentNoticeOut
    variables = {"notice": "Id of a reported payment."}

    def key(self, name: str) -> UUID:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        if pk is None or not queries.seen(self.actor).filter(pk=pk).exists():
            raise Http404
        return pk

    def now_so(self, pk: UUID) -> Response:
        return self.tell(queries.seen(self.actor).get(pk=pk))


class TakeNoticeIn(Body):
    rule = "R35"
    advance = serializers.BooleanField(
        required=False, help_text="What is over is the unit's: its fees, then in advance. Else it waits."
    )


class TakeNotice(OfNotice):
    """Take it (R35)."""

    operations, body = {"POST": "take_payment_notice"}, TakeNoticeIn

    def post(self, request: Request, notice: str) -> Response:
        """A receipt for what is owed now, up to the amount."""
        pk = self.key(notice)
        deciding.take_it(notice_id=pk, actor=self.actor, **self.read())
        return self.now_so(pk)


class GiveBackIn(Body):
    rule = "R37"
    amount = Money(max_digits=12, required=False, help_text="By default all that is left.")
    reason = Text(max_length=300)
    by = Text(max_length=40, help_text="Whose right it is; employee number or id.")


class GiveNoticeBack(OfNotice):
    """Give it back (R37)."""

    operations, body = {"POST": "give_back_payment_notice"}, GiveBackIn

    def post(self, request: Request, notice: str) -> Response:
        """Above the company's limit it waits for a second signature."""
        pk, values = self.key(notice), self.read()
        by = staff_id(values.pop("by"), "by")
        deciding.give_back(notice_id=pk, actor=self.actor, by_id=by, **values)
        return self.now_so(pk)


class OfGiveBack(Endpoint):
    """What needs the giving back of the address."""

    rule, tag, answer = rules.decide_notice, "money", NoticeDecisionOut
    variables = {"give_back": "Id of what is to be given back."}

    def key(self, name: str) -> UUID:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        rows = NoticeDecision.objects.filter(pk=pk, notice__in=queries.seen(self.actor).values("pk"))
        if pk is None or not rows.exists():
            raise Http404
        return pk


class SignGiveBackIn(Body):
    rule = "R37"
    by = Text(max_length=40, help_text="Who signs; employee number or id.")


class SignGiveBack(OfGiveBack):
    """The second signature (R37)."""

    operations, body = {"POST": "sign_give_back"}, SignGiveBackIn

    def post(self, request: Request, give_back: str) -> Response:
        """By another person, who may grant as much; then the money goes back."""
        pk, by = self.key(give_back), staff_id(self.read()["by"], "by")
        return self.tell(deciding.sign(decision_id=pk, actor=self.actor, by_id=by))


class RefuseGiveBack(OfGiveBack):
    """Not given back (R37)."""

    operations, body = {"POST": "refuse_give_back"}, ReasonIn

    def post(self, request: Request, give_back: str) -> Response:
        """With the reason; the money waits for a decision again."""
        pk = self.key(give_back)
        return self.tell(deciding.refuse(decision_id=pk, actor=self.actor, **self.read()))


urlpatterns: list[URLPattern] = [
    path("payment-notices", NoticeList.as_view(), name="api-payment-notices"),
    path("payment-notices/<str:notice>/take", TakeNotice.as_view(), name="api-payment-notice-take"),
    path("payment-notices/<str:notice>/give-back", GiveNoticeBack.as_view(), name="api-payment-notice-give-back"),
    path("give-backs/<str:give_back>/sign", SignGiveBack.as_view(), name="api-give-back-sign"),
    path("give-backs/<str:give_back>/refuse", RefuseGiveBack.as_view(), name="api-give-back-refuse"),
]

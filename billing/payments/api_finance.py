"""REST: the comparison with a provider's list, and money on its way to the bank (R35)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, ChoiceFilter, DateFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.models import Reconciliation, Settlement
from billing.payments import reconciling, settling
from billing.payments.enums import Clearing, Provider
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from tickets.api.acting import ReasonIn


class DifferenceOut(serializers.Serializer):
    """`what`: only_theirs, only_ours, amount, or why no receipt was given (wrong_amount, late, not_owed); without
    `estate` no code of ours knows it.
    """

    number = serializers.CharField()
    reference = serializers.CharField()
    ticket = serializers.CharField(required=False)
    unit = serializers.CharField(required=False)
    estate = serializers.CharField(required=False)
    theirs = serializers.CharField()
    ours = serializers.CharField()
    what = serializers.CharField()


class OfferOut(serializers.Serializer):
    """One estate's share, to be settled; `settled` is the settlement that stands."""

    estate = serializers.CharField(source="estate.code")
    ours = serializers.DecimalField(max_digits=14, decimal_places=2)
    listed = serializers.DecimalField(max_digits=14, decimal_places=2)
    fee = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    settled = serializers.UUIDField(source="done.pk", allow_null=True, default=None)


class ReconciliationOut(serializers.Serializer):
    """对账, as far as the key sees the estates."""

    id = serializers.UUIDField(source="row.pk")
    provider = serializers.CharField(source="row.provider")
    day = serializers.DateField(source="row.day")
    matched = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    differences = DifferenceOut(many=True)
    by = serializers.CharField(source="row.by_name")
    at = Moment(source="row.at")


class ReconciledOut(ReconciliationOut):
    """The same, with what can be settled of it."""

    settles = OfferOut(many=True)


class ReconcileIn(Body):
    rule = "R35"
    provider = Word(choices=Provider.choices)
    day = serializers.DateField()
    file = Text(max_length=2_000_000, trim_whitespace=False, help_text="The provider's list, CSV with its head line.")


class ReconciliationFilters(FilterSet):
    provider = ChoiceFilter(choices=Provider.choices)
    day = DateFilter()


class ReconciliationList(Listing):
    """Comparisons with providers' lists, latest first."""

    rules = {"GET": rules.view_money, "POST": rules.reconcile}
    tag, operations = "money", {"GET": "list_reconciliations", "POST": "reconcile"}
    serializer_class, filterset_class = ReconciliationOut, ReconciliationFilters
    orders = {"-id": ("-id",), "id": ("id",)}
    body, answer, created = ReconcileIn, ReconciledOut, True

    def rows(self) -> QuerySet[Reconciliation]:
        return reconciling.seen(self.actor)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        return None if page is None else [reconciling.shown(row, self.actor) for row in page]

    def post(self, request: Request) -> Response:
        """Compare a provider's list of a day with what he reported (R35)."""
        values = self.read()
        made = reconciling.reconcile(actor=self.actor, text=values.pop("file"), **values)
        return self.tell(reconciled(made.pk, self.actor))


def reconciled(pk: UUID, actor: Any) -> Any:
    """A comparison with its offers. Raises Http404 for one of which the key sees nothing."""
    row = reconciling.seen(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    shown: Any = reconciling.shown(row, actor)
    return {
        "row": row, "matched": shown.matched, "amount": shown.amount, "differences": shown.differences,
        "settles": settling.offers(row),
    }  # fmt: skip


OF_RECONCILIATION = {"reconciliation": "Id of a comparison."}


def key_of(name: str) -> UUID:
    pk = uuid_of(name)
    if pk is None:
        raise Http404
    return pk


class OneReconciliation(Endpoint):
    """One comparison."""

    rule, tag, operations = rules.view_money, "money", {"GET": "get_reconciliation"}
    variables, answer = OF_RECONCILIATION, ReconciledOut

    def get(self, request: Request, reconciliation: str) -> Response:
        """With what can be settled of it, estate by estate."""
        return self.tell(reconciled(key_of(reconciliation), self.actor))


class SettlementOut(serializers.Serializer):
    """结算: `ours` left the account; `arrived` is in the bank, `fee` was kept back, `difference` is explained."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    account = serializers.CharField(source="book")
    provider = serializers.CharField()
    day = serializers.DateField()
    ours = serializers.DecimalField(max_digits=14, decimal_places=2)
    fee = serializers.DecimalField(max_digits=14, decimal_places=2)
    arrived = serializers.DecimalField(max_digits=14, decimal_places=2)
    difference = serializers.DecimalField(max_digits=14, decimal_places=2)
    explanation = serializers.CharField()
    by = serializers.CharField(source="by_name")
    at = Moment()
    undone_at = Moment(allow_null=True)
    undone_by = serializers.CharField(source="undone_by_name")
    undone_reason = serializers.CharField()


class ProviderFeeIn(serializers.Serializer):
    estate = Text(max_length=40, help_text="Code or id of an estate.")
    fee = Money(max_digits=12)


class SettleDayIn(Body):
    rule = "R35"
    fees = ProviderFeeIn(
        many=True, required=False, help_text="What he keeps, where his list does not say, or says otherwise."
    )
    explanation = optional(300)


class SettledOut(serializers.Serializer):
    """The settlements that stand of it."""

    settlements = SettlementOut(many=True)


class Settle(Endpoint):
    """A provider's day is in the bank (R35)."""

    rule, tag, operations = rules.settle, "money", {"POST": "settle_reconciliation"}
    variables, body, answer = OF_RECONCILIATION, SettleDayIn, SettledOut

    def post(self, request: Request, reconciliation: str) -> Response:
        """In each estate of the key once; again it changes nothing."""
        pk = key_of(reconciliation)
        settling.found(pk, self.actor)
        values = self.read()
        given = values.pop("fees", [])
        fees: dict[UUID, Decimal] = {estate_named(self.actor, one["estate"]).pk: one["fee"] for one in given}
        made = settling.settle(reconciliation_id=pk, actor=self.actor, fees=fees, **values)
        return self.tell({"settlements": made})


class SettlementFilters(OfEstate):
    account = ChoiceFilter(field_name="book", choices=Clearing.choices)
    day = DateFilter()
    undone = BooleanFilter(field_name="undone_at", lookup_expr="isnull", exclude=True)


class ByHandIn(Body):
    rule = "R35"
    estate = Text(max_length=40, help_text="Code or id of an estate.")
    account = Word(choices=Clearing.choices)
    day = serializers.DateField()
    arrived = serializers.DecimalField(max_digits=12, decimal_places=2)
    fee = Money(max_digits=12, required=False)
    explanation = optional(300)


class SettlementList(Listing):
    """Settlements, latest first."""

    rules = {"GET": rules.view_money, "POST": rules.settle}
    tag, operations = "money", {"GET": "list_settlements", "POST": "settle_by_hand"}
    serializer_class, filterset_class = SettlementOut, SettlementFilters
    orders = {"-id": ("-id",), "id": ("id",)}
    body, answer, created = ByHandIn, SettlementOut, True

    def rows(self) -> QuerySet[Settlement]:
        return settling.settlements_seen(self.actor)

    def post(self, request: Request) -> Response:
        """By hand: the day's total of a terminal is in the bank."""
        values = self.read()
        estate = estate_named(self.actor, values.pop("estate"), "estate")
        made = settling.settle_by_hand(estate_id=estate.pk, actor=self.actor, book=values.pop("account"), **values)
        return self.tell(made)


class UndoSettlement(Endpoint):
    """A settlement was wrong (R37)."""

    rule, tag, operations = rules.settle, "money", {"POST": "undo_settlement"}
    variables, body, answer = {"settlement": "Id of a settlement."}, ReasonIn, SettlementOut

    def post(self, request: Request, settlement: str) -> Response:
        """Its entry is reversed; the day can be settled anew."""
        pk = key_of(settlement)
        if not settling.settlements_seen(self.actor).filter(pk=pk).exists():
            raise Http404
        return self.tell(settling.undo(settlement_id=pk, actor=self.actor, **self.read()))


urlpatterns: list[URLPattern] = [
    path("reconciliations", ReconciliationList.as_view(), name="api-reconciliations"),
    path("reconciliations/<str:reconciliation>", OneReconciliation.as_view(), name="api-reconciliation"),
    path("reconciliations/<str:reconciliation>/settle", Settle.as_view(), name="api-reconciliation-settle"),
    path("settlements", SettlementList.as_view(), name="api-settlements"),
    path("settlements/<str:settlement>/undo", UndoSettlement.as_view(), name="api-settlement-undo"),
]

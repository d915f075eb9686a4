"""REST: billing runs and bills."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, CharFilter
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.fees.enums import BillState
from billing.fees.fields import Month
from billing.fees.previews import preview
from billing.fees.queries import fees_of
from billing.fees.rules import run_fees, view_fees
from billing.fees.runs import carry_out, check_period, chosen, reverse_bill, reverse_run
from billing.fees.standing import state_of, with_open
from billing.models import Bill, FeeRun
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.estates.models import Estate
from servicedesk.people.principal import Principal


class AskIn(Body):
    """Fees by id; none: all that hold in the estate."""

    rule = "R39"
    estate = Text(max_length=40, help_text="Code or id.")
    period = Month(help_text="Such as 2026-10.")
    fees = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)


class RunIn(AskIn):
    """With what the preview said, the run is refused when that no longer holds (R11)."""

    bills = serializers.IntegerField(required=False, min_value=0, help_text="Of the preview.")
    total = Money(required=False, max_digits=14, help_text="Of the preview.")


class TallyOut(serializers.Serializer):
    """One fee of a preview."""

    fee = serializers.UUIDField(source="fee.pk")
    code = serializers.CharField(source="fee.code")
    bills = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    before = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="What was billed last time.")
    difference = serializers.DecimalField(max_digits=14, decimal_places=2)
    skipped = serializers.DictField(child=serializers.IntegerField(), help_text="Reason: how many units.")
    odd = serializers.SerializerMethodField(help_text="Units whose bill looks odd; a hundred at most.")

    def get_odd(self, tally: Any) -> list[str]:
        return [one.code for one in tally.odd]


class PreviewOut(serializers.Serializer):
    """What a run would do."""

    period = Month()
    bills = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    fees = TallyOut(source="tallies", many=True)


class FeeRunOut(serializers.Serializer):
    """A run that was carried out."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    period = Month()
    codes = serializers.CharField()
    bills = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    carried_at = Moment()
    actor_name = serializers.CharField()
    reversed_at = Moment(allow_null=True)
    reversed_by = serializers.CharField()
    reason = serializers.CharField()


class BillOut(serializers.Serializer):
    """What one unit owes of one fee for one month."""

    id = serializers.UUIDField()
    run = serializers.UUIDField(source="run_id")
    unit = serializers.CharField(source="unit.code")
    fee = serializers.CharField(source="fee.code")
    period = Month()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    rate = serializers.DecimalField(max_digits=10, decimal_places=4)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    open = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="What is still owed of it.")
    lowered = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="Discounts and waivers.")
    state = serializers.SerializerMethodField()
    estimated = serializers.BooleanField()
    reversed_at = Moment(allow_null=True)
    reversed_by = serializers.CharField()
    reason = serializers.CharField()

    @extend_schema_field(serializers.ChoiceField(choices=BillState.choices))
    def get_state(self, row: Bill) -> str:
        return state_of(row).value


class ReverseIn(Body):
    rule = "R37"
    reason = Text(max_length=300)


def runs_of(actor: Principal) -> QuerySet[FeeRun]:
    rows = FeeRun.objects.select_related("estate")
    return actor.among(rows)


def bills_of(actor: Principal) -> QuerySet[Any]:
    rows = with_open(Bill.objects.select_related("unit", "fee"))
    return actor.among(rows)


def asked(actor: Principal, values: dict[str, Any]) -> tuple[Estate, list[UUID]]:
    """The estate, and the keys of the fees. Raises NotFound."""
    estate = estate_named(actor, values["estate"])
    return estate, values.get("fees") or [fee.pk for fee in fees_of(estate)]


class RunPreview(Endpoint):
    """What a run would do."""

    rule, tag, operations = run_fees, "fees", {"POST": "preview_fee_run"}
    body, answer = AskIn, PreviewOut

    def post(self, request: Request) -> Response:
        """Totals, what is left out and why, the difference from last time; nothing is billed."""
        values = self.read()
        estate, fees = asked(self.actor, values)
        check_period(estate, values["period"])
        return self.tell(preview(estate, chosen(estate, set(fees)), values["period"]))


class FeeRunFilters(OfEstate):
    """By estate."""


class FeeRunList(Listing):
    """Billing runs."""

    rules = {"GET": view_fees, "POST": run_fees}
    tag, operations = "fees", {"GET": "list_fee_runs", "POST": "carry_out_fee_run"}
    serializer_class, filterset_class = FeeRunOut, FeeRunFilters
    body, answer, created = RunIn, FeeRunOut, True

    def rows(self) -> QuerySet[FeeRun]:
        return runs_of(self.actor)

    def post(self, request: Request) -> Response:
        """Bill what is not billed yet of these fees and this month, and post it."""
        values = self.read()
        estate, fees = asked(self.actor, values)
        told = (values["bills"], values["total"]) if "bills" in values and "total" in values else None
        run = carry_out(
            actor=self.actor, estate_id=estate.pk, fee_ids=fees, period=values["period"], expected=told
        )  # fmt: skip
        return self.tell(run, location=f"fee-runs/{run.pk}/bills")


class RunReverse(Endpoint):
    """Undo a run."""

    rule, tag, operations = run_fees, "fees", {"POST": "reverse_fee_run"}
    variables, body, answer = {"run": "Id of a billing run."}, ReverseIn, FeeRunOut

    def post(self, request: Request, run: str) -> Response:
        """Each of its bills that stands is undone by an entry of its own (R37)."""
        return self.tell(reverse_run(actor=self.actor, run_id=key(run, runs_of(self.actor)), **self.read()))


def key(text: str, rows: QuerySet[Any]) -> UUID:
    """Raises Http404 for what is no id of these rows."""
    pk = uuid_of(text)
    if pk is None or not rows.filter(pk=pk).exists():
        raise Http404
    return pk


class RunBills(Listing):
    """A run's bills."""

    rule, tag, operations = view_fees, "fees", {"GET": "list_fee_run_bills"}
    variables, serializer_class = {"run": "Id of a billing run."}, BillOut

    def rows(self) -> QuerySet[Bill]:
        return bills_of(self.actor).filter(run=key(self.kwargs["run"], runs_of(self.actor)))


class BillFilters(OfEstate):
    """By estate, and the unit's code."""

    unit = CharFilter(field_name="unit__code", help_text="The unit's code.")
    owed = BooleanFilter(method="that_are_owed", help_text="true: something is still owed of it.")

    def that_are_owed(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(open__gt=0) if value else rows.filter(open__lte=0)


class BillList(Listing):
    """Bills of units; reversed ones too."""

    rule, tag, operations = view_fees, "fees", {"GET": "list_bills"}
    serializer_class, filterset_class = BillOut, BillFilters

    def rows(self) -> QuerySet[Bill]:
        return bills_of(self.actor)


class BillReverse(Endpoint):
    """Undo one bill."""

    rule, tag, operations = run_fees, "fees", {"POST": "reverse_bill"}
    variables, body, answer = {"bill": "Id of a bill."}, ReverseIn, BillOut

    def post(self, request: Request, bill: str) -> Response:
        """It is undone by an entry of its own; the next run bills it again (R37)."""
        done = reverse_bill(actor=self.actor, bill_id=key(bill, bills_of(self.actor)), **self.read())
        return self.tell(bills_of(self.actor).get(pk=done.pk))


urlpatterns: list[URLPattern] = [
    path("fee-runs", FeeRunList.as_view(), name="api-fee-runs"),
    path("fee-runs/preview", RunPreview.as_view(), name="api-fee-run-preview"),
    path("fee-runs/<str:run>/bills", RunBills.as_view(), name="api-fee-run-bills"),
    path("fee-runs/<str:run>/reverse", RunReverse.as_view(), name="api-fee-run-reverse"),
    path("bills", BillList.as_view(), name="api-bills"),
    path("bills/<str:bill>/reverse", BillReverse.as_view(), name="api-bill-reverse"),
]

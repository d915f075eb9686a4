"""REST: recurring fees, their rates and places; meters and readings are in api_readings, runs and bills in api_runs."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.fees import api_readings, api_runs
from billing.fees.actions import FACTS, end_place, keep_fee, set_place, set_rate
from billing.fees.enums import Basis
from billing.fees.queries import fees_seen
from billing.fees.rules import edit_fees, view_fees
from billing.models import Fee, FeePlace, FeeRate
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Money, Text, Word, optional
from servicedesk.api.filters import FlagFilter
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.estates.models import Building, Unit
from servicedesk.people.principal import Principal

FEE = {"fee": "Id of a fee."}


class FeeOut(serializers.Serializer):
    """A recurring fee."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None, help_text="null: all estates.")
    code = serializers.CharField()
    name = serializers.CharField()
    basis = serializers.CharField()
    measure = serializers.CharField()
    account = serializers.CharField(source="account.key")
    everywhere = serializers.BooleanField(help_text="false: only the units and buildings among its places pay it.")
    season_month = serializers.IntegerField(allow_null=True)
    factor = serializers.DecimalField(max_digits=4, decimal_places=1)
    active = serializers.BooleanField()


class FeeChanges(Body):
    """What is left out stays."""

    rule = "R39"
    code = Text(max_length=20, required=False)
    name = Text(max_length=40, required=False)
    measure = optional(12)
    account = Text(max_length=60, required=False, help_text="`management`, `water`, `heating`, or a name of its own.")
    everywhere = Flag(required=False)
    season_month = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=12)
    factor = Money(required=False, max_digits=4, decimal_places=1, help_text="Multiple of the average that is doubted.")
    active = Flag(required=False)


class FeeIn(FeeChanges):
    code = Text(max_length=20)
    name = Text(max_length=40)
    account = Text(max_length=60, help_text="`management`, `water`, `heating`, or a name of its own.")
    basis = Word(choices=Basis.choices)
    estate = Text(max_length=40, required=False, allow_null=True, help_text="Code or id; null: all estates.")


class FeeFilters(OfEstate):
    """By estate (with what holds for all), and whether it is in use."""

    with_all = True
    active = FlagFilter()


class FeeList(Listing):
    """The recurring fees."""

    rules = {"GET": view_fees, "POST": edit_fees}
    tag, operations = "fees", {"GET": "list_fees", "POST": "add_fee"}
    serializer_class, filterset_class = FeeOut, FeeFilters
    body, answer, created = FeeIn, FeeOut, True

    def rows(self) -> QuerySet[Fee]:
        return fees_seen(self.actor)

    def post(self, request: Request) -> Response:
        """A new fee."""
        values = self.read()
        name = values.pop("estate", None)
        estate_id = estate_named(self.actor, name).pk if name else None
        fee = keep_fee(actor=self.actor, estate_id=estate_id, **values)
        return self.tell(fee, location=f"fees/{fee.pk}")


class OfFee(Endpoint):
    """Beneath one fee."""

    variables = FEE

    def fee(self) -> Fee:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(self.kwargs["fee"])
        found = fees_seen(self.actor).filter(pk=pk).first() if pk else None
        if found is None:
            raise Http404
        return found


class FeeDetail(OfFee):
    """One fee."""

    rules = {"GET": view_fees, "PATCH": edit_fees}
    tag, operations = "fees", {"GET": "get_fee", "PATCH": "change_fee"}
    body, answer = FeeChanges, FeeOut

    def get(self, request: Request, fee: str) -> Response:
        """One fee."""
        return self.tell(self.fee())

    def patch(self, request: Request, fee: str) -> Response:
        """New values; what it is counted by and where it holds stays."""
        found = self.fee()
        now_so = {name: getattr(found, name) for name in FACTS} | {"account": found.account.key}
        kept = keep_fee(
            actor=self.actor,
            fee_id=UUID(str(found.pk)),
            estate_id=found.estate_id,
            **(now_so | self.read(partial=True)),
        )
        return self.tell(kept)


class RateOut(serializers.Serializer):
    """A rate; what holds on the first of a month is that month's."""

    id = serializers.UUIDField()
    amount = serializers.DecimalField(max_digits=10, decimal_places=4)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class RateIn(Body):
    rule = "R39"
    amount = Money(decimal_places=4)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)


class RateList(OfFee, Listing):
    """A fee's rates, past and coming ones too."""

    rules = {"GET": view_fees, "POST": edit_fees}
    tag, operations = "fees", {"GET": "list_fee_rates", "POST": "set_fee_rate"}
    serializer_class, body, answer, created = RateOut, RateIn, RateOut, True

    def rows(self) -> QuerySet[FeeRate]:
        return FeeRate.objects.filter(fee=self.fee())

    def post(self, request: Request, fee: str) -> Response:
        """A rate from a day on; the one that ran on ends the day before."""
        return self.tell(set_rate(actor=self.actor, fee_id=self.fee().pk, **self.read()))


class PlaceOut(serializers.Serializer):
    """A unit or a building that pays a fee, or is exempt."""

    id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    building = serializers.CharField(source="building.code", allow_null=True, default=None)
    exempt = serializers.BooleanField()
    quantity = serializers.DecimalField(max_digits=8, decimal_places=2)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    reason = serializers.CharField()


class PlaceIn(Body):
    """One unit, or one building; `estate` says where its code holds."""

    rule = "R39"
    estate = Text(max_length=40)
    unit = Text(max_length=40, required=False)
    building = Text(max_length=40, required=False)
    exempt = Flag(default=False)
    quantity = Money(max_digits=8, required=False)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)
    reason = optional(200, help_text="An exemption needs one (R37).")


def places_of(actor: Principal) -> QuerySet[FeePlace]:
    rows = FeePlace.objects.select_related("unit", "building")
    seen = actor.estate_ids
    return rows if seen is None else rows.filter(Q(unit__estate__in=seen) | Q(building__estate__in=seen))


class PlaceList(OfFee, Listing):
    """Who pays a fee, and who is exempt."""

    rules = {"GET": view_fees, "POST": edit_fees}
    tag, operations = "fees", {"GET": "list_fee_places", "POST": "set_fee_place"}
    serializer_class, body, answer, created = PlaceOut, PlaceIn, PlaceOut, True

    def rows(self) -> QuerySet[FeePlace]:
        return places_of(self.actor).filter(fee=self.fee())

    def post(self, request: Request, fee: str) -> Response:
        """It pays, or is exempt, in the months that begin within these days."""
        found, values = self.fee(), self.read()
        estate = estate_named(self.actor, values.pop("estate"))
        for name, model in (("unit", Unit), ("building", Building)):
            if code := values.pop(name, ""):
                row = model.objects.filter(estate=estate, code=code).values_list("pk", flat=True).first()
                # None of a code that is not there is found again as a key that is not.
                values[f"{name}_id"] = row or UUID(int=0)
        return self.tell(set_place(actor=self.actor, fee_id=found.pk, **values))


class EndIn(Body):
    rule = "R39"
    valid_to = serializers.DateField()


class PlaceEnd(Endpoint):
    """It holds no longer."""

    rule, tag, operations = edit_fees, "fees", {"POST": "end_fee_place"}
    variables, body, answer = {"place": "Id of a place of a fee."}, EndIn, PlaceOut

    def post(self, request: Request, place: str) -> Response:
        """It holds until this day."""
        pk = uuid_of(place)
        found = places_of(self.actor).filter(pk=pk).first() if pk else None
        if found is None:
            raise Http404
        return self.tell(end_place(actor=self.actor, place_id=found.pk, **self.read()))


urlpatterns: list[URLPattern] = [
    path("fees", FeeList.as_view(), name="api-fees"),
    path("fees/<str:fee>", FeeDetail.as_view(), name="api-fee"),
    path("fees/<str:fee>/rates", RateList.as_view(), name="api-fee-rates"),
    path("fees/<str:fee>/places", PlaceList.as_view(), name="api-fee-places"),
    path("fee-places/<str:place>/end", PlaceEnd.as_view(), name="api-fee-place-end"),
    *api_readings.urlpatterns,
    *api_runs.urlpatterns,
]

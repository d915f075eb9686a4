"""REST: meters and their readings."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import CharFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.fees.enums import ReadingKind
from billing.fees.readings import Shown, add_meter, estimate, read, withdraw
from billing.fees.rules import read_meters, view_fees
from billing.models import Meter, Reading
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, place_named, uuid_of
from servicedesk.estates.models import Unit
from servicedesk.people.principal import Principal

METER = {"meter": "Id of a meter."}


class Figure(Money):
    """What a meter shows, as a text with up to three places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 3, **kwargs})


class MeterOut(serializers.Serializer):
    """A unit's meter of one fee."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    unit = serializers.CharField(source="unit.code")
    fee = serializers.UUIDField(source="fee_id")
    serial = serializers.CharField()
    digits = serializers.IntegerField()


class MeterIn(Body):
    rule = "R39"
    estate = Text(max_length=40, help_text="Code or id.")
    unit = Text(max_length=40, help_text="Code or id.")
    fee = serializers.UUIDField()
    serial = optional(30)
    digits = serializers.IntegerField(default=5, min_value=3, max_value=9, help_text="Before the point.")
    day = serializers.DateField()
    value = Figure()


class MeterFilters(OfEstate):
    """By estate, fee, and how the unit's code begins."""

    fee = CharFilter(method="of_fee", help_text="Id of a fee.")
    unit = CharFilter(field_name="unit__code", lookup_expr="startswith", help_text="How the unit's code begins.")

    def of_fee(self, rows: QuerySet[Meter], name: str, value: str) -> QuerySet[Meter]:
        return rows.filter(fee=uuid_of(value))


def meters_of(actor: Principal) -> QuerySet[Meter]:
    rows = Meter.objects.select_related("estate", "unit", "fee")
    return actor.among(rows)


class MeterList(Listing):
    """Meters."""

    rules = {"GET": view_fees, "POST": read_meters}
    tag, operations = "fees", {"GET": "list_meters", "POST": "add_meter"}
    serializer_class, filterset_class = MeterOut, MeterFilters
    body, answer, created = MeterIn, MeterOut, True

    def rows(self) -> QuerySet[Meter]:
        return meters_of(self.actor)

    def post(self, request: Request) -> Response:
        """A unit's meter, with the reading from which on is counted."""
        values = self.read()
        estate = estate_named(self.actor, values.pop("estate"))
        unit_id = place_named(Unit, estate, values.pop("unit"), "unit")
        return self.tell(add_meter(actor=self.actor, fee_id=values.pop("fee"), unit_id=unit_id, **values))


class ReadingOut(serializers.Serializer):
    """What a meter showed."""

    id = serializers.UUIDField()
    day = serializers.DateField()
    value = serializers.DecimalField(max_digits=12, decimal_places=3)
    used = serializers.DecimalField(max_digits=12, decimal_places=3)
    kind = serializers.CharField()
    reason = serializers.CharField()
    confirmed = serializers.BooleanField()
    read_by = serializers.CharField()
    recorded_at = Moment()
    withdrawn_at = Moment(allow_null=True)
    withdrawn_why = serializers.CharField()


class ReadingIn(Body):
    """A reading that is hard to believe is a conflict until it is sent with `confirmed`."""

    rule = "R39"
    day = serializers.DateField()
    value = Figure()
    kind = Word(
        choices=[(one.value, one.label) for one in (ReadingKind.NORMAL, ReadingKind.ROLLOVER, ReadingKind.CHANGED)],
        default=ReadingKind.NORMAL,
    )
    reason = optional(200, help_text="Needed when the meter went round or was changed (R37).")
    old_end = Figure(required=False, allow_null=True, help_text="What a changed meter showed last.")
    new_start = Figure(required=False, allow_null=True, help_text="What the new one began with; 0 by itself.")
    serial = optional(30, help_text="The new meter's.")
    confirmed = Flag(default=False)


class EstimateIn(Body):
    rule = "R39"
    day = serializers.DateField()


class WithdrawReadingIn(Body):
    rule = "R37"
    reason = Text(max_length=200)


class OfMeter(Endpoint):
    """Beneath one meter."""

    variables = METER

    def meter_id(self) -> UUID:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(self.kwargs["meter"])
        if pk is None or not meters_of(self.actor).filter(pk=pk).exists():
            raise Http404
        return pk


class ReadingList(OfMeter, Listing):
    """A meter's readings; withdrawn ones too."""

    rules = {"GET": view_fees, "POST": read_meters}
    tag, operations = "fees", {"GET": "list_readings", "POST": "read_meter"}
    serializer_class, body, answer, created = ReadingOut, ReadingIn, ReadingOut, True

    def rows(self) -> QuerySet[Reading]:
        return Reading.objects.filter(meter=self.meter_id())

    def post(self, request: Request, meter: str) -> Response:
        """Keep a reading."""
        return self.tell(read(actor=self.actor, meter_id=self.meter_id(), shown=Shown(**self.read())))


class Estimate(OfMeter):
    """Where nobody could read."""

    rule, tag, operations = read_meters, "fees", {"POST": "estimate_meter"}
    body, answer, created = EstimateIn, ReadingOut, True

    def post(self, request: Request, meter: str) -> Response:
        """What the average says, marked as an estimate; the next reading puts it right."""
        return self.tell(estimate(actor=self.actor, meter_id=self.meter_id(), **self.read()))


class Withdraw(Endpoint):
    """A reading was wrong."""

    rule, tag, operations = read_meters, "fees", {"POST": "withdraw_reading"}
    variables, body, answer = {"reading": "Id of a reading."}, WithdrawReadingIn, ReadingOut

    def post(self, request: Request, reading: str) -> Response:
        """It stays visible and counts no longer; only a meter's last, while it is not billed (R37)."""
        pk = uuid_of(reading)
        if pk is None or not Reading.objects.filter(pk=pk, meter__in=meters_of(self.actor)).exists():
            raise Http404
        return self.tell(withdraw(actor=self.actor, reading_id=pk, **self.read()))


urlpatterns: list[URLPattern] = [
    path("meters", MeterList.as_view(), name="api-meters"),
    path("meters/<str:meter>/readings", ReadingList.as_view(), name="api-readings"),
    path("meters/<str:meter>/estimate", Estimate.as_view(), name="api-estimate"),
    path("readings/<str:reading>/withdraw", Withdraw.as_view(), name="api-reading-withdraw"),
]

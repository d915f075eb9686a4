"""REST: estates, and the units and public areas in them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from django_filters import CharFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.cursors import printable
from servicedesk.api.problems import BadInput
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.models import Estate, Occupant, PublicArea, ResidentPhone, Unit
from servicedesk.estates.phones import normalise
from servicedesk.estates.rules import view_places
from servicedesk.people.principal import Principal
from servicedesk.refusals import NotFound


def estates_of(actor: Principal) -> QuerySet[Estate]:
    """The estates that this key (or person) sees."""
    found = Estate.objects.all()
    return actor.among(found, "pk")


def uuid_of(text: str) -> UUID | None:
    """The id that a text stands for, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def estate_named(actor: Principal, name: str, field: str = "estate") -> Estate:
    """An estate by code or id. Raises NotFound: another tenant's or estate's does not exist."""
    pk = uuid_of(name)
    found = estates_of(actor).filter(pk=pk) if pk else estates_of(actor).filter(code=name)
    estate = found.first() if printable(name) else None
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R2", field=field)
    return estate


def place_named(model: type[Unit] | type[PublicArea], estate: Estate, name: str, field: str) -> UUID:
    """A unit's or public area's id, by code or id, in this estate. Raises NotFound."""
    pk = uuid_of(name)
    found = model.objects.filter(estate=estate, **({"pk": pk} if pk else {"code": name})).values_list("pk", flat=True)
    place_id = found.first() if printable(name) else None
    if place_id is None:
        raise NotFound(_("There is no such place in this estate."), rule="R2", field=field)
    return UUID(str(place_id))


class OfEstate(FilterSet):
    """The filter of a list whose rows belong to an estate, found at `estate_path`; `with_all`: rows of no estate
    hold in each, and are among them. Another tenant's or estate's is 404.
    """

    estate_path, with_all = "estate", False
    estate = CharFilter(method="in_estate", help_text="Code or id of an estate.")

    def in_estate(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        named = Q(**{self.estate_path: estate_named(self.request.user, value)})
        return rows.filter(named | Q(**{self.estate_path: None}) if self.with_all else named)


class EstateOut(serializers.Serializer):
    """小区 / 项目."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField()
    desk_phone = serializers.CharField()
    zone = serializers.CharField()
    desk_hours = serializers.ListField(child=serializers.CharField())
    automatic_callback = serializers.BooleanField()
    warranty_days = serializers.IntegerField()
    incident_reports = serializers.IntegerField()
    incident_minutes = serializers.IntegerField()


class ResidentOut(serializers.Serializer):
    """Who belongs to a unit; phones are not listed."""

    id = serializers.UUIDField(source="resident.pk")
    name = serializers.CharField(source="resident.name")
    salutation = serializers.CharField(source="resident.salutation")
    relation = serializers.CharField()


class UnitOut(serializers.Serializer):
    """房屋."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    building = serializers.CharField(source="building.code")
    code = serializers.CharField()
    floor = serializers.IntegerField(allow_null=True)
    area = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    use = serializers.CharField()
    occupancy = serializers.CharField()
    caution = serializers.CharField()
    residents = ResidentOut(many=True, source="occupants.all")


class AreaOut(serializers.Serializer):
    """公共区域、公共设施."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    building = serializers.CharField(source="building.code", allow_null=True, default=None)
    code = serializers.CharField()
    name = serializers.CharField()


class PlaceFilters(OfEstate):
    """By estate and by the beginning of the code."""

    code = CharFilter(field_name="code", lookup_expr="startswith", help_text="How the code begins.")


class UnitFilters(PlaceFilters):
    """A phone number alone finds the units (R2)."""

    phone = CharFilter(method="of_phone", help_text="A resident's phone number.")

    def of_phone(self, rows: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        try:
            number = normalise(value)
        except ValidationError as wrong:
            raise BadInput({"phone": wrong.messages}, rule="R2") from wrong
        phones = ResidentPhone.objects.filter(last4=number[-4:], number=number)
        return rows.filter(pk__in=Occupant.objects.filter(resident__in=phones.values("resident")).values("unit"))


class EstateList(Listing):
    """The estates that this key sees."""

    rule, tag, operations = view_places, "places", {"GET": "list_estates"}
    serializer_class, orders = EstateOut, {"code": ("code",)}

    def rows(self) -> QuerySet[Estate]:
        return estates_of(self.actor)


class EstateDetail(Endpoint):
    """One estate, by code or id."""

    rule, tag, operations, answer = view_places, "places", {"GET": "get_estate"}, EstateOut
    variables = {"estate": "Code or id of an estate."}

    def get(self, request: Request, estate: str) -> Response:
        return self.tell(estate_named(self.actor, estate, ""))


class PlaceList(Listing):
    """Places of the estates that this key sees."""

    rule, tag = view_places, "places"
    orders = {"id": ("id",)}
    model: type[Unit] | type[PublicArea]

    def rows(self) -> QuerySet[Any]:
        rows = self.model.objects.select_related("estate", "building")
        return self.actor.among(rows)


class UnitList(PlaceList):
    """Units, found by estate, by code, or by a resident's phone (R2)."""

    operations, model, serializer_class, filterset_class = {"GET": "list_units"}, Unit, UnitOut, UnitFilters
    orders = {"code": ("code", "id")}

    def rows(self) -> QuerySet[Unit]:
        return super().rows().prefetch_related("occupants__resident")


class UnitDetail(Endpoint):
    """One unit, by id."""

    rule, tag, operations, answer = view_places, "places", {"GET": "get_unit"}, UnitOut
    variables = {"unit": "Id of a unit."}

    def get(self, request: Request, unit: UUID) -> Response:
        rows = Unit.objects.select_related("estate", "building").filter(pk=unit)
        found = rows.first()
        if found is None or not self.actor.sees_estate(found.estate_id):
            raise Http404
        return self.tell(found)


class AreaList(PlaceList):
    """Public areas and facilities."""

    operations, model, serializer_class, filterset_class = {"GET": "list_areas"}, PublicArea, AreaOut, PlaceFilters


urlpatterns = [
    path("estates", EstateList.as_view(), name="api-estates"),
    path("estates/<str:estate>", EstateDetail.as_view(), name="api-estate"),
    path("units", UnitList.as_view(), name="api-units"),
    path("units/<uuid:unit>", UnitDetail.as_view(), name="api-unit"),
    path("areas", AreaList.as_view(), name="api-areas"),
]

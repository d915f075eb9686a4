"""REST: the price list and its versions (R33)."""

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
from billing.enums import ListState
from billing.models import PriceItem, PriceVersion
from billing.prices import actions, queries
from servicedesk.api.bodies import Body, Empty
from servicedesk.api.cursors import Cursor, printable
from servicedesk.api.fields import Moment, Money, Text, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from tickets.api.photos import PictureField

VERSION = {"version": "Id of a version of the price list."}
LINE = {**VERSION, "line": "Code or id of a line of it."}


class ItemOut(serializers.Serializer):
    """One line of a version (R33)."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    labour = serializers.DecimalField(max_digits=10, decimal_places=2)
    parts = serializers.DecimalField(max_digits=10, decimal_places=2)
    price = serializers.DecimalField(max_digits=11, decimal_places=2)
    included = serializers.CharField(help_text="Which parts the price has in it.")
    warranty_days = serializers.IntegerField(help_text="So long the same job there is done again at our cost (R34).")
    note = serializers.CharField()


class PriceOut(ItemOut):
    """One published line of the price list, with the version it is of and that version's days (R33)."""

    estate = serializers.CharField(
        source="version.estate.code", allow_null=True, default=None, help_text="null: all estates."
    )
    version = serializers.UUIDField(source="version_id")
    valid_from = serializers.DateField(source="version.valid_from")
    valid_to = serializers.DateField(source="version.valid_to", allow_null=True)


class PriceFilters(OfEstate):
    """By estate (with what holds for all), version and code."""

    estate_path = "version__estate"
    with_all = True
    version = CharFilter(method="of_version", help_text="Id of a version.")
    code = CharFilter(lookup_expr="startswith", help_text="How the code begins.")

    def of_version(self, rows: QuerySet[PriceItem], name: str, value: str) -> QuerySet[PriceItem]:
        pk = uuid_of(value)
        return rows.filter(version=pk) if pk else rows.none()


class PriceList(Listing):
    """The published price lists, past and coming lines included."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_prices"}
    serializer_class, filterset_class = PriceOut, PriceFilters

    def rows(self) -> QuerySet[PriceItem]:
        published = queries.seen_by(self.actor).filter(state=ListState.PUBLISHED)
        return PriceItem.objects.filter(version__in=published).select_related("version__estate")


class VersionOut(serializers.Serializer):
    """A version of the company's list, or of one estate's."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None, help_text="null: all estates.")
    number = serializers.IntegerField()
    state = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    made_at = Moment()
    made_by = serializers.CharField()
    published_at = Moment(allow_null=True)
    published_by = serializers.CharField()


class VersionIn(Body):
    rule = "R33"
    estate = Text(max_length=40, required=False, allow_null=True, help_text="Code or id; null: the whole company.")


class VersionFilters(FilterSet):
    state = ChoiceFilter(choices=ListState.choices)


class VersionList(Listing):
    """The versions of the price lists, drafts too."""

    rules = {"GET": rules.view_money, "POST": rules.edit_prices}
    tag, operations = "money", {"GET": "list_price_versions", "POST": "begin_price_version"}
    serializer_class, filterset_class = VersionOut, VersionFilters
    body, answer, created = VersionIn, VersionOut, True

    def rows(self) -> QuerySet[PriceVersion]:
        return queries.seen_by(self.actor)

    def post(self, request: Request) -> Response:
        """A draft, as a copy of the newest version there; one at a time (R33)."""
        name = self.read().get("estate")
        estate = estate_named(self.actor, name) if name else None
        made = actions.begin(actor=self.actor, estate_id=estate.pk if estate else None)
        return self.tell(made, location=f"price-versions/{made.pk}")


class OfVersion:
    """What needs the version of the address."""

    actor: Any
    kwargs: dict[str, Any]

    def version(self) -> PriceVersion:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(self.kwargs["version"])
        found = queries.seen_by(self.actor).filter(pk=pk).first() if pk else None
        if found is None:
            raise Http404
        return found

    def item(self, name: str) -> PriceItem:
        """A line of it by id or code. Raises Http404."""
        pk = uuid_of(name)
        rows = self.version().items
        found: PriceItem | None = rows.filter(pk=pk).first() if pk else None
        if found is None and printable(name):
            found = rows.filter(code__iexact=name).first()
        if found is None:
            raise Http404
        return found


class VersionDetail(OfVersion, Endpoint):
    """One version."""

    rule, tag, operations, variables = rules.view_money, "money", {"GET": "get_price_version"}, VERSION
    answer = VersionOut

    def get(self, request: Request, version: str) -> Response:
        """One version."""
        return self.tell(self.version())


class PriceItemIn(Body):
    rule = "R33"
    code = Text(max_length=20)
    name = Text(max_length=80)
    unit = Text(max_length=12)
    labour = Money()
    parts = Money(required=False)
    included = optional(200)
    warranty_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    note = optional(300)
    photo = PictureField(required=False, help_text="data:image/png;base64,…")


class VersionItems(OfVersion, Listing):
    """The lines of one version; POST adds one to a draft."""

    rules = {"GET": rules.view_money, "POST": rules.edit_prices}
    tag, operations = "money", {"GET": "list_price_items", "POST": "add_price_item"}
    serializer_class, variables, body, answer, created = ItemOut, VERSION, PriceItemIn, ItemOut, True

    def rows(self) -> QuerySet[PriceItem]:
        return PriceItem.objects.filter(version=self.version())

    def post(self, request: Request, version: str) -> Response:
        """A line of a draft; its code stands once (R33)."""
        found, values = self.version(), self.read()
        picture = values.pop("photo", None)
        item = actions.keep_item(actor=self.actor, version_id=found.pk, values=values, photo=picture)
        return self.tell(item, location=f"price-versions/{version}/items/{item.code}")


class VersionItem(OfVersion, Endpoint):
    """One line."""

    rules = {"GET": rules.view_money, "PATCH": rules.edit_prices}
    tag, operations = "money", {"GET": "get_price_item", "PATCH": "change_price_item"}
    variables, body, answer = LINE, PriceItemIn, ItemOut

    def get(self, request: Request, version: str, line: str) -> Response:
        """One line."""
        return self.tell(self.item(line))

    def patch(self, request: Request, version: str, line: str) -> Response:
        """Other values in a draft; what is left out stays."""
        found, values = self.item(line), self.read(partial=True)
        picture = values.pop("photo", None)
        kept = actions.keep_item(
            actor=self.actor, version_id=found.version_id, values=values, item_id=found.pk, photo=picture
        )
        return self.tell(kept)


class RemoveItem(OfVersion, Endpoint):
    """A line that the next version no longer has."""

    rule, tag, operations, variables = rules.edit_prices, "money", {"POST": "remove_price_item"}, LINE
    body, answer = Empty, VersionOut

    def post(self, request: Request, version: str, line: str) -> Response:
        """Take a line off a draft; published versions keep theirs."""
        found = self.item(line)
        self.read()
        actions.drop_item(actor=self.actor, version_id=found.version_id, item_id=UUID(str(found.pk)))
        return self.tell(self.version())


class PublishIn(Body):
    rule = "R33"
    valid_from = serializers.DateField(input_formats=["%Y-%m-%d"])
    valid_to = serializers.DateField(input_formats=["%Y-%m-%d"], required=False, allow_null=True)


class Publish(OfVersion, Endpoint):
    """From this day on it is told."""

    rule, tag, operations, variables = rules.edit_prices, "money", {"POST": "publish_price_version"}, VERSION
    body, answer = PublishIn, VersionOut

    def post(self, request: Request, version: str) -> Response:
        """Publish a draft: its lines then stand, and an open-ended version before it ends the day before (R33)."""
        found = self.version()
        return self.tell(actions.publish(actor=self.actor, version_id=found.pk, **self.read()))


class DiscardedOut(serializers.Serializer):
    """Which draft was given up."""

    id = serializers.UUIDField()


class Discard(OfVersion, Endpoint):
    """A draft that is given up."""

    rule, tag, operations, variables = rules.edit_prices, "money", {"POST": "discard_price_version"}, VERSION
    body, answer = Empty, DiscardedOut

    def post(self, request: Request, version: str) -> Response:
        """Give a draft up: nothing was told by it."""
        pk = self.version().pk
        self.read()
        actions.discard(actor=self.actor, version_id=pk)
        return self.tell({"id": pk})


class PriceChangeOut(serializers.Serializer):
    """One code that is new, gone or changed against the version before."""

    kind = serializers.CharField()
    code = serializers.CharField()
    fields = serializers.ListField(child=serializers.CharField(), help_text="What is otherwise.")  # type: ignore[assignment]
    before = ItemOut(allow_null=True)
    after = ItemOut(allow_null=True)


class Differences(OfVersion, Endpoint):
    """A version against the one before."""

    rule, tag, operations, variables = rules.view_money, "money", {"GET": "list_price_changes"}, VERSION
    pagination_class, serializer_class = Cursor, PriceChangeOut

    def get(self, request: Request, version: str) -> Response:
        """What a version says otherwise than the one before, by code."""
        found = self.version()
        pages = Cursor()
        changes = queries.compared(found, queries.previous(found))
        rows = pages.paginate_list(changes, lambda one: one.code, request)
        return pages.get_paginated_response(PriceChangeOut(rows, many=True).data)


urlpatterns: list[URLPattern] = [
    path("prices", PriceList.as_view(), name="api-prices"),
    path("price-versions", VersionList.as_view(), name="api-price-versions"),
    path("price-versions/<str:version>", VersionDetail.as_view(), name="api-price-version"),
    path("price-versions/<str:version>/items", VersionItems.as_view(), name="api-price-items"),
    path("price-versions/<str:version>/items/<str:line>", VersionItem.as_view(), name="api-price-item"),
    path("price-versions/<str:version>/items/<str:line>/remove", RemoveItem.as_view(), name="api-price-item-remove"),
    path("price-versions/<str:version>/publish", Publish.as_view(), name="api-price-publish"),
    path("price-versions/<str:version>/discard", Discard.as_view(), name="api-price-discard"),
    path("price-versions/<str:version>/changes", Differences.as_view(), name="api-price-changes"),
]

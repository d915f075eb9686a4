"""REST: who owes what and how old it is, one unit's standing, the collection rate, and the terms (R38)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, NumberFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.arrears.ageing import TICKETS, Aged, Asked, aged, elsewhere, totals
from billing.arrears.api_writes import urlpatterns as writes
from billing.arrears.enums import Bucket, Channel
from billing.arrears.rates import Collected, collected
from billing.arrears.reminding import Plan, Told, plan
from billing.arrears.rules import view_arrears
from billing.arrears.standing import people_of, standings
from billing.arrears.terms import MOST_STAGES, PLACEHOLDERS, Terms, all_terms, set_terms
from billing.arrears.units import unit_seen
from billing.money import ZERO
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor, decode, encode, size_of
from servicedesk.api.fields import Flag, Money, Word, optional
from servicedesk.api.problems import BadInput
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import estate_named, estates_of, uuid_of
from servicedesk.estates.models import Estate, Unit
from servicedesk.people.rules import edit_settings, view_settings
from servicedesk.refusals import NotFound
from servicedesk.timers.now import today_in

ORDER, COMPANY = "arrears", "company"
WHERE = {"estate": "Code or id of an estate, or `company` for the whole company."}


class Sum(serializers.DecimalField):
    """An amount as a text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, **kwargs)


class AgeOut(serializers.Serializer):
    """What is overdue of one age."""

    days = serializers.CharField()
    amount = Sum()


class AgedOut(serializers.Serializer):
    """A unit that owes something overdue."""

    unit = serializers.UUIDField(source="unit_id")
    code = serializers.CharField()
    estate = serializers.SerializerMethodField()
    resident = serializers.SerializerMethodField(help_text="Its owner, else who lives there.")
    owed = Sum(help_text="Overdue.")
    buckets = serializers.SerializerMethodField()
    not_due = Sum(source="coming", help_text="Billed, not due yet.")
    oldest = serializers.DateField(help_text="When the oldest fell due.")
    age = serializers.IntegerField(help_text="Days.")
    items = serializers.IntegerField()

    def get_estate(self, one: Aged) -> str:
        return str(self.context["codes"][one.estate_id])

    def get_resident(self, one: Aged) -> str:
        who = self.context["people"].get(one.unit_id)
        return who.name if who else ""

    def get_buckets(self, one: Aged) -> dict[str, str]:
        return {str(bucket.value): f"{amount:.2f}" for bucket, amount in one.buckets}


class ArrearsFilters(FilterSet):
    """How the list is narrowed; the statement itself does it, not a query set."""

    estate = CharFilter(method="later", help_text="Code or id of an estate.")
    building = CharFilter(method="later", help_text="A building's code, with `estate`.")
    fee = CharFilter(method="later", help_text="Id of a fee, or `tickets`.")
    bucket = ChoiceFilter(choices=Bucket.choices, method="later", help_text="Something of this age is overdue.")
    minimum = NumberFilter(method="later", min_value=0, max_digits=12, decimal_places=2, help_text="At least so much.")
    unit = CharFilter(method="later", max_length=24, help_text="The beginning of the unit's code.")
    on = DateFilter(method="later", help_text="As it stood at the end of this day.")

    def later(self, rows: QuerySet[Unit], name: str, value: Any) -> QuerySet[Unit]:
        return rows


class ArrearsList(Listing):
    """Units with what is overdue, by the id of the unit."""

    rule, tag, operations = view_arrears, "arrears", {"GET": "list_arrears"}
    serializer_class, filterset_class = AgedOut, ArrearsFilters

    def rows(self) -> QuerySet[Unit]:
        return Unit.objects.none()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Computed from the ledger now."""
        self.refuse_unknown_parameters(request)
        size, token = size_of(request), request.query_params.get("cursor")
        after = uuid_of(decode(token, ORDER, 1)[0]) if token else None
        asked = self.asked(request, after)
        found = list(aged(asked, size + 1))
        pages = Cursor()
        pages.request = request
        pages.next = encode(ORDER, [str(found[size - 1].unit_id)]) if len(found) > size else None
        codes = {one.pk: one.code for one in asked.estates}
        context = {"codes": codes, "people": people_of(one.unit_id for one in found[:size])}
        return pages.get_paginated_response(AgedOut(found[:size], many=True, context=context).data)

    def asked(self, request: Request, after: UUID | None) -> Asked:
        """Raises BadInput, NotFound."""
        filters = ArrearsFilters(request.query_params, queryset=self.rows(), request=request)
        if not filters.is_valid():
            raise BadInput({name: [str(one) for one in wrong] for name, wrong in filters.errors.items()})
        said = filters.form.cleaned_data
        estates = [estate_named(self.actor, said["estate"])] if said["estate"] else list(estates_of(self.actor))
        if (fee := said["fee"]) and fee != TICKETS and uuid_of(fee) is None:
            raise BadInput({"fee": _("There is no such fee.")})
        return Asked(
            estates, said["on"], self.building(estates, said["building"]), fee, said["bucket"], said["minimum"] or ZERO,
            said["unit"], order="id", after=after,
        )  # fmt: skip

    def building(self, estates: list[Any], code: str) -> UUID | None:
        if not code:
            return None
        found = estates[0].buildings.filter(code=code).first() if len(estates) == 1 else None
        if found is None:
            raise NotFound(_("There is no such place in this estate."), rule="R2", field="building")
        return UUID(str(found.pk))


class TotalsOut(serializers.Serializer):
    """An estate's arrears. `elsewhere`: what residents owe by the ledger beside this and what is not due yet."""

    units = serializers.IntegerField()
    owed = Sum()
    buckets = AgeOut(many=True)
    elsewhere = Sum()


class ArrearsTotals(Endpoint):
    """An estate's arrears by age."""

    rule, tag, operations, answer = view_arrears, "arrears", {"GET": "get_arrears_totals"}, TotalsOut
    variables = {"estate": "Code or id of an estate."}

    def get(self, request: Request, estate: str) -> Response:
        """Computed from the ledger now."""
        asked = Asked([estate_named(self.actor, estate)])
        found = totals(asked)
        buckets = [{"days": str(bucket.value), "amount": amount} for bucket, amount in found.buckets]
        return self.tell(
            {"units": found.units, "owed": found.owed, "buckets": buckets, "elsewhere": elsewhere(asked)}
        )  # fmt: skip


class OpenItemOut(serializers.Serializer):
    """One thing that is open."""

    bill = serializers.UUIDField(source="bill_id", allow_null=True)
    ticket = serializers.CharField(source="number", help_text="Number of the ticket, if it is one.")
    fee = serializers.CharField()
    period = serializers.DateField(allow_null=True)
    due = serializers.DateField()
    age = serializers.IntegerField(help_text="Days overdue; 0 and below: not yet.")
    amount = Sum()


class HoldOut(serializers.Serializer):
    """Why a reminder does not go now."""

    kind = serializers.CharField()
    words = serializers.CharField()
    until = serializers.DateField(allow_null=True)


class StandingOut(serializers.Serializer):
    """One unit as it stands, and the reminder that would be next, in its words."""

    unit = serializers.UUIDField(source="standing.unit.pk")
    code = serializers.CharField(source="standing.unit.code")
    owed = Sum(source="standing.owed")
    not_due = Sum(source="standing.coming")
    items = OpenItemOut(many=True, source="standing.items")
    stage = serializers.IntegerField(source="stage.nth", allow_null=True, default=None)
    channel = serializers.CharField()
    words = serializers.CharField()
    holds = HoldOut(many=True, help_text="None: it may go.")


class UnitArrears(Endpoint):
    """One unit's arrears."""

    rule, tag, operations, answer = view_arrears, "arrears", {"GET": "get_unit_arrears"}, StandingOut
    variables = {"unit": "Id of a unit."}

    def get(self, request: Request, unit: UUID) -> Response:
        """What is open, what would be said next, and what holds it back."""
        return self.tell(self.found(unit))

    def found(self, unit: UUID) -> Plan:
        """Raises Http404."""
        try:
            seen = unit_seen(unit, self.actor)
        except NotFound as missing:
            raise Http404 from missing
        return plan(standings([seen.pk])[seen.pk], Told())


class CollectionOut(serializers.Serializer):
    """Of a month, or the year: percent is collected of what was billed less what was lowered."""

    billed = Sum()
    lowered = Sum()
    collected = Sum()
    open = Sum()
    percent = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True)


class CollectedOut(serializers.Serializer):
    """An estate's year: recurring fees by the month they were billed for, as things stand now."""

    estate = serializers.CharField(source="estate.code")
    year = CollectionOut()
    months = serializers.SerializerMethodField()
    prior = Sum(help_text="Open of earlier years when this one began.")
    cleared = Sum(help_text="Of that, come in during the year.")
    cleared_percent = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True)

    def get_months(self, one: Collected) -> dict[str, dict[str, Any]]:
        return {f"{month:%Y-%m}": dict(CollectionOut(rate).data) for month, rate in one.months}


class YearFilters(FilterSet):
    """Which year; by default this one."""

    year = NumberFilter(method="later", min_value=2000, max_value=2100, decimal_places=0, help_text="Such as 2026.")

    def later(self, rows: QuerySet[Estate], name: str, value: Any) -> QuerySet[Estate]:
        return rows


class CollectionRates(Listing):
    """The collection rate of a year, by estate and month."""

    rule, tag, operations = view_arrears, "arrears", {"GET": "list_collection_rates"}
    serializer_class, filterset_class = CollectedOut, YearFilters

    def rows(self) -> QuerySet[Estate]:
        return estates_of(self.actor)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As things stand now."""
        self.refuse_unknown_parameters(request)
        filters = YearFilters(request.query_params, queryset=self.rows(), request=request)
        if not filters.is_valid():
            raise BadInput({name: [str(one) for one in wrong] for name, wrong in filters.errors.items()})
        pages = Cursor()
        estates = pages.paginate_queryset(self.rows(), request, self)
        year = int(filters.form.cleaned_data["year"] or today_in().year)
        return pages.get_paginated_response(CollectedOut(collected(estates, year), many=True).data)


class StageOut(serializers.Serializer):
    """One step of reminding. No words: the trade's."""

    after = serializers.IntegerField(help_text="Days overdue.")
    channel = serializers.CharField()
    name = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


class ArrearsTermsOut(serializers.Serializer):
    """What holds there. `own`: it is said there."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.SerializerMethodField()
    due_days = serializers.IntegerField(source="row.due_days")
    minimum = Sum(source="row.minimum")
    gap_days = serializers.IntegerField(source="row.gap_days")
    promise_days = serializers.IntegerField(source="row.promise_days")
    phone = serializers.CharField(source="row.phone")
    pay_zh = serializers.CharField(source="row.pay_zh")
    pay_en = serializers.CharField(source="row.pay_en")
    ladder = StageOut(many=True)

    def get_own(self, one: Terms) -> bool:
        return one.own is not None


class StageIn(Body):
    rule = "R38"
    after = serializers.IntegerField(min_value=1, max_value=3650, help_text="Days overdue.")
    channel = Word(choices=Channel.choices)
    name = optional(40)
    zh = optional(1000, help_text=f"May name {', '.join(PLACEHOLDERS)} in braces; empty: the trade's words.")
    en = optional(1000)


class ArrearsTermsIn(Body):
    rule = "R38"
    own = Flag(default=True, help_text="false gives the own terms up: the wider ones hold again.")
    due_days = serializers.IntegerField(
        min_value=0, max_value=366, required=False, help_text="A bill is due so many days after the first of its month."
    )
    minimum = Money(required=False, max_digits=10, help_text="Below it nobody is reminded.")
    gap_days = serializers.IntegerField(min_value=1, max_value=90, required=False)
    promise_days = serializers.IntegerField(min_value=1, max_value=366, required=False)
    phone = optional(20)
    pay_zh = optional(300)
    pay_en = optional(300)
    ladder = serializers.ListField(child=StageIn(), max_length=MOST_STAGES, required=False)


class ArrearsTermsList(Endpoint):
    """When bills are due and when one is reminded: the company, then each estate of this key."""

    rule, tag, operations = view_settings, "arrears", {"GET": "list_arrears_terms"}
    pagination_class, serializer_class = Cursor, ArrearsTermsOut

    def get(self, request: Request) -> Response:
        """When bills are due and when one is reminded: the company, then each estate of this key."""
        pages = Cursor()
        rows = pages.paginate_list(
            all_terms(estates_of(self.actor)), lambda one: f"1 {one.estate.code}" if one.estate else "0", request
        )
        return pages.get_paginated_response(ArrearsTermsOut(rows, many=True).data)


class ArrearsTermsDetail(Endpoint):
    """The company's, or one estate's."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations, variables = "arrears", {"GET": "get_arrears_terms", "PATCH": "change_arrears_terms"}, WHERE
    body, answer = ArrearsTermsIn, ArrearsTermsOut

    def get(self, request: Request, estate: str) -> Response:
        """What holds there."""
        return self.tell(self.found(estate))

    def patch(self, request: Request, estate: str) -> Response:
        """Change some; what was said to residents stays as it was said."""
        where, values = self.found(estate).estate, self.read(partial=True)
        own = values.pop("own", True)
        set_terms(actor=self.actor, estate_id=where.pk if where else None, own=own, **values)
        return self.tell(self.found(estate))

    def found(self, name: str) -> Terms:
        """Raises NotFound for another's estate."""
        return all_terms([] if name == COMPANY else [estate_named(self.actor, name)])[-1]


urlpatterns: list[URLPattern] = [
    path("arrears", ArrearsList.as_view(), name="api-arrears"),
    path("arrears-totals/<str:estate>", ArrearsTotals.as_view(), name="api-arrears-totals"),
    path("arrears/<uuid:unit>", UnitArrears.as_view(), name="api-unit-arrears"),
    path("collection-rates", CollectionRates.as_view(), name="api-collection-rates"),
    path("arrears-terms", ArrearsTermsList.as_view(), name="api-arrears-terms-list"),
    path("arrears-terms/<str:estate>", ArrearsTermsDetail.as_view(), name="api-arrears-terms"),
    *writes,
]

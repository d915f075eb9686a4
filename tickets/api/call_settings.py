"""When residents may be called and when again, over REST (R27, R28)."""

from uuid import UUID

from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Flag, Text, optional
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.people.rules import edit_settings, view_settings
from servicedesk.refusals import Invalid
from tickets import rules
from tickets.callbacks.schedules import actions as schedules
from tickets.callbacks.terms import actions as terms
from tickets.enums import Kind
from tickets.models import CallWish
from tickets.queries.residents import seen_residents


class CallTermsOut(serializers.Serializer):
    """When residents may be called, and how often one tries (R27). `own`: it says so itself."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.SerializerMethodField()
    hours = serializers.ListField(child=serializers.CharField())
    tries = serializers.IntegerField()
    days = serializers.IntegerField()

    def get_own(self, one: terms.Holding) -> bool:
        return one.own is not None


class CallTermsIn(Body):
    rule = "R27"
    hours = serializers.ListField(
        child=Text(max_length=11), max_length=8, help_text="Such as 09:00-12:00; empty: the wider terms hold again."
    )
    tries = serializers.IntegerField(min_value=1, max_value=20, default=3)
    days = serializers.IntegerField(min_value=1, max_value=20, default=3)


COMPANY = "company"
WHERE = {"estate": "Code or id of an estate, or `company` for the whole company."}


class CallTermsList(Endpoint):
    """When residents may be called: the company, then each estate of this key (R27)."""

    rule, tag, operations = view_settings, "callbacks", {"GET": "list_call_terms"}
    pagination_class, serializer_class = Cursor, CallTermsOut

    def get(self, request: Request) -> Response:
        """When residents may be called: the company, then each estate of this key (R27)."""
        pages = Cursor()
        rows = pages.paginate_list(
            terms.all_terms(estates_of(self.actor)), lambda one: f"1 {one.estate.code}" if one.estate else "0", request
        )
        return pages.get_paginated_response(CallTermsOut(rows, many=True).data)


class CallTermsDetail(Endpoint):
    """The company's, or one estate's."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations, variables = "callbacks", {"GET": "get_call_terms", "PATCH": "change_call_terms"}, WHERE
    body, answer = CallTermsIn, CallTermsOut

    def get(self, request: Request, estate: str) -> Response:
        """What holds there."""
        return self.tell(self.found(estate))

    def patch(self, request: Request, estate: str) -> Response:
        """From now on; what was tried stays tried."""
        where, values = self.found(estate).estate, self.read()
        terms.set_terms(actor=self.actor, estate_id=where.pk if where else None, **values)
        return self.tell(self.found(estate))

    def found(self, name: str) -> terms.Holding:
        """Raises NotFound for another's estate."""
        return terms.all_terms([] if name == COMPANY else [estate_named(self.actor, name)])[-1]


class ScheduleOut(serializers.Serializer):
    """Further callbacks of a kind of ticket (R28). `own`: the company or estate says so itself."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    kind = serializers.CharField()
    days = serializers.ListField(child=serializers.IntegerField(), help_text="Days after closing.")
    weekly = serializers.BooleanField(help_text="Weekly, from the dispatch until it is done.")
    own = serializers.BooleanField()


class ScheduleIn(Body):
    rule = "R28"
    days = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=366), max_length=12, default=list
    )
    weekly = Flag(default=False)
    own = Flag(default=True, help_text="false gives the own word up: the company's or the trade's holds again.")


class ScheduleList(Endpoint):
    """Which further callbacks are planned: the company's for each kind, then what estates say of their own (R28)."""

    rule, tag, operations = view_settings, "callbacks", {"GET": "list_call_schedules"}
    pagination_class, serializer_class = Cursor, ScheduleOut

    def get(self, request: Request) -> Response:
        """Which further callbacks are planned (R28)."""
        pages = Cursor()
        found = schedules.schedules(estates_of(self.actor))
        rows = pages.paginate_list(sorted(found, key=key_of), key_of, request)
        return pages.get_paginated_response(ScheduleOut(rows, many=True).data)


def key_of(one: schedules.Scheduled) -> str:
    """The company first, then by kind."""
    return f"1 {one.estate.code} {one.kind}" if one.estate else f"0 {one.kind}"


class ScheduleDetail(Endpoint):
    """What is planned for one kind of ticket, in the company or one estate."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations = "callbacks", {"GET": "get_call_schedule", "PATCH": "change_call_schedule"}
    variables = {**WHERE, "kind": "A kind of ticket."}
    body, answer = ScheduleIn, ScheduleOut

    def get(self, request: Request, estate: str, kind: str) -> Response:
        """What holds there."""
        return self.tell(self.found(estate, kind))

    def patch(self, request: Request, estate: str, kind: str) -> Response:
        """For tickets that are closed or dispatched from now on."""
        where, values = self.found(estate, kind).estate, self.read()
        schedules.set_schedule(actor=self.actor, estate_id=where.pk if where else None, kind=kind, **values)
        return self.tell(self.found(estate, kind))

    def found(self, name: str, kind: str) -> schedules.Scheduled:
        """Raises Invalid for a kind that there is not, NotFound for another's estate."""
        where = None if name == COMPANY else estate_named(self.actor, name)
        if kind not in Kind.values:
            raise Invalid(_("“{value}” is not known.").format(value=kind[:40]), rule="R28", field="kind")
        return schedules.scheduled(where, kind)


class WishOut(serializers.Serializer):
    """When a resident wishes to be called; hours empty: no wish."""

    hours = serializers.CharField()
    note = serializers.CharField()


class WishIn(Body):
    rule = "R27"
    hours = Text(max_length=11, allow_blank=True, help_text="Such as 18:00-20:00; empty: no wish any more.")
    note = optional(100)


class Wish(Endpoint):
    """When one resident wishes to be called (R27)."""

    rule, tag, operations, body, answer = rules.call_back, "callbacks", {"PATCH": "change_call_wish"}, WishIn, WishOut
    variables = {"resident": "Id of a resident."}

    def patch(self, request: Request, resident: UUID) -> Response:
        """His word goes before the permitted hours."""
        if not seen_residents(self.actor).filter(pk=resident).exists():
            raise Http404
        wish = terms.set_wish(actor=self.actor, resident_id=resident, **self.read())
        return self.tell(wish or CallWish(hours="", note=""))


urlpatterns: list[URLPattern] = [
    path("call-terms", CallTermsList.as_view(), name="api-call-terms-list"),
    path("call-terms/<str:estate>", CallTermsDetail.as_view(), name="api-call-terms"),
    path("call-schedules", ScheduleList.as_view(), name="api-call-schedules"),
    path("call-schedules/<str:estate>/<str:kind>", ScheduleDetail.as_view(), name="api-call-schedule"),
    path("residents/<uuid:resident>/call-wish", Wish.as_view(), name="api-call-wish"),
]

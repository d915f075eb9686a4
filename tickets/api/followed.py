"""What follows from callbacks, as lists: notices, analyses, further callbacks (R26, R28)."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django_filters import CharFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Moment, in_utc
from servicedesk.api.filters import FlagFilter
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named
from servicedesk.estates.phones import mask
from tickets import rules
from tickets.api.outputs import moment
from tickets.api.steps import NUMBER, ticket_id_of
from tickets.callbacks.parties import Party, parties
from tickets.callbacks.queries import Line, List
from tickets.models import ComplaintAnalysis, FollowUp, OpinionNotice, Ticket


class OfTicketOut(serializers.Serializer):
    """What belongs to a ticket."""

    id = serializers.UUIDField(source="pk")
    ticket = serializers.CharField(source="ticket.number")
    estate = serializers.CharField(source="ticket.estate.code")


class NoticeOut(OfTicketOut):
    """意见告知书."""

    number = serializers.CharField()
    department = serializers.CharField(source="department.name")
    reporter = serializers.CharField(source="reporter.name", default="", help_text="Empty: the ticket's own.")
    grade = serializers.CharField()
    reason = serializers.CharField()
    demand = serializers.CharField()
    issued_at = Moment()
    issued_by = serializers.CharField()
    acknowledged_at = moment()
    acknowledged_by = serializers.CharField()
    handled_at = moment()
    handled_same_day = serializers.BooleanField(allow_null=True)
    done = serializers.CharField()
    done_by = serializers.CharField()
    answered_at = moment()
    answered_by = serializers.CharField()
    told_at = moment()
    ended_at = moment()


class AnalysisOut(OfTicketOut):
    """投诉分析表."""

    number = serializers.CharField()
    owner = serializers.CharField(source="owner.name", allow_null=True, default=None)
    grade = serializers.CharField()
    reason = serializers.CharField()
    opened_at = Moment()
    opened_by = serializers.CharField()
    cause = serializers.CharField()
    corrective_action = serializers.CharField()
    preventive_action = serializers.CharField()
    written_at = moment()
    written_by = serializers.CharField()
    returned_at = moment()
    return_reason = serializers.CharField()
    approved_at = moment()
    approved_by = serializers.CharField()


class FollowUpOut(OfTicketOut):
    """A further callback: by day after closing, weekly, or after a notice."""

    cause = serializers.CharField()
    nth = serializers.IntegerField()
    opens_at = Moment()
    due_at = Moment()
    ended_at = moment()
    ended = serializers.CharField()


class FollowingFilters(OfEstate):
    """Of one estate, of one ticket, or only what goes on."""

    estate_path = "ticket__estate"
    ends = "ended_at"
    ticket = CharFilter(field_name="ticket__number", help_text="A ticket's number.")
    open = FlagFilter(method="going_on", help_text="true: only what is not ended.")

    def going_on(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(**{f"{self.ends}__isnull": value})


class AnalysisFilters(FollowingFilters):
    ends = "approved_at"


class Following(Listing):
    """Base: what follows from callbacks, in the estates of this key, the latest first."""

    rule, tag = rules.view_ticket, "callbacks"
    orders = {"-id": ("-id",)}
    model: Any
    related: tuple[str, ...] = ("ticket__estate",)

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.select_related(*self.related)
        return self.actor.among(found, "ticket__estate")


class NoticeList(Following):
    """Opinion notices (R26)."""

    operations, model, serializer_class = {"GET": "list_opinion_notices"}, OpinionNotice, NoticeOut
    filterset_class, related = FollowingFilters, ("ticket__estate", "department", "reporter")


class AnalysisList(Following):
    """Complaint analyses (R26)."""

    operations, model, serializer_class = {"GET": "list_complaint_analyses"}, ComplaintAnalysis, AnalysisOut
    filterset_class, related = AnalysisFilters, ("ticket__estate", "owner")


class FollowUpList(Following):
    """Further callbacks, made and to be made (R28)."""

    operations, model, serializer_class = {"GET": "list_further_callbacks"}, FollowUp, FollowUpOut
    filterset_class = FollowingFilters


class ToCallOut(serializers.Serializer):
    """One line of the callback desk: who is to be called, from when, and why then (R25–R28)."""

    ticket = serializers.CharField(source="ticket.number")
    lists = serializers.ListField(
        child=serializers.CharField(), help_text="Where it stands: due, tried, notices, ….", default=list
    )
    call_from = Moment(source="proposal.at", help_text="In the permitted hours, as he wishes, in a part tried least.")
    part = serializers.CharField(source="proposal.part", help_text="morning, afternoon, evening.")
    why = serializers.CharField(source="proposal.why", help_text="now, opening, wish, best, another_part.")
    wish = serializers.CharField(help_text="When he wishes to be called, such as 18:00-20:00.")
    tries = serializers.IntegerField(source="times_missed", help_text="How often he was not reached.")
    tried_at = moment()
    further = serializers.CharField(source="follow_up.cause", allow_null=True, default=None)


class ToCall(Endpoint):
    """The callback desk of an estate: earliest first (R25–R28)."""

    rule, tag, operations = rules.view_ticket, "callbacks", {"GET": "list_callbacks"}
    pagination_class, serializer_class = Cursor, ToCallOut
    variables = {"estate": "Code or id of an estate."}

    def get(self, request: Request, estate: str) -> Response:
        """Who is to be called back, and when (R25–R28)."""
        found, pages = List.of(estate_named(self.actor, estate, "")), Cursor()
        lines = {line.ticket.number: line for rows in found.tabs.values() for line in rows}
        rows = pages.paginate_list(sorted(lines.values(), key=place), place, request)
        shown = [{**dict(ToCallOut(line).data), "lists": sorted(line.tabs(found.terms))} for line in rows]
        return pages.get_paginated_response(shown)


class CalledBackOut(serializers.Serializer):
    """One of those who reported the same fault, and how his callback stands (R7)."""

    id = serializers.CharField(source="key", help_text="Empty: the ticket's own reporter.")
    number = serializers.CharField(source="report.number", help_text="Of the report he made.")
    name = serializers.CharField()
    phone = serializers.SerializerMethodField(help_text="Masked; `reveal-phone` gives the whole number.")
    tries = serializers.SerializerMethodField(help_text="In vain, since he last answered.")
    grade = serializers.CharField(source="answer.grade", default="")
    settled = serializers.BooleanField(source="answer.settled", default=False, help_text="Solved in the call.")
    unreachable = serializers.BooleanField(source="is_unreachable", help_text="Given up with approval.")
    done = serializers.BooleanField(source="is_done")

    def get_phone(self, one: Party) -> str:
        return mask(one.phone) if one.phone else ""

    def get_tries(self, one: Party) -> int:
        return len(one.missed)


class Reporters(Endpoint):
    """Everybody who is called back about a ticket (R7)."""

    rule, tag, operations = rules.view_ticket, "callbacks", {"GET": "list_reporters"}
    pagination_class, serializer_class, variables = Cursor, CalledBackOut, NUMBER

    def get(self, request: Request, number: str) -> Response:
        """Its own reporter first, then the others by when they called (R7)."""
        ticket = Ticket.objects.select_related("reporter", "estate").get(pk=ticket_id_of(self.actor, number))
        people, pages = dict(enumerate(parties(ticket))), Cursor()
        rows = pages.paginate_list(list(people), lambda nth: f"{nth:06d}", request)
        return pages.get_paginated_response(CalledBackOut([people[nth] for nth in rows], many=True).data)


def place(line: Line) -> str:
    """By when to call, then by number."""
    return f"{in_utc(line.proposal.at) if line.proposal else ''} {line.ticket.number}"


urlpatterns: list[URLPattern] = [
    path("estates/<str:estate>/callbacks", ToCall.as_view(), name="api-callbacks"),
    path("tickets/<str:number>/reporters", Reporters.as_view(), name="api-ticket-reporters"),
    path("opinion-notices", NoticeList.as_view(), name="api-opinion-notices"),
    path("complaint-analyses", AnalysisList.as_view(), name="api-complaint-analyses"),
    path("further-callbacks", FollowUpList.as_view(), name="api-further-callbacks"),
]

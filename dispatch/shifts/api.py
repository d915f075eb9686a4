"""REST: the duty roster, and who is on now (R19)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.shifts.actions import remove_shift, save_shift, substitute
from dispatch.shifts.book import MOST_STANDBY, Wanted
from dispatch.shifts.rules import edit_roster, view_roster
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Text, Word, optional
from servicedesk.api.filters import MomentFilter
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import estate_named, uuid_of
from servicedesk.people import duty
from servicedesk.people.api import PersonOut, staff_id
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Shift
from servicedesk.people.principal import Principal
from servicedesk.timers.now import now

STAFF = "Employee number or id."
SHIFT = {"shift": "Id of a shift."}
ESTATE = "Code or id of an estate; night centres that serve it are among them."


class ShiftOut(serializers.Serializer):
    """班次."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    staff = PersonOut()
    kind = serializers.CharField()
    starts_at = Moment()
    ends_at = Moment()
    standby_order = serializers.IntegerField(help_text="1 is asked first in an emergency; 0 after those with a number.")
    substitute_for = PersonOut(allow_null=True, help_text="Whose shift it was planned to be.")


class ShiftIn(Body):
    rule = "R19"
    estate = Text(max_length=40, help_text="Code or id.")
    staff = Text(max_length=40, help_text=STAFF)
    kind = Word(choices=ShiftKind.choices)
    starts_at = Moment()
    ends_at = Moment(help_text="At most 24 hours later.")
    standby_order = serializers.IntegerField(min_value=0, max_value=MOST_STANDBY, default=0)


class WhyIn(Body):
    rule = "R10"
    reason = optional(300)


class SubstituteIn(Body):
    rule = "R19"
    staff = Text(max_length=40, help_text=STAFF)
    reason = optional(300)


def shifts_of(actor: Principal) -> QuerySet[Shift]:
    """Those of the estates that this key sees, and the night centres that serve them."""
    rows = Shift.objects.select_related("estate", "staff", "substitute_for")
    return rows if actor.estate_ids is None else rows.filter(duty.serving(actor.estate_ids))


class ShiftFilters(FilterSet):
    """By estate, person, kind; `since` and `until` cut out a week: what runs between them."""

    estate = CharFilter(method="in_estate", help_text=ESTATE)
    staff = CharFilter(method="of_person", help_text=STAFF)
    kind = ChoiceFilter(choices=ShiftKind.choices)
    since = MomentFilter(field_name="ends_at", lookup_expr="gt")
    until = MomentFilter(field_name="starts_at", lookup_expr="lt")

    def in_estate(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(duty.serving([estate_named(self.request.user, value).pk]))

    def of_person(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(staff_id=staff_id(value)))


class DutyFilters(FilterSet):
    """Where, and at which moment: now, unless it is said."""

    estate = CharFilter(method="kept", help_text=ESTATE)
    at = MomentFilter(method="kept", help_text="Default: now.")
    kind = ChoiceFilter(choices=ShiftKind.choices)

    def kept(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Both make one question: see below."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        values = self.form.cleaned_data
        estates = [estate_named(self.request.user, values["estate"]).pk] if values["estate"] else None
        running = duty.running(values["at"] or now(), estates).values("pk")
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found.filter(pk__in=running)


class ShiftList(Listing):
    """The duty roster."""

    rules = {"GET": view_roster, "POST": edit_roster}
    tag, operations = "staff", {"GET": "list_shifts", "POST": "add_shift"}
    serializer_class, filterset_class = ShiftOut, ShiftFilters
    orders = {"starts": ("starts_at", "id"), "-starts": ("-starts_at", "-id")}
    body, answer, created = ShiftIn, ShiftOut, True

    def rows(self) -> QuerySet[Shift]:
        return shifts_of(self.actor)

    def post(self, request: Request) -> Response:
        """Put somebody on the roster; nobody twice at once, nobody on leave."""
        values = self.read()
        estate = estate_named(self.actor, values.pop("estate"))
        wanted = Wanted(staff_id(values.pop("staff")), **values)
        shift = save_shift(actor=self.actor, estate_id=estate.pk, wanted=wanted)
        return self.tell(shifts_of(self.actor).get(pk=shift.pk))


class OnDuty(Listing):
    """Who is on now: shifts that run, of people who are not on leave; stand-by too (R19)."""

    rule, tag, operations = view_roster, "staff", {"GET": "list_on_duty"}
    serializer_class, filterset_class = ShiftOut, DutyFilters
    orders = {"starts": ("starts_at", "id")}

    def rows(self) -> QuerySet[Shift]:
        return shifts_of(self.actor)


class OneShift(Endpoint):
    """A step with one shift that has not ended."""

    rule, tag, variables, answer = edit_roster, "staff", SHIFT, ShiftOut

    def found(self, name: str) -> Shift:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        shift = shifts_of(self.actor).filter(pk=pk).first() if pk else None
        if shift is None:
            raise Http404
        return shift


class RemoveShift(OneShift):
    """Take it off the roster; the history keeps it."""

    operations, body = {"POST": "remove_shift"}, WhyIn

    def post(self, request: Request, shift: str) -> Response:
        """Take it off the roster; answers with what it was."""
        found = self.found(shift)
        remove_shift(actor=self.actor, shift_id=UUID(str(found.pk)), **self.read())
        return self.tell(found)


class Substitute(OneShift):
    """Somebody else comes."""

    operations, body = {"POST": "substitute_shift"}, SubstituteIn

    def post(self, request: Request, shift: str) -> Response:
        """Somebody else comes: the shift is his, and keeps whose it was."""
        found, values = self.found(shift), self.read()
        substitute(actor=self.actor, shift_id=UUID(str(found.pk)), staff_id=staff_id(values.pop("staff")), **values)
        return self.tell(self.found(shift))


urlpatterns: list[URLPattern] = [
    path("duty", OnDuty.as_view(), name="api-duty"),
    path("shifts", ShiftList.as_view(), name="api-shifts"),
    path("shifts/<str:shift>/remove", RemoveShift.as_view(), name="api-shift-remove"),
    path("shifts/<str:shift>/substitute", Substitute.as_view(), name="api-shift-substitute"),
]

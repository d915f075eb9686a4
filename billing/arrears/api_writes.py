"""REST: reminding, promises, stops; and their logs (R38)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, CharFilter, ChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.arrears.enums import Channel, Language, Means, PromiseState, Result, StopKind
from billing.arrears.links import link_of
from billing.arrears.promises import promises
from billing.arrears.promising import Word as Said
from billing.arrears.promising import end_stop, promise, stop, withdraw
from billing.arrears.reminding import MOST, Batch, Plan, Told, preview_many, remind, remind_many
from billing.arrears.rules import remind as may_remind
from billing.arrears.rules import view_arrears
from billing.arrears.units import unit_seen
from billing.models import ArrearsStop, PaymentPromise, Reminder
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, uuid_of
from servicedesk.estates.models import Unit
from servicedesk.people.api import staff_id
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import NotFound
from tickets.api.acting import ReasonIn

UNIT = {"unit": "Id of a unit."}


class ReminderOut(serializers.Serializer):
    """One reminder, with its words and what was owed then. `link`: the resident's page, to be sent by hand."""

    id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.code")
    estate = serializers.CharField(source="estate.code")
    at = Moment()
    stage = serializers.IntegerField()
    stage_name = serializers.CharField()
    channel = serializers.CharField()
    language = serializers.CharField()
    words = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    result = serializers.CharField()
    remark = serializers.CharField()
    by = serializers.CharField(source="by_name")
    batch = serializers.UUIDField(allow_null=True)
    link = serializers.SerializerMethodField()

    def get_link(self, one: Reminder) -> str:
        return link_of(one)


class RemindIn(Body):
    """By default the step that is next, its way, in Chinese."""

    rule = "R38"
    stage = serializers.IntegerField(required=False, min_value=1, max_value=6, help_text="Not beyond the next step.")
    channel = Word(choices=Channel.choices, required=False)
    language = Word(choices=Language.choices, default=Language.CHINESE.value)
    result = Word(choices=Result.choices, required=False, help_text="Of a call or visit.")
    remark = optional(300)
    amount = Money(max_digits=14, required=False, help_text="What you know to be owed: another sum is a conflict.")
    by = Text(max_length=40, required=False, help_text="Who called or visited; employee number or id.")


def told_in(values: dict[str, Any]) -> Told:
    by = values.pop("by", None)
    return Told(**values, by_id=staff_id(by, "by") if by else None)


class OfUnit(Endpoint):
    """What is done about the unit of the address."""

    rule, tag, variables, created = may_remind, "arrears", UNIT, True

    def seen(self, unit: UUID) -> UUID:
        """Raises Http404."""
        return seen_unit(unit, self.actor)


def seen_unit(unit: UUID, actor: Principal) -> UUID:
    try:
        return UUID(str(unit_seen(unit, actor).pk))
    except NotFound as missing:
        raise Http404 from missing


class UnitReminders(OfUnit):
    """Remind one unit."""

    operations, body, answer = {"POST": "remind_unit"}, RemindIn, ReminderOut

    def post(self, request: Request, unit: UUID) -> Response:
        """Recorded with its words and link; nothing is sent by itself. 409 with the reasons where it may not go."""
        pk, values = self.seen(unit), self.read()
        one = remind(unit_id=pk, actor=self.actor, told=told_in(values))
        return self.tell(one, location="/api/v1/reminders")


class ManyIn(Body):
    rule = "R38"
    units = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST)
    channel = Word(choices=[Channel.MESSAGE, Channel.LETTER], required=False, help_text="Empty: as each step says.")
    language = Word(choices=Language.choices, default=Language.CHINESE.value)


class GoesOut(serializers.Serializer):
    """One who is reminded, or would be."""

    unit = serializers.CharField(source="standing.unit.code")
    owed = serializers.DecimalField(source="standing.owed", max_digits=14, decimal_places=2)
    stage = serializers.IntegerField(source="stage.nth")
    channel = serializers.CharField()
    words = serializers.CharField()


class LeftOutOut(serializers.Serializer):
    """One who is not, and why."""

    unit = serializers.CharField(source="standing.unit.code")
    owed = serializers.DecimalField(source="standing.owed", max_digits=14, decimal_places=2)
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, one: Plan) -> list[str]:
        return [hold.words for hold in one.holds]


class BatchOut(serializers.Serializer):
    """Many at once; `batch` finds the reminders in their list."""

    batch = serializers.UUIDField(source="key", allow_null=True)
    reminded = GoesOut(many=True, source="goes")
    left_out = LeftOutOut(many=True)


class PreviewMany(Endpoint):
    """What reminding many would do."""

    rule: Rule | None = may_remind
    tag, operations = "arrears", {"POST": "preview_reminders"}
    body, answer = ManyIn, BatchOut

    def post(self, request: Request) -> Response:
        """Nothing is written."""
        return self.tell(self.act(**self.read()))

    def act(self, units: list[UUID], **told: Any) -> Batch:
        rows = self.actor.among(Unit.objects.filter(pk__in=units))
        return preview_many(rows.values_list("pk", flat=True), Told(**told))


class ReminderFilters(OfEstate):
    unit = CharFilter(field_name="unit__code", help_text="The unit's code.")
    channel = ChoiceFilter(choices=Channel.choices)
    batch = CharFilter(method="of_batch", help_text="Those reminded together.")

    def of_batch(self, rows: QuerySet[Reminder], name: str, value: str) -> QuerySet[Reminder]:
        return rows.filter(batch=uuid_of(value)) if uuid_of(value) else rows.none()


class ReminderList(PreviewMany, Listing):
    """The log of reminders, latest first; and reminding many."""

    rule = None
    rules = {"GET": view_arrears, "POST": may_remind}
    operations = {"GET": "list_reminders", "POST": "remind_units"}
    serializer_class, filterset_class = ReminderOut, ReminderFilters
    orders = {"-at": ("-at", "-id"), "at": ("at", "id")}

    def rows(self) -> QuerySet[Reminder]:
        return self.actor.among(Reminder.objects.select_related("unit", "estate"))

    def act(self, units: list[UUID], **told: Any) -> Batch:
        return remind_many(unit_ids=units, actor=self.actor, told=Told(**told))

    def post(self, request: Request) -> Response:
        """Each by its next step, by message or letter; who may not be reminded is left out with the reasons."""
        return super().post(request)


class PromiseOut(serializers.Serializer):
    """A promise to pay; `state` is computed from the ledger now. `to_do`: broken, and nobody has followed it up."""

    id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.code")
    estate = serializers.CharField(source="estate.code")
    promised_by = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    until = serializers.DateField()
    means = serializers.CharField()
    note = serializers.CharField()
    at = Moment()
    by = serializers.CharField(source="by_name")
    state = serializers.ChoiceField(choices=PromiseState.choices)
    paid = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="From the promise until its day.")
    owed = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="By the unit, now.")
    to_do = serializers.BooleanField()
    withdrawn_why = serializers.CharField()


class PromiseIn(Body):
    rule = "R38"
    promised_by = Text(max_length=60)
    amount = Money(max_digits=12)
    until = serializers.DateField()
    means = Word(choices=Means.choices, default=Means.PHONE.value)
    note = optional(300)


class UnitPromises(OfUnit):
    """Record a promise to pay."""

    operations, body, answer = {"POST": "promise_to_pay"}, PromiseIn, PromiseOut

    def post(self, request: Request, unit: UUID) -> Response:
        """While it runs the unit is not reminded."""
        pk, values = self.seen(unit), self.read()
        one = promise(unit_id=pk, actor=self.actor, word=Said(**values))
        return self.tell(promises(self.actor).get(pk=one.pk), location="/api/v1/promises")


class PromiseFilters(OfEstate):
    unit = CharFilter(field_name="unit__code", help_text="The unit's code.")
    state = ChoiceFilter(choices=PromiseState.choices)
    to_do = BooleanFilter(help_text="true: broken, and nobody has followed it up.")


class PromiseList(Listing):
    """Promises to pay."""

    rule, tag, operations = view_arrears, "arrears", {"GET": "list_promises"}
    serializer_class, filterset_class = PromiseOut, PromiseFilters

    def rows(self) -> QuerySet[PaymentPromise]:
        return promises(self.actor)


def key_of(text: str, rows: QuerySet[Any], actor: Principal) -> UUID:
    """Raises Http404 for what is no id of these rows."""
    pk = uuid_of(text)
    if pk is None or not actor.among(rows).filter(pk=pk).exists():
        raise Http404
    return pk


class WithdrawPromise(Endpoint):
    """A promise does not hold any more."""

    rule, tag, operations = may_remind, "arrears", {"POST": "withdraw_promise"}
    variables, body, answer = {"promise": "Id of a promise."}, ReasonIn, PromiseOut

    def post(self, request: Request, promise: str) -> Response:
        """It stays visible, with the reason."""
        pk = key_of(promise, PaymentPromise.objects.all(), self.actor)
        withdraw(promise_id=pk, actor=self.actor, **self.read())
        return self.tell(promises(self.actor).get(pk=pk))


class StopOut(serializers.Serializer):
    """Why a unit is not reminded, as somebody said."""

    id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.code")
    estate = serializers.CharField(source="estate.code")
    kind = serializers.ChoiceField(choices=StopKind.choices)
    reason = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    set_at = Moment()
    set_by = serializers.CharField()
    ended_at = Moment(allow_null=True)
    ended_by = serializers.CharField()
    ended_why = serializers.CharField()


class StopIn(Body):
    rule = "R38"
    kind = Word(choices=StopKind.choices)
    reason = Text(max_length=300)
    until = serializers.DateField(required=False, allow_null=True, help_text="Its last day; a dispute needs one.")


class UnitStops(OfUnit):
    """Stop reminders."""

    operations, body, answer = {"POST": "stop_reminders"}, StopIn, StopOut

    def post(self, request: Request, unit: UUID) -> Response:
        """Until its day, or until somebody ends it."""
        pk, values = self.seen(unit), self.read()
        return self.tell(stop(unit_id=pk, actor=self.actor, **values), location="/api/v1/arrears-stops")


class StopFilters(OfEstate):
    unit = CharFilter(field_name="unit__code", help_text="The unit's code.")
    ended = BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


class StopList(Listing):
    """Stops of reminders, those that have ended too."""

    rule, tag, operations = view_arrears, "arrears", {"GET": "list_arrears_stops"}
    serializer_class, filterset_class = StopOut, StopFilters

    def rows(self) -> QuerySet[ArrearsStop]:
        return self.actor.among(ArrearsStop.objects.select_related("unit", "estate"))


class EndStop(Endpoint):
    """End a stop."""

    rule, tag, operations = may_remind, "arrears", {"POST": "end_arrears_stop"}
    variables, body, answer = {"stop": "Id of a stop."}, ReasonIn, StopOut

    def post(self, request: Request, stop: str) -> Response:
        """The unit may be reminded again."""
        pk = key_of(stop, ArrearsStop.objects.all(), self.actor)
        return self.tell(end_stop(stop_id=pk, actor=self.actor, **self.read()))


urlpatterns: list[URLPattern] = [
    path("reminders", ReminderList.as_view(), name="api-reminders"),
    path("reminders/preview", PreviewMany.as_view(), name="api-reminders-preview"),
    path("arrears/<uuid:unit>/reminders", UnitReminders.as_view(), name="api-unit-reminders"),
    path("arrears/<uuid:unit>/promises", UnitPromises.as_view(), name="api-unit-promises"),
    path("arrears/<uuid:unit>/stops", UnitStops.as_view(), name="api-unit-stops"),
    path("promises", PromiseList.as_view(), name="api-promises"),
    path("promises/<str:promise>/withdraw", WithdrawPromise.as_view(), name="api-promise-withdraw"),
    path("arrears-stops", StopList.as_view(), name="api-arrears-stops"),
    path("arrears-stops/<str:stop>/end", EndStop.as_view(), name="api-arrears-stop-end"),
]

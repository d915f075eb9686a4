"""REST: the company's days, its quiet hours, and which clocks stop while a ticket waits (R29, R31, R32)."""

from typing import Any

from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Flag, Text
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, estates_of
from servicedesk.people.rules import edit_settings, view_settings
from servicedesk.timers import pauses, quiet
from servicedesk.timers.days import forget_day, set_day
from servicedesk.timers.models import CalendarDay

ESTATE = "Code or id; null: the whole company."


class DayOut(serializers.Serializer):
    """A day about which the company has its own word."""

    day = serializers.DateField()
    working = serializers.BooleanField(help_text="null: as published.", allow_null=True)
    name = serializers.CharField()


class DayIn(Body):
    rule = "R29"
    day = serializers.DateField()
    working = Flag(allow_null=True, help_text="null takes the company's word away: the published arrangement holds.")
    name = Text(max_length=60, required=False, allow_blank=True)


class CalendarDays(Endpoint):
    """The company's own days."""

    rules = {"GET": view_settings, "POST": edit_settings}
    tag, operations = "policies", {"GET": "list_calendar_days", "POST": "set_calendar_day"}
    body, answer = DayIn, DayOut
    pagination_class, serializer_class = Cursor, DayOut

    def get(self, request: Request) -> Response:
        """The days about which the company has its own word, stronger than the published arrangement (R29)."""
        pages = Cursor()
        rows = pages.paginate_list(list(CalendarDay.objects.order_by("day")), lambda one: one.day.isoformat(), request)
        return pages.get_paginated_response(DayOut(rows, many=True).data)

    def post(self, request: Request) -> Response:
        """Say that a day is worked or off; said again it changes nothing."""
        values = self.read()
        if values["working"] is None:
            forget_day(actor=self.actor, day=values["day"])
            return self.tell({"day": values["day"], "working": None, "name": ""})
        return self.tell(set_day(actor=self.actor, **values))


class PauseRuleOut(serializers.Serializer):
    """Which clocks stop for a reason in an estate, or (estate null) where an estate has no word of its own."""

    reason = serializers.CharField()
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.ListField(child=serializers.CharField(), allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField(), source="holds", help_text="What holds there.")


class PauseRuleIn(Body):
    rule = "R31"
    reason = Text(max_length=12)
    estate = Text(max_length=40, required=False, allow_null=True, help_text=ESTATE)
    kinds = serializers.ListField(
        child=Text(max_length=24), max_length=60, allow_null=True, help_text="null gives the own word up."
    )


class PauseRules(Endpoint):
    """Which clocks stop while a ticket waits."""

    rules = {"GET": view_settings, "POST": edit_settings}
    tag, operations = "policies", {"GET": "list_pause_rules", "POST": "set_pause_rule"}
    body, answer = PauseRuleIn, PauseRuleOut
    pagination_class, serializer_class = Cursor, PauseRuleOut

    def get(self, request: Request) -> Response:
        """Reason by reason: the company's rule, then each estate's of this key (R31)."""
        pages = Cursor()
        rows = pages.paginate_list(pauses.holdings(estates_of(self.actor)), place_of, request)
        return pages.get_paginated_response(PauseRuleOut(rows, many=True).data)

    def post(self, request: Request) -> Response:
        """What waits from now on follows it; what stands still already goes on by what was left."""
        values = self.read()
        estate = estate_named(self.actor, values["estate"]) if values.get("estate") else None
        pauses.set_pause_rule(
            actor=self.actor, reason=values["reason"], kinds=values["kinds"], estate_id=estate.pk if estate else None
        )
        found = pauses.holdings([estate] if estate else [])
        mine = [one for one in found if one.reason == values["reason"] and one.estate == estate]
        return self.tell(mine[0])


class QuietHoursOut(serializers.Serializer):
    """When people who are off are not told of what is not urgent."""

    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    own = serializers.SerializerMethodField(help_text="22:00-07:00, or empty.")
    holds = serializers.SerializerMethodField(help_text="What holds there, or empty.")

    def get_own(self, one: quiet.Holding) -> str:
        return hours(one.own)

    def get_holds(self, one: quiet.Holding) -> str:
        return hours(one.holds)


class QuietHoursIn(Body):
    rule = "R32"
    estate = Text(max_length=40, required=False, allow_null=True, help_text=ESTATE)
    begins = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"], allow_null=True)
    ends = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"], allow_null=True)


class QuietHoursList(Endpoint):
    """Quiet hours."""

    rules = {"GET": view_settings, "POST": edit_settings}
    tag, operations = "policies", {"GET": "list_quiet_hours", "POST": "set_quiet_hours"}
    body, answer = QuietHoursIn, QuietHoursOut
    pagination_class, serializer_class = Cursor, QuietHoursOut

    def get(self, request: Request) -> Response:
        """The company's, and those of each estate of this key (R32)."""
        pages = Cursor()
        rows = pages.paginate_list(quiet.holdings(estates_of(self.actor)), place_of, request)
        return pages.get_paginated_response(QuietHoursOut(rows, many=True).data)

    def post(self, request: Request) -> Response:
        """From now on; both times null: no word of its own."""
        values = self.read()
        estate = estate_named(self.actor, values["estate"]) if values.get("estate") else None
        quiet.set_quiet_hours(
            actor=self.actor, begins=values["begins"], ends=values["ends"], estate_id=estate.pk if estate else None
        )
        return self.tell(quiet.holdings([estate] if estate else [])[-1])


def hours(row: Any) -> str:
    return f"{row.begins:%H:%M}-{row.ends:%H:%M}" if row else ""


def place_of(one: Any) -> str:
    """The company before its estates."""
    return f"{getattr(one, 'reason', '')} {'1 ' + one.estate.code if one.estate else '0'}"


urlpatterns: list[URLPattern] = [
    path("calendar-days", CalendarDays.as_view(), name="api-calendar-days"),
    path("pause-rules", PauseRules.as_view(), name="api-pause-rules"),
    path("quiet-hours", QuietHoursList.as_view(), name="api-quiet-hours"),
]

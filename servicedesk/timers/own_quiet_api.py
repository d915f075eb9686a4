"""REST: the quiet hours of one member of staff (R32, R47)."""

from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.views import Endpoint
from servicedesk.people.api import staff_id, staff_of
from servicedesk.people.models import StaffMember
from servicedesk.people.rules import edit_settings, view_settings
from servicedesk.timers.own_quiet import Own, own_quiet_hours, set_own_quiet_hours


class OwnQuietOut(serializers.Serializer):
    """What somebody said himself; null: nothing. His estates' quiet hours hold beside it."""

    begins = serializers.TimeField(format="%H:%M", allow_null=True, source="hours.begins", default=None)
    ends = serializers.TimeField(format="%H:%M", allow_null=True, source="hours.ends", default=None)
    estates = serializers.SerializerMethodField(help_text="The quiet hours of his estates, by code.")

    def get_estates(self, own: Own) -> dict[str, str]:
        return {estate.code: words.replace("–", "-") for estate, words in own.places}


class OwnQuietIn(Body):
    rule = "R32"
    begins = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"], allow_null=True)
    ends = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"], allow_null=True)


class OwnQuiet(Endpoint):
    """When one member of staff, off duty, is not told of what is not urgent."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations = "policies", {"GET": "get_own_quiet_hours", "PATCH": "change_own_quiet_hours"}
    variables = {"person": "Employee number or id."}
    body, answer = OwnQuietIn, OwnQuietOut

    def get(self, request: Request, person: str) -> Response:
        """When he, off duty, is not told of what is not urgent (R32)."""
        return self.tell(own_quiet_hours(self.found(person)))

    def patch(self, request: Request, person: str) -> Response:
        """Said for him; both null: none of his own. They lengthen those of his estates, and never shorten them."""
        found = self.found(person)
        set_own_quiet_hours(actor=self.actor, staff_id=found.pk, **self.read())
        return self.tell(own_quiet_hours(found))

    def found(self, person: str) -> StaffMember:
        """Raises Http404 for somebody of another estate."""
        found = staff_of(self.actor).filter(pk=staff_id(person, ""), active=True).first()
        if found is None:
            raise Http404
        return found


urlpatterns: list[URLPattern] = [path("staff/<str:person>/quiet-hours", OwnQuiet.as_view(), name="api-own-quiet-hours")]

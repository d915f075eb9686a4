"""POST tickets: what a report says (R2)."""

from typing import Any

from rest_framework import serializers

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Moment, Text, Word, optional
from servicedesk.estates.api import estate_named, place_named
from servicedesk.estates.models import PublicArea, Unit
from servicedesk.people.api import department_id
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from tickets.actions import Report
from tickets.complaints.enums import Category
from tickets.enums import Channel, Kind, Validity

# Fields that the report has under the same name.
SAME = (
    "kind", "channel", "description", "urgent", "place", "skill", "contact_name", "contact_phone", "received_at",
    "wished_at", "reply_promised_at", "external_number", "external_deadline", "validity", "category", "major",
)  # fmt: skip


class TicketIn(Body):
    """A report. An urgent one needs no more than its estate, place and phone (R6)."""

    rule = "R2"
    estate = Text(max_length=40, help_text="Code or id.")
    kind = Word(choices=Kind.choices)
    channel = Word(choices=Channel.choices, default=Channel.REST)
    description = optional(1000)
    urgent = Flag(default=False)
    unit = Text(max_length=40, required=False, allow_null=True, help_text="Code or id of a unit.")
    area = Text(max_length=40, required=False, allow_null=True, help_text="Code or id of a public area.")
    place = optional(120, help_text="More exactly where, or where no unit and no area fits.")
    skill = Word(choices=Skill.choices, required=False, allow_blank=True)
    reporter = serializers.UUIDField(required=False, allow_null=True, help_text="Id of a resident.")
    contact_name = optional(60)
    contact_phone = optional(30)
    received_at = Moment(required=False, allow_null=True)
    wished_at = Moment(required=False, allow_null=True)
    reply_promised_at = Moment(required=False, allow_null=True)
    external_number = optional(60)
    external_deadline = Moment(required=False, allow_null=True)
    department = Text(max_length=60, required=False, allow_null=True, help_text="Name or id of a department.")
    validity = Word(choices=Validity.choices, default=Validity.VALID, help_text="Of a complaint (R5).")
    category = Word(choices=Category.choices, required=False, allow_blank=True, help_text="Of that validity (R5).")
    major = Flag(default=False, help_text="A major complaint (R5).")


def report_of(actor: Principal, values: dict[str, Any]) -> Report:
    """The report that a body stands for. Raises NotFound for an estate, place or department that is not there."""
    estate = estate_named(actor, values["estate"])
    unit, area, department = (values.get(name) for name in ("unit", "area", "department"))
    return Report(
        estate_id=estate.pk,
        unit_id=place_named(Unit, estate, unit, "unit") if unit else None,
        area_id=place_named(PublicArea, estate, area, "area") if area else None,
        department_id=department_id(department) if department else None,
        reporter_id=values.get("reporter"),
        **{name: values[name] for name in SAME if values.get(name) is not None},
    )

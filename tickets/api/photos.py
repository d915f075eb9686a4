"""Photos: as a file of a form, or as a data URL in JSON (R22)."""

import base64
import binascii
import io
import re
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Word
from servicedesk.api.parsing import StrictJson
from servicedesk.refusals import Invalid
from tickets import rules
from tickets.actions import add_photo
from tickets.api.steps import Step
from tickets.enums import PhotoKind
from tickets.photos import Picture, check

DATA_URL = re.compile(r"data:image/(?:png|jpeg|webp);base64,")
# Signatures come with sign-off alone.
ADDABLE = [choice for choice in PhotoKind.choices if choice[0] != PhotoKind.SIGNATURE]


def picture_of(data_url: str, field: str) -> Picture:
    """The checked picture inside `data:image/png;base64,…`. Raises Invalid naming the field."""
    head = DATA_URL.match(data_url)
    if head is None:
        raise Invalid(_("A picture as data:image/png;base64,… is needed."), rule="R22", field=field)
    try:
        content = base64.b64decode(data_url[head.end() :], validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Invalid(_("This is not base64."), rule="R22", field=field) from wrong
    return check(io.BytesIO(content), field=field)


@extend_schema_field({"type": "string", "contentMediaType": "image/*", "description": "A file, or a data URL in JSON."})
class PictureField(serializers.Field):
    """A file of a multipart form, or a data URL."""

    def to_internal_value(self, data: Any) -> Picture:
        if isinstance(data, str):
            return picture_of(data, self.field_name or "photo")
        if not hasattr(data, "chunks"):
            raise serializers.ValidationError(_("A picture as data:image/png;base64,… is needed."))
        return check(data, field=self.field_name or "photo")


class PhotoIn(Body):
    rule = "R22"
    photo = PictureField()
    kind = Word(choices=ADDABLE, default=PhotoKind.REPORT)


class AddPhoto(Step):
    """Keep a photo with the ticket: JPEG, PNG or WebP, at most 10 MB; only its pixels are kept."""

    verb, rule, action, body = "photos", rules.add_photo, staticmethod(add_photo), PhotoIn
    parser_classes = [StrictJson, MultiPartParser]

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        return add_photo(ticket_id=ticket_id, actor=self.actor, picture=values["photo"], kind=values["kind"])

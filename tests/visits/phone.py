"""A technician's phone in tests: a signed-in session that speaks as htmx does."""

import io
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from dispatch import actions as dispatch
from tests.cast import Cast
from tickets.models import Ticket


class Phone:
    """One person's phone."""

    def __init__(self, cast: Cast, name: str = "technician") -> None:
        self.client: Client = cast.client(name)

    def get(self, path: str = "") -> Any:
        return self.client.get(f"/phone/{path}")

    def post(self, ticket: Ticket, verb: str, key: str = "", **fields: Any) -> HttpResponse:
        """Press something; `key` is the idempotency key that the page sends along."""
        headers = {"HX-Request": "true"} | ({"Idempotency-Key": key} if key else {})
        answer: Any = self.client.post(f"/phone/{ticket.number}/{verb}", fields, headers=headers)
        return answer


def offered(cast: Cast, to: str = "technician", **report: Any) -> Ticket:
    """A ticket that waits for this person's answer."""
    ticket = cast.ticket(**report)
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.people[to].pk, reason="-")
    return ticket


def accepted(cast: Cast, **report: Any) -> Ticket:
    ticket = offered(cast, **report)
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
    return ticket


def picture(colour: str = "white", name: str = "p.png") -> SimpleUploadedFile:
    """A small real picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def new_key() -> str:
    return uuid4().hex

"""What a member of staff was told in the app: the list behind the bell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.messaging.models import Channel, Message
from servicedesk.messaging.texts import render
from servicedesk.refusals import NotFound
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.now import now

PAGE = 50
# How far back the figure at the bell looks, so that it costs the same on any day.
LOOKED_AT = 200


@dataclass(frozen=True)
class News:
    """One page of lines, and where the next one begins ('' when there is none)."""

    lines: list[dict[str, Any]]
    more: str


def mine(staff_id: UUID | None) -> Any:
    return Message.objects.filter(staff_id=staff_id, channel=Channel.IN_APP)


def latest(staff_id: UUID | None, *, before: str = "") -> News:
    """Newest first, PAGE lines; `before` is the cursor of the page above."""
    rows = mine(staff_id).order_by("-created_at")
    if at := read_cursor(before):
        rows = rows.filter(created_at__lt=at)
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].created_at.isoformat() if len(found) > PAGE else ""
    return News([line(message) for message in found[:PAGE]], more)


def read_cursor(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def line(message: Message) -> dict[str, Any]:
    """A message in the reader's language."""
    return {
        "id": message.pk,
        "at": message.created_at,
        "text": render(message.what, message.params, message.count),
        "number": message.number,
        "urgent": message.urgent,
        "unread": message.read_at is None,
    }


def unread(staff_id: UUID | None) -> int:
    """How many of the latest have not been read."""
    return sum(read_at is None for (read_at,) in RECENT(staff_id))


def recent(staff_id: UUID) -> Any:
    return mine(staff_id).order_by("-created_at").values_list("read_at")[:LOOKED_AT]


# Every page asks for the figure at the bell.
RECENT = Prepared(recent, UUID)


def mark_read(staff_id: UUID | None, message_id: UUID | None = None) -> str:
    """Mark one message, or (None) all. Returns the number of its ticket, '' when it has none.

    Raises NotFound for a message that is not his.
    """
    rows = mine(staff_id).filter(**{"pk": message_id} if message_id else {})
    rows.filter(read_at=None).update(read_at=now())
    found = rows.first() if message_id else None
    if message_id and found is None:
        raise NotFound(_("There is no such message."), rule="R50")
    return found.number if found else ""

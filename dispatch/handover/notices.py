"""What was not taken over stays in sight: above the desk's worklist, and as the figure in the rail (R43)."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from dispatch.enums import HandoverState
from dispatch.handover import queries
from dispatch.handover.rules import work_handover
from dispatch.models import Handover
from servicedesk.people import duty
from servicedesk.web.context import COUNTS
from servicedesk.web.estate import current_estate, current_shift, moment
from tickets.panels import NOTICES, Notice

SHOWN = 3
# So long before the end of his shift a clerk is reminded of the sheet.
BEFORE_THE_END = timedelta(minutes=30)


def open_of(request: HttpRequest) -> tuple[list[Any], list[Any]]:
    """Sheets that wait to be taken over, and lines that were left; read once per request."""
    if not hasattr(request, "_handover"):
        estate = current_estate(request)
        allowed = estate is not None and work_handover(request.actor, estate)  # type: ignore[attr-defined]
        found = (queries.waiting(estate.pk), queries.left(estate.pk)) if allowed and estate else ([], [])
        request._handover = found  # type: ignore[attr-defined]
    return request._handover  # type: ignore[attr-defined]


def count(request: HttpRequest) -> int:
    sheets, lines = open_of(request)
    return len(sheets) + len(lines)


def on_the_desk(request: HttpRequest) -> dict[str, Any] | None:
    """The banner: who waits for a signature, what nobody took; and that one's own shift is about to end."""
    sheets, lines = open_of(request)
    ends_at = end_of_shift(request)
    if not sheets and not lines and ends_at is None:
        return None
    return {"sheets": sheets, "left": lines[:SHOWN], "more": max(0, len(lines) - SHOWN), "ends_at": ends_at}


def end_of_shift(request: HttpRequest) -> Any:
    """When one's own shift ends, in its last half hour and until the sheet is signed."""
    actor, estate, at = request.actor, current_estate(request), moment(request)  # type: ignore[attr-defined]
    shift = current_shift(request)
    if shift is None or shift.kind not in duty.AT_THE_DESK or shift.ends_at - at > BEFORE_THE_END:
        return None
    signed = Handover.objects.exclude(state=HandoverState.DRAFT).filter(
        estate=estate, outgoing_id=actor.staff_id, shift_starts_at=shift.starts_at
    )
    return None if signed.exists() else shift.ends_at


COUNTS["handover"] = count
NOTICES.append(Notice("handover/_notice.html", on_the_desk))

"""What a member of staff has in hand, for those who ask before he leaves (servicedesk.people.queries.WORK)."""

from uuid import UUID

from django.utils.translation import gettext as _

from dispatch.enums import LIVE, AssignmentState
from dispatch.models import Assignment
from tickets.enums import OPEN

SHOWN = 3


def open_work(staff_id: UUID) -> str:
    """'has 2 open assignments: HJ-…, HJ-…', or ''."""
    held = Assignment.objects.filter(staff_id=staff_id, state__in=LIVE, ticket__state__in=OPEN).order_by("offered_at")
    numbers = list(held.values_list("ticket__number", flat=True))
    if not numbers:
        return ""
    shown = _(", ").join(numbers[:SHOWN]) + ("…" if len(numbers) > SHOWN else "")
    return _("has {n} open assignments: {numbers}").format(n=len(numbers), numbers=shown)


def accepted_by(ticket_id: UUID) -> list[UUID]:
    """Who accepted it, now or earlier: they do not ask how it was (R25)."""
    held = Assignment.objects.filter(ticket_id=ticket_id, staff__isnull=False)
    return list(
        held.filter(state__in=(AssignmentState.ACCEPTED, AssignmentState.DONE)).values_list("staff_id", flat=True)
    )

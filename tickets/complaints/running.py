"""Which clocks run for a complaint by what has been done about it so far (domain §7): where it is taken up again, they
are the same as if nothing had happened meanwhile.
"""

from collections.abc import Iterable

from tickets.clock import HANDOFF
from tickets.complaints.clock import BOUNCE, CONSULTATION, CORRECTIVE, RESULT_TOLD
from tickets.enums import Validity
from tickets.models import Handoff, Ticket


def live_handoffs(ticket: Ticket) -> list[Handoff]:
    """The forms that departments have, signed for or not: not those that came back. In the order they were sent."""
    found = ticket.handoffs.filter(returned_at=None).select_related("department")
    return list(found.order_by("sent_at", "department__name"))


def signed(handoffs: Iterable[Handoff]) -> list[Handoff]:
    return [one for one in handoffs if one.signed_at is not None]


def waiting(handoffs: Iterable[Handoff]) -> list[Handoff]:
    return [one for one in handoffs if one.signed_at is None]


def uncorrected(ticket: Ticket, handoffs: list[Handoff]) -> list[Handoff]:
    """Those of the signed forms whose department has no approved findings yet."""
    approved = set(ticket.corrections.exclude(approved_at=None).values_list("department_id", flat=True))
    return [one for one in handoffs if one.department_id not in approved]


def clocks_of_complaint(ticket: Ticket) -> list[str]:
    """Of a registered complaint: the hour until every department has signed, the ladder of a form that came back, the
    correction of those who signed, the consultation of several, the result once all is approved.
    """
    if ticket.complaint.validity != Validity.VALID:
        return []
    every = list(ticket.handoffs.all())
    live = live_handoffs(ticket) if every else []
    if not live:
        return [HANDOFF, BOUNCE] if every else [HANDOFF]
    missing = uncorrected(ticket, signed(live))
    told = ticket.results_told.exists()
    found = {
        HANDOFF: bool(waiting(live)),
        BOUNCE: bool(waiting(live)) and came_back_last(every),
        CORRECTIVE: bool(missing),
        CONSULTATION: len(live) > 1 and not ticket.consultations.exists(),
        RESULT_TOLD: bool(signed(live)) and not missing and not told,
    }
    return [kind for kind, runs in found.items() if runs]


def came_back_last(every: list[Handoff]) -> bool:
    """A department returned the form, and nobody has handed it on since."""
    back = [one.returned_at for one in every if one.returned_at is not None]
    return bool(back) and max(back) >= max(one.sent_at for one in every)

"""Reads of appointments: what may be chosen, what is agreed."""

from datetime import datetime

from servicedesk.timers.now import now
from tickets.enums import REPAIRS, State
from tickets.models import Ticket
from visits.models import Appointment
from visits.windows.lengths import terms_of
from visits.windows.slots import Slot, slots


def slots_of(ticket: Ticket) -> list[Slot]:
    """The windows of this ticket's estate from now on."""
    terms = terms_of(ticket.estate_id)
    return slots(now(), ticket.estate.desk_hours, ticket.estate.tz, terms.length, terms.notice)


def agreed(ticket: Ticket) -> Appointment | None:
    """The window that stands; None when no time is agreed, or the desk agreed a time without one."""
    if ticket.appointment_at is None:
        return None
    return ticket.appointments.filter(superseded_at=None, starts_at=ticket.appointment_at).first()


def can_agree(ticket: Ticket) -> bool:
    """Whether the desk may agree a window: nobody is on his way yet."""
    return ticket.state == State.REGISTERED and ticket.kind in REPAIRS


def may_choose(ticket: Ticket, at: datetime) -> bool:
    """Whether the resident may choose or move by himself: not what is urgent, and not when somebody is being sent."""
    if not can_agree(ticket) or ticket.urgent:
        return False
    return ticket.appointment_at is None or at < ticket.appointment_at - terms_of(ticket.estate_id).notice

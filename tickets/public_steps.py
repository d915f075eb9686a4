"""Where a ticket stands, said to the resident: plain words, no more names than he needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.web.wording import said_time
from tickets.enums import Resolution, State, SuspendReason
from tickets.models import Ticket


@dataclass(frozen=True)
class Step:
    """One station of the path. status: done, now or ahead."""

    state: str
    label: str
    note: str
    status: str


def technician(ticket: Ticket) -> str:
    """孙师傅 / Mr Sun: how a resident would call him."""
    name = ticket.assignee.name if ticket.assignee else ""
    if not name:
        return ""
    return _("Technician {name}").format(name=name if name.isascii() else name[0])


def heading(ticket: Ticket) -> str:
    """One sentence: what happens now."""
    if ticket.state == State.REGISTERED:
        return waiting(ticket)
    if ticket.state == State.DISPATCHED:
        who = technician(ticket)
        if ticket.accepted_at and who:
            return _("{name} is on the way").format(name=who)
        return _("We are asking a technician")
    said = {
        State.ON_SITE: _("{name} is with you").format(name=technician(ticket) or _("The technician")),
        State.SIGNED_OFF: _("Done, we are checking it"),
        State.CALLBACK: _("Done. How was it?"),
    }
    if ticket.state != State.CLOSED:
        return said[State(ticket.state)]
    if ticket.resolution in (Resolution.DONE, Resolution.UNREACHABLE):
        return _("Closed")
    return str(ticket.get_resolution_display())


def waiting(ticket: Ticket) -> str:
    """Registered: an appointment, a reason to wait, or nobody sent yet."""
    if ticket.appointment_at:
        return _("Agreed for {time}").format(time=f"{timezone.localtime(ticket.appointment_at):%m-%d %H:%M}")
    if ticket.suspended == SuspendReason.NO_ACCESS:
        return _("Nobody was at home: please call us")
    if ticket.suspended:
        return str(ticket.get_suspended_display())
    return _("We have your report")


def steps(ticket: Ticket, now: datetime) -> list[Step]:
    """The five stations a resident cares about, with their times."""
    order = [State.REGISTERED, State.DISPATCHED, State.ON_SITE, State.SIGNED_OFF, State.CALLBACK]
    at = order.index(State(ticket.state)) if ticket.state != State.CLOSED else len(order)

    def hm(moment: datetime | None) -> str:
        return said_time(moment, now) if moment else ""

    notes = {
        State.REGISTERED: f"{hm(ticket.registered_at)} {ticket.received_by}",
        State.DISPATCHED: sent(ticket, hm),
        State.ON_SITE: hm(ticket.arrived_at) or _("knocks first, tells the price, begins when you agree"),
        State.SIGNED_OFF: hm(ticket.signed_off_at) or _("when it is done we ask for your signature"),
        State.CALLBACK: hm(ticket.closed_at) or _("within 24 hours we ask whether you are satisfied"),
    }
    status = ["done" if n < at else "now" if n == at else "ahead" for n in range(len(order))]
    ahead = [_("Register"), _("Dispatch"), _("Visit"), _("Sign"), _("Call back")]
    words = [str(state.label) if status[n] != "ahead" else ahead[n] for n, state in enumerate(order)]
    return [Step(state, words[n], notes[state], status[n]) for n, state in enumerate(order)]


def sent(ticket: Ticket, hm: Callable[[datetime | None], str]) -> str:
    """Who comes, and by when."""
    if ticket.accepted_at is None:
        return hm(ticket.dispatched_at)
    promised = ticket.arrival_promised_at
    words = _("{name} is coming").format(name=technician(ticket)) if technician(ticket) else ""
    by = _("there by {time}").format(time=hm(promised)) if promised else ""
    return " · ".join(part for part in (hm(ticket.accepted_at), words, by) if part)

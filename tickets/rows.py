"""A ticket as a line of a list: servicedesk/web/rows.py, and the words under its subject."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servicedesk.timers.kinds import KINDS
from servicedesk.web.wording import said_time
from tickets.enums import REPAIRS, Kind, State
from tickets.models import Ticket
from tickets.turns import turn_of, waits

# Where the ticket stands alone in a list of rows, "urgent" overrides what is written.
MOST_SUBJECT = 60


def short(number: str, now: datetime) -> str:
    """0042 of today, 1120-0058 of another day of this year: as said over the phone (R9)."""
    _code, day, count = (["", "", "", *number.rsplit("-", 2)])[-3:]
    if len(day) != 8:
        return number
    if day == f"{now:%Y%m%d}":
        return count
    return f"{day[4:]}-{count}" if day[:4] == f"{now:%Y}" else f"{day}-{count}"


def subject(ticket: Ticket) -> str:
    """What it is about; an urgent one may have been registered without a word (R6)."""
    words = ticket.description or _("No words yet, ask on the phone")
    marks = {Kind.COMPLAINT: _("Complaint: {text}"), Kind.INQUIRY: _("Question: {text}")}
    mark: str = marks.get(ticket.kind, "{text}")  # type: ignore[call-overload]
    return mark.format(text=words)


def line(ticket: Ticket, now: datetime) -> str:
    """State, and who or what it hangs on."""
    found = (str(ticket.get_state_display()), official(ticket, now), ABOUT[ticket.state](ticket, now))
    return " · ".join(filter(None, found))


def official(ticket: Ticket, now: datetime) -> str:
    """Head office's or the hotline's deadline stands beside ours until it is replied to (R1)."""
    if ticket.external_deadline is None or ticket.external_replied_at or not ticket.is_open:
        return ""
    return _("official {time}").format(time=said_time(ticket.external_deadline, now))


def about_registered(ticket: Ticket, now: datetime) -> str:
    if ticket.suspended:
        reason = ticket.get_suspended_display()
        at = said_time(ticket.resume_at, now) if ticket.resume_at else ""
        return " · ".join(filter(None, (_("suspended: {reason}").format(reason=reason), at)))
    if ticket.appointment_at:
        words = _("appointment {time}").format(time=said_time(ticket.appointment_at, now))
        return (
            f"{words} · {_('pre-agreed with {name}').format(name=ticket.appointee.name)}" if ticket.appointee else words
        )
    if ticket.kind == Kind.COMPLAINT and ticket.department:
        words = _("{department} has not signed yet") if ticket.due_kind == "handoff" else _("with {department}")
        return words.format(department=ticket.department.name)
    if ticket.kind in REPAIRS:
        return " · ".join(
            filter(
                None,
                (
                    ticket.get_skill_display() if ticket.skill else "",
                    _("taken by {name}").format(name=ticket.received_by),
                ),
            )
        )
    owner = ticket.owner.name if ticket.owner else ticket.received_by
    return f"{ticket.get_kind_display()} · {_('owner {name}').format(name=owner)}"


def about_dispatched(ticket: Ticket, now: datetime) -> str:
    if ticket.assignee is None:
        if ticket.department and ticket.due_kind == "accept":
            return _("offered to {name}").format(name=ticket.department.name)
        if ticket.due_kind == "claim":
            return _("held out to a group, the first takes it")
        return _("everybody asked, nobody can go")
    if ticket.accepted_at is None:
        return _("offered to {name}").format(name=ticket.assignee.name)
    if ticket.arrival_promised_at:
        at = said_time(ticket.arrival_promised_at, now)
        return _("{name} promised to be there by {time}").format(name=ticket.assignee.name, time=at)
    return _("{name} accepted").format(name=ticket.assignee.name)


def about_on_site(ticket: Ticket, now: datetime) -> str:
    if ticket.arrived_at is None or ticket.assignee is None:
        return ""
    return _("{name} there at {time}").format(name=ticket.assignee.name, time=said_time(ticket.arrived_at, now))


def about_signed_off(ticket: Ticket, now: datetime) -> str:
    return _("signed {time}").format(time=said_time(ticket.signed_off_at, now)) if ticket.signed_off_at else ""


def about_callback(ticket: Ticket, now: datetime) -> str:
    if ticket.reviewed_at is None:
        return ""
    return _("review passed {time}").format(time=said_time(ticket.reviewed_at, now))


def about_closed(ticket: Ticket, now: datetime) -> str:
    at = said_time(ticket.closed_at, now) if ticket.closed_at else ""
    return " ".join(filter(None, (str(ticket.get_resolution_display()), at)))


ABOUT: dict[str, Callable[[Ticket, datetime], str]] = {
    State.REGISTERED: about_registered,
    State.DISPATCHED: about_dispatched,
    State.ON_SITE: about_on_site,
    State.SIGNED_OFF: about_signed_off,
    State.CALLBACK: about_callback,
    State.CLOSED: about_closed,
}


def brief(ticket: Ticket) -> dict[str, Any]:
    """Where its page is, what it is about, and its clock."""
    url = reverse("ticket", args=[ticket.number])
    return {"url": url, "subject": subject(ticket)[:MOST_SUBJECT], "timer": timer(ticket)}


def row(ticket: Ticket, now: datetime, *, chosen: str = "") -> dict[str, Any]:
    """The context of servicedesk/web/rows.py; `now` is in the estate's zone."""
    turn_is_ours = turn_of(ticket).is_on(ticket, now)
    return {
        **brief(ticket),
        "number": ticket.number,
        "short": short(ticket.number, now),
        "state": ticket.state,
        "place": ticket.place,
        "urgent": ticket.urgent,
        "line": line(ticket, now),
        "level": "" if ticket.due_paused else level(ticket, now),
        "choose_url": reverse("desk-choose", args=[ticket.number]),
        "current": ticket.number == chosen,
        "action": verb(ticket) if turn_is_ours else None,
        "waits": waits(ticket, now) or working(ticket, now),
    }


def level(ticket: Ticket, now: datetime) -> str:
    """calm, warning from 80 % of the time on, breached: whether the row's button is bordered (R32)."""
    if ticket.due_at is None or ticket.due_since is None:
        return "calm"
    if now >= ticket.due_at:
        return "breached"
    return "warning" if now - ticket.due_since >= 0.8 * (ticket.due_at - ticket.due_since) else "calm"


def timer(ticket: Ticket) -> dict[str, Any] | None:
    """The head of its clock as {% clock %} takes it; once on site, when he came stands in its place."""
    if ticket.due_at is None:
        if ticket.state == State.ON_SITE and ticket.arrived_at:
            return {"due_at": ticket.arrived_at, "kind": _("Arrival"), "level": "met", "met_at": ticket.arrived_at}
        return None
    kind = KINDS[ticket.due_kind].label if ticket.due_kind in KINDS else ticket.due_kind
    state = "paused" if ticket.due_paused else ""
    return {"due_at": ticket.due_at, "started_at": ticket.due_since, "kind": kind, "level": state}


def verb(ticket: Ticket) -> dict[str, Any]:
    """The button that brings the row's prompt up."""
    kind = KINDS[ticket.due_kind]
    return {"label": turn_of(ticket).on_row(ticket) or kind.prompt, "icon": kind.icon, "choose": True}


def working(ticket: Ticket, now: datetime) -> str:
    """On site no clock runs; what counts then is how long he has been at it."""
    if ticket.state == State.ON_SITE and ticket.arrived_at:
        minutes = max(1, int((now - ticket.arrived_at).total_seconds() // 60))
        return _("working for {n} min").format(n=minutes)
    return "–"

"""Agreeing on a window (R16): by phone through the clerk, or by the resident's link; re-dispatch follows it (R17)."""

from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules as dispatching
from dispatch.actions import reschedule
from servicedesk.messaging.notify import tell_reporter
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from tickets.actions.steps import finish, lock
from tickets.follow import follow_url
from tickets.models import Ticket
from visits import rules
from visits.enums import Means
from visits.events import TimeAsked, TimeConfirmed, WindowAgreed
from visits.models import Appointment
from visits.windows.queries import agreed, can_agree, may_choose, slots_of


@atomic
def agree(*, ticket_id: UUID, actor: Principal, starts_at: datetime, reason: str = "") -> Appointment:
    """This window, instead of what was agreed before. Raises Conflict when it is too late, Invalid for no window."""
    ticket = lock(ticket_id, actor, dispatching.reschedule)
    at = now()
    by_link = actor.kind == "resident"
    if not (may_choose(ticket, at) if by_link else can_agree(ticket)):
        raise Conflict(_("It is too late to choose a time here: please call the desk."), rule="R16", field="state")
    slot = next((one for one in slots_of(ticket) if one.starts_at == starts_at), None)
    if slot is None:
        raise Invalid(_("This time cannot be had any more: choose another."), rule="R16", field="starts_at")
    appointee = ticket.appointee_id if ticket.appointee and ticket.appointee.active else None
    ticket = reschedule(
        ticket_id=ticket_id, actor=actor, appointment_at=starts_at, resident_agreed=True, reason=reason,
        appointee_id=appointee,
    )  # fmt: skip
    ticket.appointments.filter(superseded_at=None).update(superseded_at=at)
    made = Appointment.objects.create(
        ticket=ticket, starts_at=slot.starts_at, ends_at=slot.ends_at, agreed_at=at, agreed_by=actor.name,
        means=Means.LINK if by_link else Means.PHONE, confirmed_at=at if by_link else None,
    )  # fmt: skip
    event = WindowAgreed(slot.starts_at.isoformat(), slot.ends_at.isoformat(), made.means)
    finish(ticket, event, actor=actor, at=at)
    return made


@atomic
def confirm(*, ticket_id: UUID, actor: Principal) -> Appointment:
    """The resident says that he will be there. Raises Conflict when nothing is agreed; said twice, it stands."""
    ticket = lock(ticket_id, actor, rules.confirm_time)
    appointment = agreed(ticket)
    if appointment is None:
        raise Conflict(_("No time is agreed."), rule="R16", field="state")
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now()
        appointment.save(update_fields=["confirmed_at"])
        finish(ticket, TimeConfirmed(appointment.starts_at.isoformat()), actor=actor)
    return appointment


@atomic
def ask(*, ticket_id: UUID, actor: Principal) -> Ticket:
    """Text the resident the link by which he chooses or moves the time."""
    ticket = lock(ticket_id, actor, dispatching.reschedule)
    if not can_agree(ticket):
        raise Conflict(_("It is too late to choose a time here: please call the desk."), rule="R16", field="state")
    if not ticket.contact_phone:
        raise Invalid(_("There is no phone number to text to."), rule="R16", field="contact_phone")
    at = now()
    finish(ticket, TimeAsked(), actor=actor, at=at)
    params = {"number": ticket.number, "link": f"{follow_url(ticket)}time"}
    tell_reporter(ticket, "reporter.choose_time", key=f"time:{ticket.pk}:{at:%Y%m%d%H%M}", params=params)
    return ticket

"""The one-hour handoff of a complaint to the responsible department (domain §1: 转达; §7)."""

from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Meet
from tickets import rules
from tickets.actions.steps import finish, lock, need
from tickets.clock import HANDOFF, people
from tickets.enums import Kind
from tickets.events import HandedOff, HandoffReturned, HandoffSigned
from tickets.models import Handoff, Ticket


@atomic
def hand_off(*, ticket_id: UUID, actor: Principal, department_id: UUID) -> Handoff:
    """Send the complaint's form to a department. The hour runs on until its recipient has signed."""
    ticket = lock(ticket_id, actor, rules.hand_off)
    if ticket.kind != Kind.COMPLAINT or not ticket.is_open:
        raise Conflict(_("Only an open complaint is handed off."), rule="R5")
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        raise NotFound(_("There is no such department."), rule="R5", field="department")
    if waiting := ticket.handoffs.filter(signed_at=None, returned_at=None).first():
        raise Conflict(
            _("It is with {department} already, sent by {name}.").format(
                department=waiting.department.name, name=waiting.sent_by
            ),
            rule="R11",
            field="department",
        )
    handoff = Handoff.objects.create(ticket=ticket, department=department, sent_at=now(), sent_by=actor.name)
    ticket.department = department
    finish(ticket, HandedOff(department.name), actor=actor)
    tell_heads(ticket, handoff)
    return handoff


def tell_heads(ticket: Ticket, handoff: Handoff) -> None:
    for head in people(ticket, ["department_head"]):
        tell_staff(
            head, "complaint.handed_off", subject=ticket, key=f"handoff:{handoff.pk}", params={"place": ticket.place}
        )


@atomic
def sign_handoff(*, ticket_id: UUID, actor: Principal, recipient_id: UUID | None = None) -> Handoff:
    """The department's recipient signs for it: the actor himself, or the person the clerk names. The hour is met."""
    ticket = lock(ticket_id, actor, rules.sign_handoff)
    handoff = waiting_handoff(ticket)
    recipient = recipient_of(handoff, recipient_id or actor.staff_id)
    at = now()
    handoff.signed_at, handoff.recipient, handoff.recipient_name = at, recipient, recipient.name
    handoff.save()
    finish(ticket, HandoffSigned(handoff.department.name, recipient.name), Meet(HANDOFF, at), actor=actor)
    return handoff


def recipient_of(handoff: Handoff, staff_id: UUID | None) -> StaffMember:
    """A member of the department it was sent to; nobody else's signature counts."""
    members = StaffMember.objects.filter(active=True, postings__department_id=handoff.department_id).distinct()
    recipient = members.filter(pk=staff_id).first() if staff_id else None
    recipient = recipient or StaffMember.objects.filter(pk=staff_id, heads=handoff.department_id).first()
    if recipient is None:
        raise Invalid(
            _("The recipient must belong to {department}.").format(department=handoff.department.name),
            rule="R5",
            field="recipient",
        )
    return recipient


@atomic
def return_handoff(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The department says it is not theirs: the reason is kept, the hour does not start again (domain §1)."""
    ticket = lock(ticket_id, actor, rules.sign_handoff)
    handoff = waiting_handoff(ticket)
    handoff.returned_at, handoff.reason = now(), need(reason, "reason", "R5")
    handoff.save()
    ticket.department = None

    finish(ticket, HandoffReturned(handoff.department.name, handoff.reason), actor=actor)
    for person in people(ticket, ["owner"]):
        tell_staff(person, "complaint.returned", subject=ticket, key=f"returned:{handoff.pk}", params={"text": reason})
    return ticket


def waiting_handoff(ticket: Ticket) -> Handoff:
    """The form that is on its way. Raises Conflict when there is none."""
    handoff = ticket.handoffs.filter(signed_at=None, returned_at=None).select_related("department").first()
    if handoff is None:
        signed = ticket.handoffs.exclude(signed_at=None).order_by("-signed_at").first()
        if signed:
            raise Conflict(_("{name} signed for it already.").format(name=signed.recipient_name), rule="R11")
        raise Conflict(_("It has not been handed to a department yet."), rule="R11")
    return handoff

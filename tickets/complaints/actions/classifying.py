"""Valid or communicative, of which category, major or not: at the registration or when it is known (R5)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change, Drop
from tickets.actions.registration import alarm_major, check_category
from tickets.actions.steps import finish, need
from tickets.clock import HANDOFF, people
from tickets.complaints import rules
from tickets.complaints.actions.handoffs import begin_hour
from tickets.complaints.actions.steps import open_complaint
from tickets.complaints.clock import BOUNCE, CONSULTATION, CORRECTIVE
from tickets.complaints.events import Classified
from tickets.complaints.running import live_handoffs, signed
from tickets.enums import Validity
from tickets.models import Complaint, Ticket
from tickets.rules import LEADERS

OF_VALID = (HANDOFF, BOUNCE, CONSULTATION, CORRECTIVE)


@atomic
def classify(
    *, ticket_id: UUID, actor: Principal, validity: str, category: str = "", major: bool = False, reason: str = ""
) -> Ticket:
    """Say what kind of complaint it is. Valid: its hour begins; communicative: the clocks of the valid one end.

    A complaint found to be major alerts the managers at once; that it is none is said by a leader, with a reason.
    """
    ticket = open_complaint(ticket_id, actor, rules.classify)
    found = ticket.complaint
    was = (found.validity, found.category, found.major)
    check_category(validity, category)
    if was == (validity, category, major):
        raise Invalid(_("Nothing was changed."), rule="R5")
    if (found.validity, found.major) != (validity, major):
        reason = check_turn(found, actor, major, reason)
    at = now()
    changes = turned(ticket, found, validity, at)
    found.validity, found.category, found.major = validity, category, major
    found.save()
    event = Classified(validity, category, major, was[0], was[2], reason.strip())
    finish(ticket, event, *changes, actor=actor, at=at)
    if major != was[2]:
        tell_managers(ticket, major, reason)
    return ticket


def check_turn(found: Complaint, actor: Principal, major: bool, reason: str) -> str:
    """What was said before is taken back with a reason; that it is not major after all, by a leader alone."""
    if found.major and not major and actor.kind == "staff" and not actor.has_role(*LEADERS):
        raise PermissionDenied("complaint.unmajor")
    return need(reason, "reason", "R10")[:500]


def turned(ticket: Ticket, found: Complaint, validity: str, at: datetime) -> list[Change]:
    """What becomes of the clocks. Raises Conflict while departments have the form: they return it first."""
    if found.validity == validity:
        return []
    if validity == Validity.VALID:
        return [*begin_hour(ticket, at)]
    if live := live_handoffs(ticket):
        holder = next(iter([*signed(live), *live]))
        words = _("{department} has the form: it returns it first.").format(department=holder.department.name)
        raise Conflict(words, rule="R5", field="validity")
    return [Drop(OF_VALID)]


def tell_managers(ticket: Ticket, major: bool, reason: str) -> None:
    """Major: both managers at once, quiet hours or not (R5); no longer major: the same, in peace."""
    if major:
        alarm_major(ticket)
        return
    for person in people(ticket, ["estate_manager", "company_manager"]):
        key, params = f"unmajored:{ticket.pk}:{now().isoformat()}", {"place": ticket.place, "text": reason}
        tell_staff(person, "complaint.unmajored", subject=ticket, key=key, params=params)

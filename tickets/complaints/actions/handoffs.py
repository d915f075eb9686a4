"""The one-hour handoff of a complaint to the departments responsible (domain §1: 转达; §7)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.journal.record import record
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop, Meet
from tickets import rules
from tickets.actions.steps import finish, need
from tickets.clock import HANDOFF, once, people
from tickets.complaints.actions.steps import open_complaint
from tickets.complaints.clock import BOUNCE, CONSULTATION, CORRECTIVE
from tickets.complaints.running import live_handoffs, signed, uncorrected, waiting
from tickets.departments import departments_in, memberships, person_of, records_for_others, speak_as
from tickets.enums import State, Validity
from tickets.events import HandedOff, HandoffReturned, HandoffSigned
from tickets.models import Handoff, Ticket


@atomic
def hand_off(*, ticket_id: UUID, actor: Principal, department_ids: Sequence[UUID]) -> list[Handoff]:
    """Send the complaint's form to one or several departments. The hour runs on until each recipient has signed.

    Raises Conflict where a department has it already, NotFound for one that does not work in this estate.
    """
    ticket = open_complaint(ticket_id, actor, rules.hand_off)
    if ticket.complaint.validity != Validity.VALID:
        words = _("A communicative complaint is answered: classify it as valid before it is handed off.")
        raise Conflict(words, rule="R5", field="validity")
    before = live_handoffs(ticket)
    departments = wanted(ticket, department_ids)
    refuse_second(before, departments)
    at = now()
    sent = [Handoff.objects.create(ticket=ticket, department=one, sent_at=at, sent_by=actor.name)
            for one in departments]  # fmt: skip
    lead(ticket, [*before, *sent])
    changes: list[Change] = [*once(ticket, HANDOFF, at), Meet(BOUNCE, at)]
    if len(before) < 2 <= len(before) + len(sent):
        changes += once(ticket, CONSULTATION, at)
    for one in sent[:-1]:
        record(ticket, HandedOff(one.department.name), actor=actor, at=at)
    finish(ticket, HandedOff(sent[-1].department.name), *changes, actor=actor, at=at)
    for one in sent:
        tell_head(ticket, one, "complaint.handed_off", actor=actor)
    return sent


def wanted(ticket: Ticket, department_ids: Sequence[UUID]) -> list[Department]:
    """The departments, each once. Raises Invalid without any, NotFound for one that is not of this estate."""
    keys = list(dict.fromkeys(department_ids))
    if not keys:
        raise Invalid(_("Say which department."), rule="R5", field="department")
    here = departments_in(ticket.estate_id).filter(pk__in=keys).select_related("head")
    found = {one.pk: one for one in here}
    if len(found) < len(keys):
        raise NotFound(_("There is no such department in this estate."), rule="R5", field="department")
    return [found[key] for key in keys]


def refuse_second(before: list[Handoff], departments: list[Department]) -> None:
    """A department that has the form is not sent a second one (R11)."""
    for one in before:
        if one.department_id not in {department.pk for department in departments}:
            continue
        words = _("It is with {department} already, sent by {name}.")
        if one.signed_at is not None:
            words = _("It is with {department} already, signed for by {name}.")
        name = one.recipient_name or one.sent_by
        raise Conflict(words.format(department=one.department.name, name=name), rule="R11", field="department")


def lead(ticket: Ticket, live: list[Handoff]) -> None:
    """The ticket names the department whose turn it is: the first that has not signed, else the first that has.

    Somebody who was sent keeps the ticket with his own department.
    """
    if ticket.state == State.REGISTERED:
        first = next(iter([*waiting(live), *live]), None)
        ticket.department = first.department if first else None


def tell_head(ticket: Ticket, handoff: Handoff, what: str, *, actor: Principal, text: str = "") -> None:
    """The department's head, unless he did it himself."""
    head = handoff.department.head
    if head is not None and head.pk != actor.staff_id:
        params = {"place": ticket.place, "text": text}
        tell_staff(head, what, subject=ticket, key=f"{what}:{handoff.pk}", params=params)


@atomic
def sign_handoff(
    *, ticket_id: UUID, actor: Principal, recipient_id: UUID | None = None, department_id: UUID | None = None
) -> Handoff:
    """A department's recipient signs: the actor himself, or the person the desk names. The last one meets the hour.

    `department_id` is only needed where the recipient belongs to several departments that wait.
    """
    ticket = open_complaint(ticket_id, actor, rules.sign_handoff)
    person = speak_as(actor, recipient_id, rules.sign_handoff)
    live = live_handoffs(ticket)
    handoff = one_of(ticket, live, department_id, person, "recipient")
    recipient: StaffMember = person_of(ticket, handoff.department, person, "recipient")
    at = now()
    begins = [] if uncorrected(ticket, signed(live)) else once(ticket, CORRECTIVE, at)
    handoff.signed_at, handoff.recipient, handoff.recipient_name = at, recipient, recipient.name
    handoff.save()
    lead(ticket, live)
    event = HandoffSigned(handoff.department.name, recipient.name)
    finish(ticket, event, *settled(live, at), *begins, actor=actor, at=at)
    return handoff


def settled(live: list[Handoff], at: datetime) -> list[Change]:
    """The hour is met when every department that has not returned the form has signed, and at least one has."""
    return [Meet(HANDOFF, at), Meet(BOUNCE, at)] if live and not waiting(live) else []


def one_of(ticket: Ticket, live: list[Handoff], department_id: UUID | None, person: UUID | None, field: str) -> Handoff:
    """The form that is meant: of the department named, of the person's department, or the only one that waits.

    Raises Conflict when it was answered already, Invalid when it is not clear which is meant.
    """
    open_ones = waiting(live)
    if department_id is not None:
        open_ones = [one for one in open_ones if one.department_id == department_id]
        if not open_ones:
            raise Conflict(answered(ticket, department_id), rule="R11", field="department")
    if not open_ones:
        raise Conflict(answered(ticket), rule="R11")
    if len(open_ones) > 1:
        his = memberships(ticket, person, [one.department_id for one in open_ones])
        if not his and person is not None and field == "recipient":
            raise Invalid(_("It must be somebody of a department that has not signed."), rule="R5", field=field)
        open_ones = [one for one in open_ones if one.department_id in his] or open_ones
    if len(open_ones) > 1:
        raise Invalid(_("Say which department."), rule="R5", field="department")
    return open_ones[0]


def answered(ticket: Ticket, department_id: UUID | None = None) -> str:
    """Who was first: who signed, or who returned it."""
    rows = ticket.handoffs.select_related("department").order_by("-sent_at")
    last = rows.filter(department_id=department_id).first() if department_id else rows.first()
    if last is not None and last.signed_at is not None:
        return _("{name} signed for it already.").format(name=last.recipient_name)
    if last is not None and last.returned_at is not None:
        return _("{department} returned it already.").format(department=last.department.name)
    return _("It has not been handed to a department yet.")


@atomic
def return_handoff(
    *, ticket_id: UUID, actor: Principal, reason: str, department_id: UUID | None = None
) -> Ticket:  # fmt: skip
    """The department says it is not theirs: the hour runs on, and the ladder of the bounce begins (domain §1).

    Its head and the owner hear of it at once, the estate manager when nobody has taken it in time.
    """
    ticket = open_complaint(ticket_id, actor, rules.sign_handoff)
    live = live_handoffs(ticket)
    handoff = one_of(ticket, live, department_id, actor.staff_id, "department")
    if not records_for_others(actor) and not memberships(ticket, actor.staff_id, [handoff.department_id]):
        raise PermissionDenied(rules.sign_handoff.name)
    at = now()
    handoff.reason, handoff.returned_at, handoff.returned_by = need(reason, "reason", "R5")[:500], at, actor.name
    handoff.save()
    left = [one for one in live if one.pk != handoff.pk]
    lead(ticket, left)
    finish(ticket, HandoffReturned(handoff.department.name, handoff.reason), *bounced(ticket, left, at), actor=actor)
    tell_head(ticket, handoff, "complaint.bounced", actor=actor, text=handoff.reason)
    for person in people(ticket, ["owner"]):
        params = {"text": handoff.reason}
        tell_staff(person, "complaint.returned", subject=ticket, key=f"returned:{handoff.pk}", params=params)
    return ticket


def bounced(ticket: Ticket, left: list[Handoff], at: datetime) -> list[Change]:
    """Settled by the others, or somebody has to hand it on; a consultation of one department is none."""
    changes: list[Change] = settled(left, at) or list[Change](once(ticket, BOUNCE, at))
    return changes if len(left) > 1 else [*changes, Drop((CONSULTATION,))]


def begin_hour(ticket: Ticket, at: datetime) -> list[Arm]:
    """For a complaint that turns out to be valid: its hour begins when that is known (R5)."""
    return once(ticket, HANDOFF, at)

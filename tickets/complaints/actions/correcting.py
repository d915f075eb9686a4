"""Cause, corrective and preventive action: written by the department, approved or sent back by its head (R5)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change, Meet
from tickets.actions.steps import finish, need
from tickets.clock import once, people
from tickets.complaints import rules
from tickets.complaints.actions.steps import open_complaint
from tickets.complaints.clock import CORRECTIVE, RESULT_TOLD
from tickets.complaints.events import CorrectionApproved, CorrectionSentBack, CorrectionWritten
from tickets.complaints.findings import checked
from tickets.complaints.running import live_handoffs, signed, uncorrected
from tickets.departments import memberships, names, person_of, speak_as
from tickets.enums import State
from tickets.models import Correction, Handoff, Ticket


@atomic
def write_correction(
    *,
    ticket_id: UUID,
    actor: Principal,
    cause: str,
    corrective_action: str,
    preventive_action: str,
    writer_id: UUID | None = None,
    department_id: UUID | None = None,
) -> Correction:
    """A department that signed hands its findings in; whoever may approve them is told.

    `writer_id` is for the desk or another system that enters what somebody of the department wrote.
    """
    ticket = open_complaint(ticket_id, actor, rules.write_correction)
    person = speak_as(actor, writer_id, rules.write_correction)
    handoff = department_of(ticket, department_id, person)
    writer = person_of(ticket, handoff.department, person, "writer")
    words = checked("R5", cause=cause, corrective_action=corrective_action, preventive_action=preventive_action)
    if waits := waiting_corrections(ticket).filter(department_id=handoff.department_id).first():
        already = _("{name} handed it in already, it waits for approval.").format(name=waits.writer_name)
        raise Conflict(already, rule="R11", field="department")
    made = Correction.objects.create(
        ticket=ticket, department=handoff.department, writer=writer, writer_name=writer.name, written_at=now(),
        entered_by_id=actor.staff_id, **words,
    )  # fmt: skip
    finish(ticket, CorrectionWritten(handoff.department.name, writer.name, **words), actor=actor)
    for judge in approvers(made, ticket):
        params = {"place": ticket.place}
        tell_staff(judge, "complaint.written", subject=ticket, key=f"written:{made.pk}", params=params)
    return made


def department_of(ticket: Ticket, department_id: UUID | None, person: UUID | None) -> Handoff:
    """The signed form that is meant: of the department named, of the writer's, or the only one. Raises as it fails."""
    forms = signed(live_handoffs(ticket))
    if not forms:
        raise Conflict(_("No department has signed for it yet."), rule="R5", field="department")
    if department_id is not None:
        forms = [one for one in forms if one.department_id == department_id]
        if not forms:
            raise Invalid(_("This department has not signed for it."), rule="R5", field="department")
    if len(forms) > 1:
        his = memberships(ticket, person, [one.department_id for one in forms])
        forms = [one for one in forms if one.department_id in his] or forms
    if len(forms) > 1:
        raise Invalid(_("Say which department."), rule="R5", field="department")
    return forms[0]


def waiting_corrections(ticket: Ticket) -> QuerySet[Correction]:
    """Handed in and not judged yet."""
    return ticket.corrections.filter(approved_at=None, sent_back_at=None).select_related("department__head")


def approvers(correction: Correction, ticket: Ticket) -> list[StaffMember]:
    """The department's head; the estate's manager in his place. Never who wrote it or typed it in."""
    himself = [key for key in (correction.writer_id, correction.entered_by_id) if key]
    heads = StaffMember.objects.filter(heads=correction.department_id, active=True).exclude(pk__in=himself)
    return list(heads) or list(
        StaffMember.objects.filter(manages=ticket.estate_id, active=True).exclude(pk__in=himself)
    )


def may_judge(correction: Correction, ticket: Ticket, staff_id: UUID | None) -> StaffMember | None:
    """This person, where he heads the department or manages the estate and did not write it himself."""
    if staff_id is None or staff_id in (correction.writer_id, correction.entered_by_id):
        return None
    leads = Q(heads=correction.department_id) | Q(manages=ticket.estate_id)
    return StaffMember.objects.filter(leads, pk=staff_id, active=True).first()


@atomic
def approve_correction(
    *, ticket_id: UUID, actor: Principal, department_id: UUID | None = None, judge_id: UUID | None = None
) -> Correction:
    """The head approves what his department handed in; with the last department the clock is met.

    `judge_id` is for another system, which has no rank of its own. Raises PermissionDenied for whoever wrote it.
    """
    ticket = open_complaint(ticket_id, actor, rules.judge_correction)
    correction, judge = judged(ticket, actor, department_id, judge_id)
    at = now()
    correction.approved_at = at
    correction.save()
    event = CorrectionApproved(correction.department.name, judge.name)
    finish(ticket, event, *corrected(ticket, at), actor=actor, at=at)
    for person in people(ticket, ["owner"]):
        params = {"place": ticket.place}
        tell_staff(person, "complaint.approved", subject=ticket, key=f"approved:{correction.pk}", params=params)
    return correction


def corrected(ticket: Ticket, at: datetime) -> list[Change]:
    """Every department that signed has approved findings: the clock is met. Where nobody was sent, the work is done
    with that, and the complainant is to be told (domain §7).
    """
    if uncorrected(ticket, signed(live_handoffs(ticket))):
        return []
    told = once(ticket, RESULT_TOLD, at) if ticket.state == State.REGISTERED else []
    return [Meet(CORRECTIVE, at), *told]


@atomic
def send_back_correction(
    *, ticket_id: UUID, actor: Principal, reason: str, department_id: UUID | None = None, judge_id: UUID | None = None
) -> Correction:
    """The head does not approve: the writer is told why, the clock runs on."""
    ticket = open_complaint(ticket_id, actor, rules.judge_correction)
    correction, judge = judged(ticket, actor, department_id, judge_id)
    correction.sent_back_at, correction.reason = now(), need(reason, "reason", "R5")[:500]
    correction.save()
    finish(ticket, CorrectionSentBack(correction.department.name, judge.name, correction.reason), actor=actor)
    if correction.writer is not None:
        params = {"text": correction.reason}
        tell_staff(correction.writer, "complaint.sent_back", subject=ticket, key=f"sent_back:{correction.pk}",
                   params=params)  # fmt: skip
    return correction


def judged(
    ticket: Ticket, actor: Principal, department_id: UUID | None, judge_id: UUID | None
) -> tuple[Correction, StaffMember]:
    """The findings that wait, marked with who judges them. Raises Conflict when none do, PermissionDenied, Invalid."""
    rows = list(waiting_corrections(ticket))
    if department_id is not None:
        rows = [one for one in rows if one.department_id == department_id]
    if not rows:
        raise Conflict(verdict(ticket, department_id), rule="R11", field="department")
    names_judge = judge_id is not None and actor.kind == "client"
    person = judge_id if names_judge else actor.staff_id
    his = [(one, judge) for one in rows if (judge := may_judge(one, ticket, person))]
    if len(his) > 1:
        raise Invalid(_("Say which department."), rule="R5", field="department")
    if his:
        correction, judge = his[0]
        correction.judge, correction.judge_name = judge, judge.name
        return correction, judge
    if actor.kind == "client":
        words = _("Approved by the head of {department}, and not by who wrote it.")
        raise Invalid(words.format(department=names(one.department for one in rows)), rule="R5", field="judge")
    if any(person in (one.writer_id, one.entered_by_id) for one in rows):
        raise Conflict(_("Who wrote it does not approve it."), rule="R5", field="judge")
    raise PermissionDenied(rules.judge_correction.name)


def verdict(ticket: Ticket, department_id: UUID | None) -> str:
    """Who was first, or that nothing has been handed in."""
    rows = ticket.corrections.exclude(judge_name="").order_by("-written_at")
    last = rows.filter(department_id=department_id).first() if department_id else rows.first()
    if last is None:
        return _("No cause and measures have been handed in.")
    if last.approved_at is not None:
        return _("{name} has approved it already.").format(name=last.judge_name)
    return _("{name} has sent it back already.").format(name=last.judge_name)

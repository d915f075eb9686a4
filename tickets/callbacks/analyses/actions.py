"""投诉分析表: cause, corrective and preventive action, written by the head of customer service, then approved (R26)."""

from uuid import UUID

from django.db.models import Max
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import rules
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.clock import ANALYSIS, head_of_customer_service, open_analysis
from tickets.callbacks.events import AnalysisApproved, AnalysisOpened, AnalysisReturned, AnalysisWritten
from tickets.callbacks.parties import latest_bad
from tickets.clock import people
from tickets.complaints.findings import checked
from tickets.enums import Grade
from tickets.models import ComplaintAnalysis, Ticket

RULE = "R26"
texts.add(
    {
        "analysis.opened": gettext_lazy("Complaint analysis to write: {place} {text}"),
        "analysis.written": gettext_lazy("Complaint analysis to approve: {place}"),
        "analysis.returned": gettext_lazy("Complaint analysis returned: {place} {text}"),
        "analysis.approved": gettext_lazy("Complaint analysis approved: {place}"),
    }
)


@atomic
def open_analysis_of(*, ticket_id: UUID, actor: Principal, reason: str = "") -> ComplaintAnalysis:
    """By choice: the latest call was dissatisfied enough to be analysed (R26)."""
    ticket = lock(ticket_id, actor, rules.issue_notice)
    call = latest_bad(ticket)
    if call is None:
        raise Conflict(_("Nobody has said that he is not satisfied."), rule=RULE, field="state")
    if (running := open_analysis(ticket)) is not None:
        raise Conflict(_("{name} opened one already.").format(name=running.opened_by), rule="R11", field="state")
    return open_for(ticket, actor, call.grade, reason.strip() or call.reason)


def open_for(ticket: Ticket, actor: Principal, grade: str, reason: str) -> ComplaintAnalysis:
    """Of a locked ticket: its clock starts, its owner hears of it. One that goes on is not opened twice."""
    if (running := open_analysis(ticket)) is not None:
        return running
    at, owner = now(), head_of_customer_service(ticket)
    nth = (ticket.complaint_analyses.aggregate(last=Max("nth"))["last"] or 0) + 1
    analysis = ComplaintAnalysis.objects.create(
        ticket=ticket, nth=nth, owner=owner, grade=Grade(grade), reason=reason[:500], opened_at=at,
        opened_by=actor.name,
    )  # fmt: skip
    name = owner.name if owner else ""
    finish(ticket, AnalysisOpened(name, analysis.reason), Arm(ANALYSIS, at), actor=actor, at=at)
    tell(analysis, ["analysis_owner"], "analysis.opened", str(analysis.pk))
    return analysis


@atomic
def write_analysis(
    *, ticket_id: UUID, actor: Principal, cause: str, corrective_action: str, preventive_action: str
) -> ComplaintAnalysis:
    """Cause, corrective and preventive action; then it waits for the manager. Until approved it may be written anew."""
    ticket = lock(ticket_id, actor, rules.write_analysis)
    analysis = running(ticket)
    if not may_write(actor, analysis):
        name = analysis.owner.name if analysis.owner else ""
        raise Invalid(_("{name} writes it, as head of customer service.").format(name=name), rule=RULE, field="owner")
    words = checked(RULE, cause=cause, corrective_action=corrective_action, preventive_action=preventive_action)
    for name, text in words.items():
        setattr(analysis, name, text)
    at = now()
    analysis.written_at, analysis.written_by, analysis.writer_id = at, actor.name, actor.staff_id
    analysis.save()
    finish(ticket, AnalysisWritten(**words), actor=actor, at=at)
    tell(analysis, ["estate_manager"], "analysis.written", f"{analysis.pk}:{at.timestamp():.0f}")
    return analysis


@atomic
def return_analysis(*, ticket_id: UUID, actor: Principal, reason: str) -> ComplaintAnalysis:
    """The manager wants more: the reason is kept, the three days do not begin again (R26)."""
    ticket = lock(ticket_id, actor, rules.approve_analysis)
    analysis = written(ticket)
    at = now()
    analysis.returned_at, analysis.return_reason, analysis.written_at = at, need(reason, "reason", RULE), None
    analysis.save()
    finish(ticket, AnalysisReturned(analysis.return_reason), actor=actor, at=at)
    about = f"returned:{analysis.pk}:{at.timestamp():.0f}"
    tell(analysis, ["analysis_owner"], "analysis.returned", about, analysis.return_reason)
    return analysis


@atomic
def approve_analysis(*, ticket_id: UUID, actor: Principal) -> ComplaintAnalysis:
    """Approved by the estate manager, who did not write it himself: its clock is met (R26)."""
    ticket = lock(ticket_id, actor, rules.approve_analysis)
    analysis = written(ticket)
    if analysis.writer_id is not None and analysis.writer_id == actor.staff_id:
        raise Conflict(_("Who wrote it does not approve it."), rule=RULE, field="approver")
    owners = people(ticket, ["analysis_owner"])
    at = now()
    analysis.approved_at, analysis.approved_by = at, actor.name
    analysis.save()
    finish(ticket, AnalysisApproved(), Meet(ANALYSIS, at), actor=actor, at=at)
    for person in owners:
        tell_staff(person, "analysis.approved", subject=ticket, key=f"approved:{analysis.pk}",
                   params={"place": ticket.place})  # fmt: skip
    return analysis


def may_write(actor: Principal, analysis: ComplaintAnalysis) -> bool:
    """Its owner, the estate's manager, and another system; anybody with the right where nobody owns it."""
    if actor.kind != "staff" or analysis.owner_id is None:
        return True
    return actor.staff_id == analysis.owner_id or actor.has_role(Role.ESTATE_MANAGER, Role.COMPANY_MANAGER)


def running(ticket: Ticket) -> ComplaintAnalysis:
    """Raises Conflict, naming who approved the last one."""
    found = open_analysis(ticket)
    if found is not None:
        return found
    last = ticket.complaint_analyses.order_by("-nth").first()
    if last is not None:
        raise Conflict(_("{name} approved it already.").format(name=last.approved_by), rule="R11", field="state")
    raise Conflict(_("No complaint analysis has been opened."), rule="R11", field="state")


def written(ticket: Ticket) -> ComplaintAnalysis:
    found = running(ticket)
    if found.written_at is None:
        raise Conflict(_("It is not written yet."), rule="R11", field="state")
    return found


def tell(analysis: ComplaintAnalysis, targets: list[str], what: str, key: str, text: str = "") -> None:
    ticket = analysis.ticket
    params = {"place": ticket.place, "text": (text or analysis.reason)[:60]}
    for person in people(ticket, targets):
        tell_staff(person, what, subject=ticket, key=f"{what}:{key}", params=params)

"""The resident complains that nobody comes in time: another colleague talks to him, with a clock of its own (R16)."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.clock import CONCILIATION
from dispatch.enums import Settlement
from dispatch.events import ConciliationEnded, ConciliationOpened
from dispatch.models import Conciliation
from dispatch.pools import on_shift
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Posting, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import states
from tickets.actions.steps import finish, lock, need
from tickets.clock import people
from tickets.models import Ticket
from tickets.rules import DESK, LEADERS


def colleagues(ticket: Ticket, actor: Principal) -> QuerySet[StaffMember]:
    """Who can talk to the resident: of the desk and the leaders here, neither the owner nor who is on the phone now."""
    here = Posting.objects.filter(staff=OuterRef("pk"), estate_id=ticket.estate_id)
    found = StaffMember.objects.filter(Exists(here), active=True, role__in=(*DESK, *LEADERS))
    found = found.exclude(pk__in=[key for key in (ticket.owner_id, actor.staff_id) if key])
    return found.annotate(ready=on_shift(ticket.estate_id, now())).order_by("-ready", "employee_no")


@atomic
def complain(*, ticket_id: UUID, actor: Principal, complaint: str, colleague_id: UUID | None = None) -> Conciliation:
    """The resident complains about the time: a conciliation is opened, whether or not a new time is agreed (R16)."""
    ticket = lock(ticket_id, actor, rules.reschedule)
    if not ticket.is_open:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    return open_conciliation(ticket, actor, complaint, colleague_id)


def open_conciliation(ticket: Ticket, actor: Principal, complaint: str, colleague_id: UUID | None) -> Conciliation:
    """Of a locked ticket. Raises Invalid for the owner, Conflict when somebody talks to him already."""
    complaint = need(complaint, "complaint", "R16")
    if running := open_one(ticket):
        raise Conflict(_("{name} talks to him already.").format(name=running.colleague.name), rule="R16")
    at = now()
    colleague = chosen(ticket, actor, colleague_id)
    found = Conciliation.objects.create(
        ticket=ticket, colleague=colleague, complaint=complaint[:500], opened_at=at, opened_by=actor.name
    )
    finish(ticket, ConciliationOpened(colleague.name, found.complaint), Arm(CONCILIATION, at), actor=actor, at=at)
    params = {"place": ticket.place, "text": complaint[:60]}
    tell_staff(colleague, "conciliation.opened", subject=ticket, key=f"conciliation:{found.pk}", params=params)
    return found


def open_one(ticket: Ticket) -> Conciliation | None:
    """The conciliation that goes on."""
    return ticket.conciliations.filter(ended_at=None).select_related("colleague").first()


def chosen(ticket: Ticket, actor: Principal, colleague_id: UUID | None) -> StaffMember:
    """The one named, or whoever is on shift first; never the owner of the ticket."""
    found = colleagues(ticket, actor)
    colleague = found.filter(pk=colleague_id).first() if colleague_id else found.first()
    if colleague is None:
        words = _("It must be another colleague, who does not own the ticket.")
        raise Invalid(words, rule="R16", field="colleague")
    return colleague


@atomic
def conclude(*, ticket_id: UUID, actor: Principal, outcome: str, result: str) -> Conciliation:
    """What came of it; not settled, the estate manager hears of it (R16)."""
    ticket = lock(ticket_id, actor, rules.conciliate)
    found = open_one(ticket)
    if found is None:
        raise Conflict(_("No conciliation goes on."), rule="R16", field="state")
    if outcome not in Settlement.values:
        raise Invalid(_("“{value}” is not known.").format(value=outcome), rule="R16", field="outcome")
    at = now()
    found.outcome, found.result = outcome, need(result, "result", "R16")[:500]
    found.ended_at, found.ended_by = at, actor.name
    found.save()
    finish(ticket, ConciliationEnded(outcome, found.result), Meet(CONCILIATION, at), actor=actor, at=at)
    if outcome == Settlement.NOT_SETTLED:
        for manager in people(ticket, ["estate_manager"]):
            tell_staff(manager, "conciliation.unsettled", subject=ticket, key=f"unsettled:{found.pk}",
                       params={"place": ticket.place, "text": found.result[:60]})  # fmt: skip
    return found

"""Several departments are concerned: they meet within eight hours, and a short minute says what was decided (§7)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.models import Posting, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Meet
from tickets.actions.steps import finish, need
from tickets.complaints import rules
from tickets.complaints.actions.steps import earlier, open_complaint
from tickets.complaints.clock import CONSULTATION
from tickets.complaints.events import Consulted
from tickets.complaints.running import live_handoffs
from tickets.departments import memberships, names
from tickets.models import Consultation, Ticket

MOST = 30


@atomic
def consult(
    *,
    ticket_id: UUID,
    actor: Principal,
    present_ids: Sequence[UUID],
    decided: str,
    tasks: str,
    held_at: datetime | None = None,
) -> Consultation:
    """The minute of the meeting: who took part, what was decided, who does what. Recorded, the clock is met.

    Raises Invalid naming the departments of which nobody took part.
    """
    ticket = open_complaint(ticket_id, actor, rules.consult)
    departments = [one.department for one in live_handoffs(ticket)]
    if len(departments) < 2:
        raise Conflict(_("Only where several departments have the form is there a consultation."), rule="R5")
    keys = [one.pk for one in departments]
    people = taking_part(ticket, present_ids, keys)
    there = {key for person in people for key in memberships(ticket, person.pk, keys)}
    if missing := [one for one in departments if one.pk not in there]:
        words = _("Nobody of {departments} took part.").format(departments=names(missing))
        raise Invalid(words, rule="R5", field="present")
    minute = Consultation.objects.create(
        ticket=ticket, held_at=earlier(held_at, ticket.registered_at, "held_at"), present=[titled(p) for p in people],
        decided=need(decided, "decided", "R5")[:1000], tasks=need(tasks, "tasks", "R5")[:1000], recorded_at=now(),
        recorded_by=actor.name,
    )  # fmt: skip
    event = Consulted(minute.held_at.isoformat(), minute.decided, minute.tasks, minute.present)
    finish(ticket, event, Meet(CONSULTATION, minute.recorded_at), actor=actor)
    return minute


def taking_part(ticket: Ticket, present_ids: Sequence[UUID], departments: Sequence[UUID]) -> list[StaffMember]:
    """People of this estate, or the departments' heads. Raises Invalid for none or too many, NotFound for others."""
    keys = set(present_ids)
    if not 0 < len(keys) <= MOST:
        raise Invalid(_("From 1 to {n}.").format(n=MOST), rule="R5", field="present")
    posted = Posting.objects.filter(estate_id=ticket.estate_id).select_related("department")
    may = Q(postings__estate_id=ticket.estate_id) | Q(heads__in=departments)
    found = StaffMember.objects.filter(may, pk__in=keys, active=True).distinct().order_by("employee_no")
    found = found.prefetch_related(Prefetch("postings", posted, to_attr="here"), "heads")
    people = list(found)
    if len(people) < len(keys):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R5", field="present")
    return people


def titled(person: StaffMember) -> str:
    """韩梅（客服部）, as it stood then."""
    departments = [posting.department.name for posting in person.here]  # type: ignore[attr-defined]
    departments = departments or [one.name for one in person.heads.all()]
    return _("{name} ({title})").format(name=person.name, title="、".join(departments))[:130]

"""What the actions of a complaint have in common: the locked complaint, its departments, and who speaks for them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from tickets.actions.steps import lock
from tickets.enums import Kind
from tickets.models import Handoff, Ticket
from tickets.rules import DESK, LEADERS
from tickets.states import not_now


def open_complaint(ticket_id: UUID, actor: Principal, rule: Rule) -> Ticket:
    """The locked complaint. Raises Conflict for what is none, or is closed."""
    ticket = complaint(ticket_id, actor, rule)
    if not ticket.is_open:
        raise Conflict(not_now(ticket), rule="R11", field="state")
    return ticket


def complaint(ticket_id: UUID, actor: Principal, rule: Rule) -> Ticket:
    """The locked complaint, open or closed."""
    ticket = lock(ticket_id, actor, rule)
    if ticket.kind != Kind.COMPLAINT:
        raise Conflict(_("This ticket is no complaint."), rule="R5")
    return ticket


def live_handoffs(ticket: Ticket) -> list[Handoff]:
    """The forms that departments have, signed for or not: not those that came back. In the order they were sent."""
    found = ticket.handoffs.filter(returned_at=None).select_related("department")
    return list(found.order_by("sent_at", "department__name"))


def signed(handoffs: Iterable[Handoff]) -> list[Handoff]:
    return [one for one in handoffs if one.signed_at is not None]


def waiting(handoffs: Iterable[Handoff]) -> list[Handoff]:
    return [one for one in handoffs if one.signed_at is None]


def records_for_others(actor: Principal) -> bool:
    """Whether this person writes down what others did: the desk, its leaders, another system."""
    return actor.kind in ("client", "system") or actor.has_role(*DESK, *LEADERS)


def members(ticket: Ticket, departments: Iterable[UUID]) -> QuerySet[StaffMember]:
    """The active people of one of these departments in the ticket's estate, and the departments' heads."""
    wanted = list(departments)
    here = Q(postings__department_id__in=wanted, postings__estate_id=ticket.estate_id)
    found: QuerySet[StaffMember] = StaffMember.objects.filter(here | Q(heads__in=wanted), active=True)
    return found.distinct()


def memberships(ticket: Ticket, staff_id: UUID | None, departments: Iterable[UUID]) -> set[UUID]:
    """Those of the departments to which this active person belongs in the ticket's estate, or which he heads."""
    if staff_id is None:
        return set()
    here = Q(postings__staff_id=staff_id, postings__staff__active=True, postings__estate_id=ticket.estate_id)
    person = here | Q(head_id=staff_id, head__active=True)
    rows = Department.objects.filter(person, pk__in=list(departments))
    return set(rows.values_list("pk", flat=True))


def person_of(ticket: Ticket, department: Department, staff_id: UUID | None, field: str) -> StaffMember:
    """One of the department's people here, or its head; nobody else's word counts. Raises Invalid."""
    found = members(ticket, [department.pk]).filter(pk=staff_id).first() if staff_id else None
    if found is None:
        words = _("It must be somebody of {department}.").format(department=department.name)
        raise Invalid(words, rule="R5", field=field)
    return found


def speak_as(actor: Principal, staff_id: UUID | None, rule: Rule) -> UUID | None:
    """Whose word it is: the person named by the desk or by another system, else the actor's own.

    Raises PermissionDenied where somebody else names another than himself.
    """
    if staff_id not in (None, actor.staff_id) and not records_for_others(actor):
        raise PermissionDenied(rule.name)
    return staff_id or actor.staff_id


def names(departments: Iterable[Department]) -> str:
    """客服部、工程维修部."""
    return _(", ").join(one.name for one in departments)


def earlier(at: datetime | None, since: datetime, field: str) -> datetime:
    """Now, or the earlier moment given, which lies after the complaint came in. Raises Invalid."""
    present = now()
    if at is None:
        return present
    if not since.replace(second=0, microsecond=0) <= at <= present:
        raise Invalid(_("The time lies between the report and now."), rule="R2", field=field)
    return at

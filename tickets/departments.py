"""Departments and their people in an estate: who belongs to one, whose word counts for it (R5, R26)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import Invalid
from tickets.models import Ticket
from tickets.rules import DESK, LEADERS


def departments_in(estate_id: Any) -> QuerySet[Department]:
    """Those that work in this estate, each once, by name."""
    found: QuerySet[Department] = Department.objects.filter(postings__estate_id=estate_id)
    return found.distinct().order_by("name")


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
    return set(
        departments_of(staff_id, [ticket.estate_id]).filter(pk__in=list(departments)).values_list("pk", flat=True)
    )


def departments_of(staff_id: UUID, estates: Iterable[Any]) -> QuerySet[Department]:
    """The departments for which this active person may speak in one of these estates: where he is posted, or head."""
    here = Q(postings__staff_id=staff_id, postings__staff__active=True, postings__estate_id__in=list(estates))
    return Department.objects.filter(here | Q(head_id=staff_id, head__active=True)).distinct()


def person_of(
    ticket: Ticket, department: Department, staff_id: UUID | None, field: str, rule: str = "R5"
) -> StaffMember:  # fmt: skip
    """One of the department's people here, or its head; nobody else's word counts. Raises Invalid."""
    found = members(ticket, [department.pk]).filter(pk=staff_id).first() if staff_id else None
    if found is None:
        words = _("It must be somebody of {department}.").format(department=department.name)
        raise Invalid(words, rule=rule, field=field)
    return found


def records_for_others(actor: Principal) -> bool:
    """Whether this person writes down what others did: the desk, its leaders, another system."""
    return actor.kind in ("client", "system") or actor.has_role(*DESK, *LEADERS)


def speak_as(actor: Principal, staff_id: UUID | None, rule: Rule) -> UUID | None:
    """Whose word it is: the person named by the desk or by another system, else the actor's own.

    Raises PermissionDenied where somebody else names another than himself.
    """
    if staff_id not in (None, actor.staff_id) and not records_for_others(actor):
        raise PermissionDenied(rule.name)
    return staff_id or actor.staff_id


def his(actor: Principal, ticket: Ticket, departments: Iterable[UUID]) -> bool:
    """Whether he belongs to one of them, or writes down what others did."""
    return records_for_others(actor) or bool(memberships(ticket, actor.staff_id, departments))


def names(departments: Iterable[Department]) -> str:
    """客服部、工程维修部."""
    return _(", ").join(one.name for one in departments)

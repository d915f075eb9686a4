"""The code on the printed work order: a signed token of one assignment, good until its visit has ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from dispatch.enums import LIVE
from dispatch.models import Assignment
from servicedesk.people.principal import Principal
from servicedesk.web import links
from tickets.models import Ticket
from visits.enums import VisitState
from visits.models import Visit
from visits.phone_queries import DOOR, NOBODY, WAIT

PAPER = "paper"
NAME, COMPANY = 24, 30


def path_of(assignment: Assignment) -> str:
    """/r/<token>/order of one assignment."""
    return reverse("paper-order", args=[links.sign(assignment.tenant_id, PAPER, assignment.pk)])


def assignment_of(token: str) -> UUID | None:
    """The assignment of a token; None when it is forged, too old, or for something else."""
    parts = links.read(token)
    return parts[2] if parts is not None and parts[1] == PAPER else None


def is_live(assignment: Assignment) -> bool:
    """Whether the paper still opens anything: the assignment holds its ticket, and its visit goes on."""
    return assignment.state in LIVE


def visit_of(assignment: Assignment) -> Visit | None:
    """The visit that this paper began, or the desk began for it."""
    found: Visit | None = Visit.objects.filter(assignment=assignment).select_related("checklist").first()
    return found


def nobody_opened(assignment: Assignment) -> bool:
    """Whether its visit ended before a closed door (R20)."""
    return Visit.objects.filter(assignment=assignment, state=VisitState.NO_ACCESS).exists()


def second_knock_from(visit: Visit | None, wait: timedelta) -> datetime | None:
    """From when the second knock counts: five minutes after the first, or as long as the company says (R20)."""
    return visit.first_knock_at + wait if visit and visit.first_knock_at else None


def let_in(visit: Visit | None) -> bool:
    return visit is not None and visit.let_in_at is not None


def at_the_door(visit: Visit | None, ticket: Ticket) -> str:
    """Where he stands before a home's door: 'door', 'wait', 'nobody'; '' before he is there, once he is in, and where
    there is no home.
    """
    if visit is None or let_in(visit) or ticket.unit_id is None:
        return ""
    if visit.first_knock_at is None:
        return DOOR
    return WAIT if visit.second_knock_at is None else NOBODY


def said(name: str, company: str) -> str:
    """王师傅 (宏达电梯): how the journal calls him."""
    return f"{name[:NAME]} ({company[:COMPANY]})" if company else name[:NAME]


def contractor(name: str, ticket: Ticket) -> Principal:
    """Who holds the paper: he may do to this very ticket what a rule leaves to paper."""
    return Principal(
        "contractor", name[:60], scopes=frozenset({f"link:{ticket.pk}"}), estate_ids=frozenset({ticket.estate_id})
    )

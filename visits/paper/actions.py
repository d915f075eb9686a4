"""What a worker without an account does by the paper order: arrive, photograph, record, have it signed.

Each re-checks behind the ticket's lock that the assignment is still the one of the paper: the visit may have ended, or
somebody else may have been sent, since the page was opened.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.actions.placing import live_assignment
from dispatch.models import Assignment
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict
from tickets.actions import add_photo
from tickets.actions.steps import lock, need
from tickets.enums import FEE_CLEAR, Fee
from tickets.models import Photo, Ticket
from tickets.photos import Picture
from visits import actions, checklists
from visits.models import SignOff, Visit
from visits.paper.links import contractor, said, visit_of


def held(assignment: Assignment) -> Ticket:
    """The locked ticket, which this assignment still holds. Raises Conflict when the paper has run out."""
    ticket = lock(assignment.ticket_id, SYSTEM)
    live = live_assignment(ticket)
    if live is None or live.pk != assignment.pk:
        raise Conflict(_("This order has ended."), rule="R23", field="state")
    return ticket


def at_work(assignment: Assignment) -> tuple[Ticket, Visit, Principal]:
    """The ticket, the visit that runs, and who works there. Raises Conflict before arrival and after the end."""
    ticket = held(assignment)
    visit = visit_of(assignment)
    if visit is None:
        raise Conflict(_("Say first that you are there."), rule="R18", field="state")
    return ticket, visit, contractor(visit.contractor or visit.arrival_told_by, ticket)


@atomic
def arrive(*, assignment: Assignment, name: str, company: str = "", at: datetime | None = None) -> Visit:
    """He is there, and says who he is: the journal carries his name (R10, R18). `at`, here as below: when he tapped."""
    ticket = held(assignment)
    who = said(need(name, "name", "R18"), company.strip())
    return actions.arrive(ticket_id=ticket.pk, actor=contractor(who, ticket), contractor=who, at=at)


@atomic
def knock(*, assignment: Assignment, at: datetime | None = None) -> Visit:
    """First knock, and the second after five minutes (R20)."""
    ticket, _visit, actor = at_work(assignment)
    return actions.knock(ticket_id=ticket.pk, actor=actor, at=at)


@atomic
def no_access(*, assignment: Assignment, at: datetime | None = None) -> Ticket:
    """Nobody opened after both knocks, and he leaves a notice; with that the paper has run out (R20)."""
    ticket, visit, actor = at_work(assignment)
    if at is not None and visit.second_knock_at is not None:
        at = max(at, visit.second_knock_at)
    return actions.no_access(ticket_id=ticket.pk, actor=actor, at=at)


@atomic
def photo(*, assignment: Assignment, picture: Picture, kind: str, at: datetime | None = None) -> Photo:
    """Before or after (R22)."""
    ticket, _visit, actor = at_work(assignment)
    return add_photo(ticket_id=ticket.pk, actor=actor, picture=picture, kind=kind, at=at)


@atomic
def record(
    *, assignment: Assignment, findings: str, work_done: str, checks: Sequence[str] = (), checklist: Any = None,
    at: datetime | None = None,
) -> Visit:  # fmt: skip
    """What was ticked, found and done (R21, R22); the first time it also says that he was let in."""
    ticket, visit, actor = at_work(assignment)
    if visit.let_in_at is None:
        sheet = checklists.shown(ticket, visit, checklist)
        door = [line.key for line in sheet.entering if line.key in checks]
        actions.let_in(
            ticket_id=ticket.pk, actor=actor, by=ticket.contact_name, checks=door, checklist=checklist, at=at
        )
    return actions.record_work(
        ticket_id=ticket.pk, actor=actor, findings=findings, work_done=need(work_done, "work_done", "R22"),
        checks=checks, at=at,
    )  # fmt: skip


@atomic
def sign(
    *, assignment: Assignment, signer_name: str, signature: Picture | None, unsigned_reason: str,
    satisfied: bool | None = None, at: datetime | None = None,
) -> SignOff:  # fmt: skip
    """The customer signs on his phone, or it is said why not. Money is the desk's: what is unsettled is owed (R23)."""
    ticket, _visit, actor = at_work(assignment)
    return actions.sign_off(
        ticket_id=ticket.pk, actor=actor, signer_name=signer_name, signature=signature, satisfied=satisfied,
        unsigned_reason=unsigned_reason, fee="" if ticket.fee in FEE_CLEAR else Fee.OWED, at=at,
    )  # fmt: skip


def find(assignment_id: UUID) -> Assignment | None:
    """The paper's assignment, in the tenant that its token names."""
    found: Assignment | None = (
        Assignment.objects.filter(pk=assignment_id)
        .select_related("ticket__estate__tenant", "ticket__unit", "staff", "department")
        .first()
    )
    return found

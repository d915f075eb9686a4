"""What every action does first and last: lock and re-check; then event, timers and the row, in one transaction (R12).

Lock order everywhere: clock, then ticket, then the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload
from servicedesk.journal.record import build, record, record_all
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.engine import hold
from servicedesk.timers.models import Clock
from servicedesk.timers.plan import Change, Head, Replanning, replan, replan_all
from tickets.clock import HEAD_FIELDS, head_fields, scope_of
from tickets.models import Ticket

# The attribute of a locked ticket that holds its row.
AS_LOCKED = "_as_locked"


def lock(ticket_id: UUID, actor: Principal, rule: Rule | None = None) -> Ticket:
    """The ticket, locked behind its clock, after what was due has fired.

    Raises NotFound for another tenant's or estate's ticket, PermissionDenied when the rule does not hold.
    """
    try:
        hold(ticket_id)
    except Clock.DoesNotExist as unknown:
        raise NotFound(_("There is no such ticket."), rule="R9") from unknown
    ticket: Ticket | None = LOCKED.first(ticket_id)
    if ticket is None or not actor.sees_estate(ticket.estate_id):
        raise NotFound(_("There is no such ticket."), rule="R9")
    if rule is not None:
        rule.demand(actor, ticket)
    note(ticket)
    return ticket


# Every action begins with it.
LOCKED = Prepared(lambda ticket_id: Ticket.objects.select_related("estate").lock_all([ticket_id]), UUID)


def lock_all(ticket_ids: Iterable[UUID]) -> dict[UUID, Ticket]:
    """Many tickets for the clock, which holds their clocks' locks already; by key."""
    for ticket_id in ticket_ids:
        hold(ticket_id)
    return {ticket.pk: ticket for ticket in Ticket.objects.select_related("estate").lock_all(ticket_ids)}


@dataclass(frozen=True)
class Step:
    """What is told of one ticket and what becomes of its timers."""

    ticket: Ticket
    payload: Payload
    changes: Sequence[Change] = ()


def finish(
    ticket: Ticket, payload: Payload, *changes: Change, actor: Principal, at: datetime | None = None, **event: Any
) -> Ticket:
    """Append the event, re-plan the timers, follow the clock's head, and write the row."""
    record(ticket, payload, actor=actor, at=at, **event)
    if changes:
        head = replan(ticket, *changes, scope=scope_of(ticket))
        follow(ticket, head)
    write(ticket)
    return ticket


def note(ticket: Ticket) -> None:
    """Remember the row as it is in the database now."""
    vars(ticket)[AS_LOCKED] = [getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields]


def write(ticket: Ticket) -> None:
    """Of a ticket that was locked here, what has changed since: no other column can be overwritten, and most of the
    hundred need not be prepared. Of any other, the whole row.
    """
    before = vars(ticket).get(AS_LOCKED)
    if before is None:
        ticket.save()
        return
    fields = zip(Ticket._meta.concrete_fields, before, strict=True)
    changed = [field.name for field, value in fields if getattr(ticket, field.attname) != value]
    # Where only an event was added the row is touched all the same: other systems ask what changed since (R47).
    Ticket.objects.save_all([ticket], *(changed or ["updated_at"]))
    note(ticket)


def finish_all(steps: Sequence[Step], *fields: str, actor: Principal, at: datetime) -> None:
    """The same for many tickets at once, each with changes; of the rows, these fields and the clock's head."""
    record_all([build(step.ticket, step.payload, actor=actor, at=at) for step in steps], [s.ticket for s in steps])
    heads = replan_all([Replanning(step.ticket, scope_of(step.ticket), step.changes) for step in steps])
    for step, head in zip(steps, heads, strict=True):
        follow(step.ticket, head)
    Ticket.objects.save_all([step.ticket for step in steps], *fields, *HEAD_FIELDS)


def follow(ticket: Ticket, head: Head | None) -> None:
    """The worklist's columns are the clock's head."""
    for name, value in head_fields(head).items():
        setattr(ticket, name, value)


def need(value: str, field: str, rule: str) -> str:
    """The text, stripped; Invalid when there is none."""
    text = (value or "").strip()
    if not text:
        raise Invalid(_("This must not be empty."), rule=rule, field=field)
    return text

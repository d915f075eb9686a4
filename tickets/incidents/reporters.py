"""Who reported what: the rows of further reporters as calls are merged and taken apart, and whose a link is (R7)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from servicedesk.timers.now import now
from tickets.models import AlsoReported, Ticket


def keep_reporters(ticket: Ticket, into: Ticket) -> None:
    """Every reporter of the merged ticket, earlier merged ones too, is kept with the ticket that goes on."""
    further = list(ticket.further_reporters())
    AlsoReported.objects.create(
        ticket=into, came_from=ticket, resident_id=ticket.reporter_id, name=ticket.contact_name,
        phone=ticket.contact_phone, received_at=ticket.received_at,
    )  # fmt: skip
    move(further, into)


def give_back_reporters(ticket: Ticket, lead: Ticket) -> list[UUID]:
    """Its own reporter is the incident's no more, and those who had come with it go with it. Returns who has left."""
    mine = {ticket.pk, *came_with(ticket)}
    leaving = list(lead.further_reporters().filter(came_from__in=mine))
    move([row for row in leaving if row.came_from_id != ticket.pk], ticket)
    leave(row.pk for row in leaving)
    return [row.pk for row in leaving]


def came_with(ticket: Ticket) -> set[Any]:
    """The tickets that had ended in this one, by however many merges."""
    mine: set[Any] = set()
    found = {ticket.pk}
    while found:
        found = set(Ticket.objects.filter(merged_into__in=found).values_list("pk", flat=True)) - mine
        mine |= found
    return mine


def move(rows: Iterable[AlsoReported], to: Ticket) -> None:
    """They go on with another ticket, where they are called anew: what was said with them here stays here (R10)."""
    moved = list(rows)
    leave(row.pk for row in moved)
    for row in moved:
        AlsoReported.objects.create(
            ticket=to, came_from_id=row.came_from_id, resident_id=row.resident_id, name=row.name, phone=row.phone,
            received_at=row.received_at,
        )  # fmt: skip


def leave(keys: Iterable[UUID]) -> None:
    AlsoReported.objects.filter(pk__in=list(keys), left_at=None).update(left_at=now())


def goes_on(ticket: Ticket) -> tuple[Ticket, AlsoReported | None]:
    """The ticket by which this report is seen to, and as whom its reporter is kept there: itself, where it was never
    merged. Whose link it is, is whose answer (R7, R25).
    """
    if ticket.merged_into_id is None:
        return ticket, None
    kept = AlsoReported.objects.filter(came_from=ticket, left_at=None)
    row = kept.select_related("ticket__estate__tenant", "ticket__assignee").first()
    return (row.ticket, row) if row is not None else (ticket, None)

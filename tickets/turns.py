"""Whose turn it is while a clock runs, and what the desk is asked to do then (design: "say what to do now").

Each app registers the clocks it arms, beside its timers, so that the desk knows none of them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.timers.kinds import KINDS
from tickets.models import Ticket

When = Literal["always", "due", "never"]
Outcome = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """One kind of clock at the desk. `when`: from its start, once it is due, or never (somebody else's turn).

    line: whom to call and why him (safe HTML or plain). outcomes: the prompt's buttons, for parts/_outcome.html.
    verb: what is to be done, where the ticket says it better than the kind of clock does. on_row: the same in a row
    of the list, from the ticket's own columns, so a row costs no query. holders: the tickets that are this person's
    turn, where somebody other than the owner has to act. waits: what a row says while it is not ours.
    """

    kind: str
    when: When = "never"
    line: Callable[[Ticket, Principal], str] = lambda ticket, actor: ""
    outcomes: Callable[[Ticket, Principal], list[Outcome]] = lambda ticket, actor: []
    waits: Callable[[Ticket, datetime], str] = lambda ticket, at: ""
    verb: Callable[[Ticket], str] = lambda ticket: ""
    on_row: Callable[[Ticket], str] = lambda ticket: ""
    holders: Callable[[UUID | None], Q] | None = None

    def is_on(self, ticket: Ticket, at: datetime) -> bool:
        """Whether the desk has to act on this ticket now."""
        if ticket.due_paused or ticket.due_at is None:
            return False
        return self.when == "always" or (self.when == "due" and ticket.due_at <= at)


TURNS: dict[str, Turn] = {}


def register_turn(*turns: Turn) -> None:
    """Add an app's turns. Raises ValueError when a kind is taken."""
    for turn in turns:
        if turn.kind in TURNS:
            raise ValueError(f"The turn of {turn.kind} stands twice.")
        TURNS[turn.kind] = turn


def always_turns() -> list[str]:
    return [turn.kind for turn in TURNS.values() if turn.when == "always"]


def due_turns() -> list[str]:
    return [turn.kind for turn in TURNS.values() if turn.when == "due"]


def his_turn(staff_id: UUID | None) -> Q:
    """Tickets whose turn it is by their owner (everybody, where there is none), or by whoever else holds the clock."""
    others = [turn for turn in TURNS.values() if turn.holders is not None]
    found = (Q(owner_id=staff_id) | Q(owner_id=None)) & ~Q(due_kind__in=[turn.kind for turn in others])
    for turn in others:
        found |= Q(due_kind=turn.kind) & turn.holders(staff_id)  # type: ignore[misc]
    return found


def turn_of(ticket: Ticket) -> Turn:
    """The turn of the ticket's head clock; a kind that nobody registered is never the desk's."""
    return TURNS.get(ticket.due_kind, Turn(ticket.due_kind))


def waits(ticket: Ticket, at: datetime) -> str:
    """What a row says in place of a verb: whom or what it waits for."""
    if ticket.due_at is None:
        return ""
    words = turn_of(ticket).waits(ticket, at)
    return words or _("Waiting: {timer}").format(timer=KINDS[ticket.due_kind].label if ticket.due_kind in KINDS else "")

"""Who is to be called back, first due first (R25–R27)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from tickets.callbacks.actions import DAYS, TRIES
from tickets.enums import CallOutcome, State
from tickets.models import Ticket

# What a page shows; an estate with more open callbacks than this has another problem first.
MOST = 300
TABS: dict[str, Any] = {
    "due": _("To call"),
    "tried": _("Tried"),
    "dissatisfied": _("Not satisfied"),
    "unreachable": _("May be closed"),
}


def open_callbacks(estate_id: UUID) -> QuerySet[Ticket]:
    """Tickets of an estate in their callback. Spelled like the worklist's index."""
    return Ticket.objects.filter(estate_id=estate_id).exclude(state=State.CLOSED).filter(state=State.CALLBACK)


def waiting(estate: Estate) -> list[Ticket]:
    """The estate's callbacks with their tries (`missed`, `days`, `reached`, `tried_at`), first due first: one query."""
    missed = ~Q(call_attempts__outcome=CallOutcome.REACHED) & Q(call_attempts__isnull=False)
    answered = Q(call_attempts__outcome=CallOutcome.REACHED, call_attempts__at__gte=F("callback_at"))
    return list(
        open_callbacks(estate.pk)
        .annotate(
            missed=Count("call_attempts", filter=missed),
            days=Count(TruncDate("call_attempts__at", tzinfo=estate.tz), filter=missed, distinct=True),
            reached=Count("call_attempts", filter=answered),
            tried_at=Max("call_attempts__at"),
        )
        .select_related("assignee", "reporter")
        .order_by("due_at", "pk")[:MOST]
    )


def tab_of(ticket: Any) -> str:
    """Where a callback of `waiting` belongs."""
    if ticket.reached:
        return "dissatisfied"
    if may_close(ticket):
        return "unreachable"
    return "tried" if ticket.missed else "due"


def may_close(ticket: Any) -> bool:
    """Tried often enough, on enough days, for the supervisor to close it (R27)."""
    return bool(ticket.missed >= TRIES and ticket.days >= DAYS)


@dataclass(frozen=True)
class List:
    """The callbacks of one estate, sorted into the tabs."""

    tabs: dict[str, list[Ticket]]

    @classmethod
    def of(cls, estate: Estate) -> "List":
        found: dict[str, list[Ticket]] = {name: [] for name in TABS}
        for ticket in waiting(estate):
            found[tab_of(ticket)].append(ticket)
        return cls(found)

    def count(self, tab: str) -> int:
        return len(self.tabs[tab])

    def chosen(self, tab: str, number: str) -> Ticket | None:
        """The ticket of this number in whatever tab, else the first of the tab."""
        everywhere = (ticket for rows in self.tabs.values() for ticket in rows)
        named = next((ticket for ticket in everywhere if ticket.number == number), None)
        return named or next(iter(self.tabs[tab]), None)

    def next_due(self) -> datetime | None:
        """When the next of all has to be called."""
        return min((ticket.due_at for rows in self.tabs.values() for ticket in rows if ticket.due_at), default=None)

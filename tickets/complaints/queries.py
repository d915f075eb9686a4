"""A complaint's work, as its pages, papers and REST show it. What several ask is asked once per loaded ticket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tickets.models import Amends, Consultation, Correction, Handoff, OfficialReply, ResultTold, Ticket

T = TypeVar("T")


def kept(ticket: Ticket, name: str, ask: Callable[[], T]) -> T:
    """Asked of the database once per loaded ticket."""
    if not hasattr(ticket, name):
        setattr(ticket, name, ask())
    found: T = getattr(ticket, name)
    return found


def handoffs(ticket: Ticket) -> list[Handoff]:
    """Its form on all its ways, in the order they were begun."""
    rows = ticket.handoffs.select_related("department").order_by("sent_at", "department__name")
    return kept(ticket, "_handoffs", lambda: list(rows))


def live(ticket: Ticket) -> list[Handoff]:
    return [one for one in handoffs(ticket) if one.returned_at is None]


def unsigned(ticket: Ticket) -> list[Handoff]:
    return [one for one in live(ticket) if one.signed_at is None]


def signed(ticket: Ticket) -> list[Handoff]:
    return [one for one in live(ticket) if one.signed_at is not None]


def corrections(ticket: Ticket) -> list[Correction]:
    """What departments handed in, oldest first."""
    rows = ticket.corrections.select_related("department").order_by("written_at")
    return kept(ticket, "_corrections", lambda: list(rows))


def unjudged(ticket: Ticket) -> list[Correction]:
    return [one for one in corrections(ticket) if one.approved_at is None and one.sent_back_at is None]


def current(ticket: Ticket) -> list[Correction]:
    """Of each department the latest that was not sent back: what a paper shows."""
    latest = {one.department_id: one for one in corrections(ticket) if one.sent_back_at is None}
    return list(latest.values())


def replies(ticket: Ticket) -> list[OfficialReply]:
    return kept(ticket, "_official_replies", lambda: list(ticket.official_replies.order_by("at")))


def replied(ticket: Ticket) -> OfficialReply | None:
    """The latest official reply."""
    return next(reversed(replies(ticket)), None)


@dataclass(frozen=True)
class Work:
    """Everything that was done about it, each in the order of time."""

    handoffs: list[Handoff]
    corrections: list[Correction]
    current: list[Correction]
    consultations: list[Consultation]
    told: list[ResultTold]
    amends: list[Amends]
    replies: list[OfficialReply]


def work_of(ticket: Ticket) -> Work:
    """The whole, in a number of queries that does not grow with it."""
    return Work(
        handoffs(ticket), corrections(ticket), current(ticket), list(ticket.consultations.order_by("held_at")),
        list(ticket.results_told.order_by("at")), list(ticket.amends.order_by("at")), replies(ticket),
    )  # fmt: skip

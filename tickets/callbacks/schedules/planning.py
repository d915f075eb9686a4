"""Which further callbacks there will be, planned in the transaction that closes or dispatches a ticket (R28).

The ticket's clock runs for the earliest of them; each function returns what becomes of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from servicedesk.journal.record import record
from servicedesk.people.principal import SYSTEM
from servicedesk.timers.plan import Arm, Change, Drop
from tickets.callbacks.clock import FOLLOW_UP
from tickets.callbacks.events import FollowUpsPlanned
from tickets.callbacks.terms.actions import terms_of
from tickets.callbacks.terms.hours import span_of
from tickets.enums import FollowUpCause, FollowUpEnd, Kind
from tickets.models import CallSchedule, FollowUp, Ticket

WEEK = timedelta(days=7)
# R28, where the company says nothing else: special services are called back weekly until done.
WEEKLY_BY_DEFAULT = frozenset({Kind.SPECIAL_SERVICE})
# R26: a department's answer is told within a day.
TOLD_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Plan:
    """Days after closing, and whether weekly from the dispatch on."""

    days: tuple[int, ...] = ()
    weekly: bool = False


def plan_of(kind: str, rows: Iterable[CallSchedule]) -> Plan:
    """The estate's own row of this kind, else the company's, else the trade's."""
    fitting = sorted((row for row in rows if row.kind == kind), key=lambda row: row.estate_id is None)
    if fitting:
        return Plan(tuple(sorted(fitting[0].days)), fitting[0].weekly)
    return Plan(weekly=kind in WEEKLY_BY_DEFAULT)


def plan_for(ticket: Ticket) -> Plan:
    """What holds for a ticket. One query."""
    here = Q(estate_id=ticket.estate_id) | Q(estate=None)
    return plan_of(ticket.kind, CallSchedule.objects.filter(here, kind=ticket.kind))


def at_closing(ticket: Ticket, at: datetime) -> tuple[Change, ...]:
    """Done: weekly ones end, those by days begin (R28)."""
    waiting(ticket).update(ended_at=at, ended=FollowUpEnd.DONE)
    days = plan_for(ticket).days
    if not days:
        return (Drop((FOLLOW_UP,)),)
    hours, zone = terms_of(ticket.estate).hours, ticket.estate.tz
    closed_on = at.astimezone(zone).date()
    spans = [(day, *span_of(hours, zone, closed_on + timedelta(days=day))) for day in days]
    FollowUp.objects.bulk_create(
        FollowUp(ticket=ticket, cause=FollowUpCause.DAY, nth=day, opens_at=opens, due_at=due)
        for day, opens, due in spans
    )
    record(ticket, FollowUpsPlanned(FollowUpCause.DAY, list(days)), actor=SYSTEM, at=at)
    return armed(ticket)


def at_dispatch(ticket: Ticket, at: datetime) -> tuple[Change, ...]:
    """Somebody is sent: what is asked weekly begins, once (R28)."""
    if not plan_for(ticket).weekly or waiting(ticket).filter(cause=FollowUpCause.WEEKLY).exists():
        return ()
    last = ticket.follow_ups.filter(cause=FollowUpCause.WEEKLY).order_by("-nth").values_list("nth", flat=True).first()
    week_after(ticket, at, (last or 0) + 1)
    record(ticket, FollowUpsPlanned(FollowUpCause.WEEKLY, [(last or 0) + 1]), actor=SYSTEM, at=at)
    return armed(ticket)


def week_after(ticket: Ticket, at: datetime, nth: int) -> FollowUp:
    """The call of a week later, on any permitted hour of that day."""
    zone = ticket.estate.tz
    opens, due = span_of(terms_of(ticket.estate).hours, zone, (at + WEEK).astimezone(zone).date())
    return FollowUp.objects.create(ticket=ticket, cause=FollowUpCause.WEEKLY, nth=nth, opens_at=opens, due_at=due)


def after_notice(ticket: Ticket, at: datetime) -> tuple[Change, ...]:
    """A department answered about a ticket that is closed: he is told, and asked again (R26)."""
    nth = ticket.follow_ups.filter(cause=FollowUpCause.NOTICE).count() + 1
    FollowUp.objects.create(
        ticket=ticket, cause=FollowUpCause.NOTICE, nth=nth, opens_at=at, due_at=at + TOLD_WITHIN
    )  # fmt: skip
    return armed(ticket)


def at_reopening(ticket: Ticket, at: datetime) -> tuple[Change, ...]:
    """Work begins again: whoever was to be asked how it holds is asked after it (R28, R30)."""
    waiting(ticket).update(ended_at=at, ended=FollowUpEnd.REOPENED)
    return (Drop((FOLLOW_UP,)),)


def armed(ticket: Ticket) -> tuple[Change, ...]:
    """The clock runs for the earliest one that is open; without any it ends."""
    first = waiting(ticket).order_by("due_at", "pk").first()
    if first is None:
        return (Drop((FOLLOW_UP,)),)
    return (Arm(FOLLOW_UP, first.opens_at, first.due_at),)


def waiting(ticket: Ticket) -> QuerySet[FollowUp]:
    """Those that are not ended."""
    found: QuerySet[FollowUp] = ticket.follow_ups.filter(ended_at=None)
    return found

"""A collector's open day: money and cash-up of one person take turns, so that none slips in between (R36)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from billing.clock import SETTLEMENT
from billing.enums import Method
from billing.models import CashUp, Receipt
from servicedesk.estates.models import Estate
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.enums import TimerState
from servicedesk.timers.models import Timer
from servicedesk.timers.plan import Arm
from tickets.models import Ticket


def hold(staff_id: UUID | None) -> None:
    """Until this transaction ends nobody else takes money in his name, or cashes it up. Before all other locks."""
    if staff_id is not None:
        one_at_a_time(f"till:{staff_id}")


def open_day(estate: Estate, staff_id: UUID | None, at: datetime) -> date:
    """The day that money taken now belongs to: today in the estate's zone, or the next one that he has not cashed up.

    The caller holds his till.
    """
    day = at.astimezone(estate.tz).date()
    if staff_id is None:
        return day
    done = CashUp.objects.filter(estate=estate, collector_id=staff_id, day__gte=day)
    closed = set(done.values_list("day", flat=True))
    while day in closed:
        day += timedelta(days=1)
    return day


def running(ticket: Ticket, receipt: Receipt) -> Iterator[Arm]:
    """The clock that money taken by a person starts: handed over the same day (domain §7); the earliest one runs."""
    if receipt.collector_id is None or receipt.method == Method.ON_ACCOUNT:
        return
    waits = Timer.objects.filter(clock_id=ticket.pk, kind=SETTLEMENT, met_at=None)
    if not waits.filter(state__in=(TimerState.PENDING, TimerState.PAUSED, TimerState.FIRED)).exists():
        yield Arm(SETTLEMENT, receipt.paid_at)

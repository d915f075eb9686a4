"""Whether he came when he had promised: each promise of the ticket, kept or broken, and by how much (R18)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dispatch.clock import ARRIVAL
from servicedesk.journal.record import history
from servicedesk.people.principal import Principal
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.models import Timer
from servicedesk.timers.now import now
from tickets.models import Ticket
from tickets.panels import PANELS, Panel

# What the journal calls an arrival (visits/events.py).
ARRIVED = "visit.arrived"


@dataclass(frozen=True)
class Promise:
    """By when he was to be there; minutes late (0: on time, None: not known yet, -1: broken and promised anew)."""

    due_at: datetime
    came_at: datetime | None
    late: int | None

    @property
    def words(self) -> str:
        if self.late is None:
            return _("still on the way")
        if self.late < 0:
            return _("not kept, promised anew")
        return _("{n} min late").format(n=self.late) if self.late else _("on time")


def promises(ticket: Ticket, at: datetime) -> list[Promise]:
    """In their order; those whose reason had gone before their time count for nothing."""
    rows = Timer.objects.filter(clock_id=ticket.pk, kind=ARRIVAL, level=BREACH).exclude(state=TimerState.SUPERSEDED)
    timers = list(rows.order_by("cycle"))
    came = list(history(ticket).filter(type=ARRIVED).values_list("at", flat=True)) if timers else []
    ends = [*(timer.starts_at for timer in timers[1:]), None]
    return [promise(timer, end, came, at) for timer, end in zip(timers, ends, strict=True)]


def promise(timer: Timer, end: datetime | None, came: list[datetime], at: datetime) -> Promise:
    """One promise; it held until the next was made (`end`)."""
    arrival = next((one for one in came if one >= timer.starts_at and (end is None or one < end)), None)
    if arrival is not None:
        late = (arrival - timer.due_at).total_seconds()
        return Promise(timer.due_at, arrival, max(1, int(late // 60)) if late > 0 else 0)
    if end is not None or timer.met_at is not None:
        return Promise(timer.due_at, None, -1)
    over = int((at - timer.due_at).total_seconds() // 60)
    return Promise(timer.due_at, None, max(over, 1) if at > timer.due_at else None)


def figures(found: list[Promise]) -> dict[str, int]:
    """How many were kept, how many not, and the minutes."""
    return {
        "on_time": sum(one.late == 0 for one in found),
        "late": sum(one.late is not None and one.late != 0 for one in found),
        "minutes": sum(one.late for one in found if one.late and one.late > 0),
    }


def panel(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """For the ticket's page, once somebody has promised."""
    found = promises(ticket, now()) if ticket.accepted_at or ticket.arrived_at else []
    return {"promises": found, **figures(found)} if found else None


PANELS.append(Panel("dispatch/_arrivals.html", panel, side="left"))

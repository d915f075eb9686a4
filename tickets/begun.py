"""Which clocks a ticket begins with: when it is registered, and when it goes on by itself again (domain §3, §7)."""

from collections.abc import Iterable

from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.models import Timer
from tickets.clock import DISPATCH, FIRST_REPLY
from tickets.complaints.running import clocks_of_complaint
from tickets.enums import REPAIRS, Kind
from tickets.models import Ticket


def first_kinds(ticket: Ticket) -> list[str]:
    """First reply for all; dispatch for repairs; for valid complaints the handoff, or what their work has come to."""
    if ticket.kind in REPAIRS:
        return [FIRST_REPLY, DISPATCH]
    return [FIRST_REPLY, *(clocks_of_complaint(ticket) if ticket.kind == Kind.COMPLAINT else ())]


def left_of(ticket: Ticket, kinds: Iterable[str]) -> list[str]:
    """Those that were not met before: who has had his first reply is not promised another one."""
    last = Timer.objects.filter(clock_id=ticket.pk, kind=FIRST_REPLY, level=BREACH).order_by("-cycle").first()
    # A breach that lost its reason was stopped when it fired; that is no reply.
    stopped = last is not None and last.state == TimerState.FIRED and last.met_at == last.fired_at
    given = last is not None and last.met_at is not None and not stopped
    return [kind for kind in kinds if not (given and kind == FIRST_REPLY)]

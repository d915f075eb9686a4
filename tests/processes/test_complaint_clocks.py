"""A complaint's clocks kept by real worker and beat processes: bounce, handoff, correction, result (domain §7)."""

from pathlib import Path

import pytest

from servicedesk.timers.models import Clock as ClockRow
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.processes import beat, running, until, worker
from tests.tickets.complaints.steps import WORDS, breached, handed
from tickets.complaints.actions import approve_correction, return_handoff, sign_handoff, write_correction
from tickets.models import Ticket

pytestmark = pytest.mark.processes


def nothing_due(cast: Cast, clock: Clock) -> bool:
    with cast.scope():
        return not ClockRow.objects.filter(next_due_at__lte=clock.now()).exists()


def told(cast: Cast, ticket: Ticket, kind: str) -> list[set[str]]:
    with cast.scope():
        return [set(event.payload["told"]) for event in breached(ticket, kind)]


def test_the_workers_keep_the_handoffs_hour_and_what_follows_it(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """Domain §1, §7: a return does not start the hour again; heads, then the estate manager; signed, it is quiet."""
    cast = live_cast
    clock.set(at("2026-11-21 10:00"))
    with cast.scope():
        ticket = handed(cast, "engineering", "service")
        return_handoff(ticket_id=ticket.pk, actor=cast.act("technician"), reason="不归工程部")
    with running(worker(process_env), beat(process_env | {"TICK_SECONDS": "0.2"}, tmp_path)):
        for minute in ("10:30", "11:00", "11:30"):
            clock.set(at(f"2026-11-21 {minute}"))
            until(lambda: nothing_due(cast, clock))
        assert told(cast, ticket, "bounce") == [{"林晓雯", "梁敏"}]
        assert told(cast, ticket, "handoff") == [{"林晓雯", "韩梅"}, {"梁敏"}]
        with cast.scope():
            sign_handoff(ticket_id=ticket.pk, actor=cast.act("cashier"))
        clock.set(at("2026-11-21 20:00"))
        until(lambda: nothing_due(cast, clock))
        assert told(cast, ticket, "corrective") == [{"韩梅"}]
        with cast.scope():
            write_correction(ticket_id=ticket.pk, actor=cast.act("cashier"), **WORDS)
            approve_correction(ticket_id=ticket.pk, actor=cast.act("service_supervisor"))
        clock.set(at("2026-11-22 08:00"))
        until(lambda: nothing_due(cast, clock))
        assert told(cast, ticket, "result_told") == [{"林晓雯"}]
        assert len(told(cast, ticket, "corrective")) == len(told(cast, ticket, "bounce")) == 1

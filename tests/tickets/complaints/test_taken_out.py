"""A complaint taken out of an incident goes on where its own work had come to (R7, domain §7)."""

from typing import Any

import pytest

from servicedesk.timers import engine
from servicedesk.timers.enums import BREACH
from servicedesk.timers.models import Timer
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import complaint, corrected, handed, signed
from tickets.actions import merge, reply
from tickets.complaints.actions import consult, return_handoff, sign_handoff, tell_result
from tickets.incidents.actions import take_out
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def again(cast: Cast, ticket: Ticket) -> set[str]:
    """The clocks that run after it was merged and taken out."""
    lead = complaint(cast, contact_name="邻居", contact_phone="13900000001", reporter_id=None)
    merge(ticket_id=ticket.pk, into_id=lead.pk, actor=cast.act("clerk"))
    take_out(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="另一件事")
    return running(ticket)


def running(ticket: Ticket) -> set[str]:
    rows = Timer.objects.filter(clock_id=ticket.pk, level=BREACH, met_at=None, state="pending")
    return set(rows.values_list("kind", flat=True))


def half_signed(cast: Cast) -> Ticket:
    ticket = handed(cast, "engineering", "service")
    sign_handoff(ticket_id=ticket.pk, actor=cast.act("technician"))
    return ticket


def consulted(cast: Cast) -> Ticket:
    ticket = half_signed(cast)
    there = [cast.technician.pk, cast.clerk.pk]
    consult(ticket_id=ticket.pk, actor=cast.act("clerk"), present_ids=there, decided="工程先查", tasks="孙海涛今天查")
    return ticket


def returned(cast: Cast) -> Ticket:
    ticket = handed(cast)
    return_handoff(ticket_id=ticket.pk, actor=cast.act("technician"), reason="不归我们")
    return ticket


def told(cast: Cast) -> Ticket:
    ticket = corrected(cast)
    tell_result(ticket_id=ticket.pk, actor=cast.act("clerk"), means="phone", said="已叫停")
    return ticket


def replied(cast: Cast) -> Ticket:
    ticket = handed(cast)
    reply(ticket_id=ticket.pk, actor=cast.act("clerk"), text="已转工程部")
    return ticket


CASES: dict[str, tuple[Any, set[str]]] = {
    "not handed on": (complaint, {"first_reply", "handoff"}),
    "nobody signed": (handed, {"first_reply", "handoff"}),
    "signed": (signed, {"first_reply", "corrective"}),
    "one of two signed": (half_signed, {"first_reply", "handoff", "corrective", "consultation"}),
    "consulted": (consulted, {"first_reply", "handoff", "corrective"}),
    "returned": (returned, {"first_reply", "handoff", "bounce"}),
    "corrected": (corrected, {"first_reply", "result_told"}),
    "told": (told, set()),
    "replied": (replied, {"handoff"}),
    "communicative": (lambda cast: complaint(cast, validity="communicative"), {"first_reply"}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_clocks_are_those_of_its_own_work(cast: Cast, case: str) -> None:
    """Domain §7: as they ran before it was merged."""
    made, expected = CASES[case]
    ticket = made(cast)
    assert running(ticket) == expected
    assert again(cast, ticket) == expected and fresh(ticket).state == "registered"


def test_a_breach_is_no_reply(cast: Cast, clock: Clock) -> None:
    """Domain §7: who was not answered in time still waits for his answer."""
    ticket = handed(cast)
    clock.set(at("2026-11-21 12:30"))
    engine.sweep()
    assert "first_reply" in again(cast, ticket)

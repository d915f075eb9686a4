"""The shortest whole story: a leak, from the call to closed."""

from datetime import timedelta
from decimal import Decimal

from billing.actions import pay
from billing.quotes.lines import Line
from dispatch import actions as dispatch
from servicedesk.journal.record import history
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.prices import charge
from tickets.callbacks.actions import attempt
from tickets.enums import Fee, State
from visits import actions as visits


def test_a_leak_goes_from_the_call_to_closed_through_every_state(cast: Cast, clock: Clock) -> None:
    """Domain §3, R12: each step one event, and at the end only the clock of the money that was taken runs (R36)."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    assert (ticket.state, ticket.due_kind) == (State.REGISTERED, "dispatch")
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert fresh(ticket).due_kind == "accept"
    clock.move(timedelta(minutes=2))
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"), arrival_at=at("2026-11-21 10:30"))
    clock.move(timedelta(minutes=20))
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("technician"))
    charge(ticket_id=ticket.pk, actor=cast.act("technician"), lines=[Line(name="换角阀", unit_price=Decimal("45.00"))])
    visits.let_in(ticket_id=ticket.pk, actor=cast.act("technician"), by="刘阿姨")
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="更换角阀")
    receipt = pay(ticket_id=ticket.pk, actor=cast.act("technician"), amount=Decimal("45.00"), method="wechat")
    assert (receipt.number, fresh(ticket).fee) == ("SJ-HJ-2026-000001", Fee.SETTLED)
    visits.sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), unsigned_reason="业户外出")
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve_unsigned=True)
    assert fresh(ticket).state == State.CALLBACK
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    ticket = fresh(ticket)
    assert (ticket.state, ticket.due_kind, ticket.number) == (State.CLOSED, "settlement", "HJ-20261121-0001")
    assert [event.type for event in history(ticket)][:4] == [
        "ticket.registered", "dispatch.offered", "dispatch.accepted", "visit.arrived"
    ]  # fmt: skip

"""A real evening (Must show 1): a burst pipe at 21:50 refused, climbed and mended; a socket that nobody can see to
before tomorrow; a complaint that nobody signs for; a callback “so-so”. Real worker and beat processes keep the clocks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from billing.quotes.lines import Line
from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.journal.record import history
from servicedesk.messaging.models import Message
from servicedesk.tenancy import scope
from servicedesk.timers.models import Clock as ClockRow
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.pictures import signature
from tests.support.prices import charge
from tests.support.processes import beat, running, until, worker
from tickets.callbacks.actions import attempt
from tickets.complaints.actions import hand_off, sign_handoff
from tickets.dashboard.figures import Share
from tickets.dashboard.queries import figures
from tickets.enums import State
from tickets.models import Ticket
from visits import actions as visits

pytestmark = pytest.mark.processes


class Evening:
    """The story's telling: who does what, at which minute, while the processes watch the clock."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast, self.clock = cast, clock

    def wait_until(self, minute: str) -> None:
        """It becomes this minute, and whatever is due is done by the worker process."""
        moment: datetime = at(minute)
        self.clock.set(moment)
        until(lambda: not ClockRow.objects.filter(next_due_at__lte=moment).exists())

    def types(self, ticket: Ticket) -> list[str]:
        return [event.type for event in history(ticket)]

    def finish(self, ticket: Ticket, who: str, work: str) -> None:
        """Work, fee, signature, review."""
        actor = self.cast.act(who)
        visits.let_in(ticket_id=ticket.pk, actor=actor, by="业户")
        visits.record_work(ticket_id=ticket.pk, actor=actor, work_done=work)
        charge(ticket_id=ticket.pk, actor=actor, lines=[Line(name=work, unit_price=Decimal("30"))], payer="company")
        visits.sign_off(ticket_id=ticket.pk, actor=actor, signer_name="业户", signature=signature(), satisfied=True)
        visits.review(ticket_id=ticket.pk, actor=self.cast.act("manager"))


@pytest.fixture
def evening(live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path) -> Iterator[Evening]:
    clock.set(at("2026-11-21 21:50"))
    with running(worker(process_env), beat(process_env | {"TICK_SECONDS": "0.2"}, tmp_path)):
        yield Evening(live_cast, clock)


@contextmanager
def autocommitting(cast: Cast) -> Iterator[None]:
    """The tenant in scope for Python while every action commits by itself, as requests do."""
    token = scope._current.set(cast.tenant.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, false)", [str(cast.tenant.pk)])
    try:
        yield
    finally:
        scope._current.reset(token)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', '', false)")


def test_a_real_evening_is_played_to_its_end(evening: Evening) -> None:
    with autocommitting(evening.cast):
        pipe = burst_pipe(evening)
        socket = dead_socket(evening)
        noise = complaint(evening)
        next_morning(evening, pipe, socket, noise)
        so_so(evening, pipe)
        all_figures_are_right(evening, pipe, socket, noise)


def burst_pipe(evening: Evening) -> Ticket:
    """R6, R14, R15: supervisor alerted at once; one refuses, one does not answer, the third is on time (R18)."""
    cast = evening.cast
    pipe = cast.ticket("night", urgent=True, description="厨房水管爆了，水漫到客厅")
    assert Message.objects.filter(what="ticket.urgent", staff=cast.supervisor, subject_id=pipe.pk).exists()
    dispatch.offer(ticket_id=pipe.pk, actor=cast.act("night"), staff_id=cast.technician.pk)
    dispatch.refuse(ticket_id=pipe.pk, actor=cast.act("technician"), reason="在 7 栋换泵，走不开")
    assert fresh(pipe).assignee == cast.foreman
    evening.wait_until("2026-11-21 21:52")
    assert fresh(pipe).assignee == cast.supervisor
    dispatch.accept(ticket_id=pipe.pk, actor=cast.act("supervisor"), arrival_at=at("2026-11-21 22:05"))
    evening.wait_until("2026-11-21 21:55")
    return pipe


def dead_socket(evening: Evening) -> Ticket:
    """R16: refused up to the estate manager, who agrees that nobody can go; tomorrow at ten."""
    cast = evening.cast
    socket = cast.ticket("night", description="客厅插座没电", skill="electrical")
    dispatch.offer(ticket_id=socket.pk, actor=cast.act("night"), staff_id=cast.second_technician.pk)
    for name in ("second_technician", "foreman", "supervisor", "manager"):
        dispatch.refuse(ticket_id=socket.pk, actor=cast.act(name), reason="都在抢修爆管")
    assert evening.types(socket)[-1] == "dispatch.exhausted"
    dispatch.reschedule(
        ticket_id=socket.pk, actor=cast.act("night"), appointment_at=at("2026-11-22 10:00"), resident_agreed=True,
        manager_agreed=True, appointee_id=cast.second_technician.pk, reason="今晚抢修，业户同意明早",
    )  # fmt: skip
    assert fresh(socket).state == State.REGISTERED
    return socket


def complaint(evening: Evening) -> Ticket:
    """Domain §7: handed off but not signed for within the hour: the head hears of it, then the estate manager."""
    cast = evening.cast
    evening.wait_until("2026-11-21 22:00")
    noise = cast.ticket("night", kind="complaint", description="楼上装修到深夜")
    hand_off(ticket_id=noise.pk, actor=cast.act("night"), department_ids=[cast.service.pk])
    visits_pipe_at(evening, "2026-11-21 22:04")
    evening.wait_until("2026-11-21 23:00")
    evening.wait_until("2026-11-21 23:30")
    told = Message.objects.filter(subject_id=noise.pk, what="timer.breach").values_list("staff__name", flat=True)
    assert {"韩梅", "梁敏"} <= set(told)
    handoff = Event.objects.filter(subject_id=noise.pk, type="timer.breached", payload__kind="handoff").get()
    assert handoff.at == at("2026-11-21 23:00")
    sign_handoff(ticket_id=noise.pk, actor=cast.act("service_supervisor"))
    return noise


def visits_pipe_at(evening: Evening, minute: str) -> None:
    """The supervisor is there a minute early and mends the pipe."""
    evening.wait_until(minute)
    pipe = Ticket.objects.get(urgent=True)
    visit = visits.arrive(ticket_id=pipe.pk, actor=evening.cast.act("supervisor"))
    assert visit.minutes_late == -1
    evening.finish(pipe, "supervisor", "关总阀，换软管")


def next_morning(evening: Evening, pipe: Ticket, socket: Ticket, noise: Ticket) -> None:
    """R17: at 9:30 the worker process offers it again by itself, to the one agreed on; he goes, it is done."""
    cast = evening.cast
    evening.wait_until("2026-11-22 09:29")
    assert fresh(socket).state == State.REGISTERED
    evening.wait_until("2026-11-22 09:30")
    again = fresh(socket)
    assert (again.state, again.assignee) == (State.DISPATCHED, cast.second_technician)
    dispatch.accept(ticket_id=socket.pk, actor=cast.act("second_technician"), arrival_at=at("2026-11-22 10:00"))
    evening.wait_until("2026-11-22 09:58")
    visits.arrive(ticket_id=socket.pk, actor=cast.act("second_technician"))
    evening.finish(socket, "second_technician", "换插座")
    attempt(ticket_id=socket.pk, actor=cast.act("clerk"), outcome="reached", grade="very_satisfied")
    assert fresh(socket).state == State.CLOSED


def so_so(evening: Evening, pipe: Ticket) -> None:
    """R25: so-so counts as dissatisfied: the ticket is reopened and offered again, counted as rework."""
    dispatch.reopen(
        ticket_id=pipe.pk, actor=evening.cast.act("clerk"), grade="so_so", reason="软管接口还有点渗",
        staff_id=evening.cast.technician.pk,
    )  # fmt: skip
    again = fresh(pipe)
    assert (again.state, again.rework_count, again.assignee) == (State.DISPATCHED, 1, evening.cast.technician)


def all_figures_are_right(evening: Evening, pipe: Ticket, socket: Ticket, noise: Ticket) -> None:
    """R41, counted by hand: the night's first reply and callback were missed, nobody was late."""
    first = figures(evening.cast.estate, at("2026-11-21 12:00").date())
    assert (first.registered, first.closed, first.refusals, first.expired, first.breaches) == (3, 0, 5, 1, 1)
    assert (first.dispatch, first.arrival) == (Share(2, 2), Share(1, 1))
    second = figures(evening.cast.estate, at("2026-11-22 12:00").date())
    assert (second.registered, second.closed, second.rework, second.refusals, second.breaches) == (0, 1, 1, 0, 2)
    assert second.grades == {"very_satisfied": 1, "so_so": 1} and second.satisfaction == Share(1, 2)
    assert (second.arrival, second.unreachable) == (Share(1, 1), 0)
    assert [fresh(one).state for one in (pipe, socket, noise)] == [State.DISPATCHED, State.CLOSED, State.REGISTERED]

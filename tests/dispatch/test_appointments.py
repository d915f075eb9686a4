"""Rescheduling with consent, re-dispatch thirty minutes before, the arrival check (R16–R18)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch import actions as dispatch
from dispatch.arrivals import figures, promises
from servicedesk.messaging.models import Message
from servicedesk.refusals import Invalid
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_accepted, to_offered
from tests.support.clock import Clock
from tickets.actions import cancel
from tickets.enums import State
from tickets.models import Ticket
from visits import actions as visits


@pytest.fixture
def appointed(cast: Cast, clock: Clock) -> Ticket:
    """Rescheduled at 14:00 to 15:30, the technician agreed on."""
    clock.set(at("2026-11-21 14:00"))
    ticket = to_offered(cast)
    dispatch.reschedule(
        ticket_id=ticket.pk, actor=cast.act("clerk"), appointment_at=at("2026-11-21 15:30"), resident_agreed=True,
        appointee_id=cast.technician.pk,
    )  # fmt: skip
    return fresh(ticket)


def test_thirty_minutes_before_it_is_offered_again_to_the_one_agreed_on(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R17."""
    clock.set(at("2026-11-21 14:59"))
    assert engine.sweep() == 0 and fresh(appointed).state == State.REGISTERED
    clock.set(at("2026-11-21 15:00"))
    engine.sweep()
    assert (fresh(appointed).state, fresh(appointed).assignee) == (State.DISPATCHED, cast.technician)


def test_not_accepted_it_goes_to_the_supervisor_and_then_to_the_manager(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R17: T−15, T."""
    found = []
    for minute in ("15:00", "15:15", "15:30"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
        found.append(fresh(appointed).assignee)
    assert found == [cast.technician, cast.supervisor, cast.manager]


def test_at_t_the_managers_answer_is_the_last_and_without_it_a_new_time_is_due(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R16, R17: his offer does not stay open; the desk is asked for his word, and supervisor and owner are told."""
    for minute in ("15:00", "15:15", "15:30", "15:34"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
    assert (fresh(appointed).assignee, appointed.assignments.filter(state="offered").count()) == (cast.manager, 1)
    clock.set(at("2026-11-21 15:35"))
    engine.sweep()
    found = fresh(appointed)
    assert (found.state, found.assignee, found.due_kind) == (State.DISPATCHED, None, "dispatch")
    assert not appointed.assignments.filter(state="offered").exists()
    told = Message.objects.filter(what="dispatch.exhausted", subject_id=appointed.pk)
    assert {message.staff.name for message in told if message.staff} == {"林晓雯", "郑国栋"}


def test_the_manager_who_was_asked_at_t_15_has_his_time_to_accept_from_t_on(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R17: where he is the supervisor too."""
    cast.supervisor.active = False
    cast.supervisor.save()
    cast.manager.role = "supervisor"
    cast.manager.save()
    for minute in ("15:00", "15:15", "15:30"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
    assert appointed.assignments.filter(staff=cast.manager).count() == 1
    clock.set(at("2026-11-21 15:35"))
    engine.sweep()
    assert (fresh(appointed).assignee, fresh(appointed).due_kind) == (None, "dispatch")


def test_accepted_in_time_nobody_else_is_asked(cast: Cast, clock: Clock, appointed: Ticket) -> None:
    clock.set(at("2026-11-21 15:00"))
    engine.sweep()
    dispatch.accept(ticket_id=appointed.pk, actor=cast.act("technician"), arrival_at=at("2026-11-21 15:30"))
    clock.set(at("2026-11-21 15:29"))
    engine.sweep()
    assert fresh(appointed).assignee == cast.technician


def test_a_moved_appointment_moves_its_redispatch(cast: Cast, clock: Clock, appointed: Ticket) -> None:
    dispatch.reschedule(
        ticket_id=appointed.pk, actor=cast.act("clerk"), appointment_at=at("2026-11-21 18:00"), resident_agreed=True
    )
    clock.set(at("2026-11-21 15:01"))
    engine.sweep()
    assert fresh(appointed).state == State.REGISTERED
    clock.set(at("2026-11-21 17:30"))
    engine.sweep()
    assert fresh(appointed).state == State.DISPATCHED


def test_a_pre_agreed_person_who_left_is_replaced_by_the_best_one_free(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R17, R19."""
    cast.technician.active = False
    cast.technician.save()
    clock.set(at("2026-11-21 15:00"))
    engine.sweep()
    assert fresh(appointed).assignee == cast.foreman


def test_without_the_residents_consent_nothing_moves(cast: Cast) -> None:
    """R16."""
    ticket = to_offered(cast)
    with pytest.raises(Invalid) as refused:
        dispatch.reschedule(
            ticket_id=ticket.pk, actor=cast.act("clerk"), resident_agreed=False,
            appointment_at=ticket.registered_at + timedelta(hours=3),
        )  # fmt: skip
    assert (refused.value.field, fresh(ticket).state) == ("resident_agreed", State.DISPATCHED)


def test_when_everybody_refused_the_estate_manager_must_agree(cast: Cast) -> None:
    """R16."""
    ticket = to_offered(cast, "manager", skill="")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("manager"), reason="派不出人")
    when = ticket.registered_at + timedelta(hours=3)
    with pytest.raises(Invalid) as refused:
        dispatch.reschedule(ticket_id=ticket.pk, actor=cast.act("clerk"), appointment_at=when, resident_agreed=True)
    assert refused.value.field == "manager_agreed"


def test_ten_minutes_late_the_supervisor_hears_of_it(cast: Cast, clock: Clock) -> None:
    """R18: at the promised time the desk is prompted, ten minutes later the supervisor."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_accepted(cast, minutes=30)
    for minute in ("10:30", "10:40"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
    told = Message.objects.filter(subject_id=ticket.pk, what="timer.breach").order_by("created_at", "staff__name")
    assert [message.staff.name for message in told if message.staff] == ["孙海涛", "林晓雯", "郑国栋"]


def test_how_late_he_came_is_kept(cast: Cast, clock: Clock) -> None:
    """R18."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_accepted(cast, minutes=30)
    clock.set(at("2026-11-21 10:42"))
    assert visits.arrive(ticket_id=ticket.pk, actor=cast.act("clerk")).minutes_late == 12


def test_arrival_told_afterwards_counts_with_its_own_minute(cast: Cast, clock: Clock) -> None:
    """R18, R30: in time by the event's time, though told after the deadline."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_accepted(cast, minutes=30)
    clock.set(at("2026-11-21 10:35"))
    visit = visits.arrive(ticket_id=ticket.pk, actor=cast.act("clerk"), at=at("2026-11-21 10:28"))
    assert (visit.minutes_late, fresh(ticket).arrived_at) == (-2, at("2026-11-21 10:28"))


def test_who_was_reached_by_the_climb_is_not_asked_a_second_time_at_t_15(
    cast: Cast, clock: Clock, appointed: Ticket
) -> None:
    """R15, R17."""
    clock.set(at("2026-11-21 15:00"))
    engine.sweep()
    for name in ("technician", "foreman"):
        dispatch.refuse(ticket_id=appointed.pk, actor=cast.act(name), reason="走不开")
    clock.set(at("2026-11-21 15:04"))
    assert fresh(appointed).assignee == cast.supervisor
    before = appointed.assignments.count()
    dispatch.redispatch(ticket_id=appointed.pk, level=2)
    assert appointed.assignments.count() == before and fresh(appointed).assignee == cast.supervisor


def test_a_recall_before_the_appointment_keeps_its_redispatch(cast: Cast, clock: Clock, appointed: Ticket) -> None:
    """R17: the appointment stands, so does its second dispatch."""
    dispatch.offer(ticket_id=appointed.pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk)
    dispatch.recall(ticket_id=appointed.pk, actor=cast.act("clerk"), reason="还早")
    assert (fresh(appointed).due_kind, fresh(appointed).due_at) == ("redispatch", at("2026-11-21 15:00"))


def test_a_closed_ticket_is_not_dispatched_again(cast: Cast, clock: Clock, appointed: Ticket) -> None:
    """R17, R30: its reason has gone."""
    cancel(ticket_id=appointed.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    clock.set(at("2026-11-21 15:30"))
    engine.sweep()
    assert fresh(appointed).state == State.CLOSED and appointed.assignments.filter(mode="redispatch").count() == 0


def test_promises_kept_and_broken_are_counted_on_the_ticket(cast: Cast, clock: Clock) -> None:
    """R18: on time, late, how late."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_accepted(cast, minutes=30)
    clock.set(at("2026-11-21 10:31"))
    engine.sweep()
    dispatch.check_arrival(ticket_id=ticket.pk, actor=cast.act("clerk"), arrival_at=at("2026-11-21 10:50"))
    clock.set(at("2026-11-21 11:02"))
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("clerk"))
    found = promises(fresh(ticket), at("2026-11-21 11:02"))
    assert [one.late for one in found] == [-1, 12]
    assert figures(found) == {"on_time": 0, "late": 2, "minutes": 12}
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert 'id="arrivals"' in page

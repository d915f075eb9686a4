"""The callback (R25–R27)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tickets.callbacks.actions import attempt, close_unreachable, settle_on_the_spot
from tickets.enums import Resolution, State
from tickets.models import CallAttempt, Ticket


def missed(cast: Cast, ticket: Ticket) -> None:
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="no_answer")


@pytest.mark.parametrize("grade", ["very_satisfied", "satisfied"])
def test_satisfied_closes(cast: Cast, grade: str) -> None:
    """R25."""
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade=grade)
    assert (fresh(ticket).state, fresh(ticket).resolution) == (State.CLOSED, Resolution.DONE)


@pytest.mark.parametrize("grade", ["so_so", "dissatisfied", "very_dissatisfied"])
def test_so_so_and_worse_need_the_true_reason_and_do_not_close(cast: Cast, grade: str) -> None:
    """R25."""
    ticket = to_callback(cast)
    with pytest.raises(Invalid) as refused:
        attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade=grade)
    assert refused.value.field == "reason" and not CallAttempt.objects.exists()
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade=grade, reason="来得太晚")
    assert fresh(ticket).state == State.CALLBACK


def test_dissatisfied_and_solved_in_the_call_is_closed_but_stays_dissatisfied(cast: Cast) -> None:
    """R26."""
    ticket = to_callback(cast)
    settle_on_the_spot(
        ticket_id=ticket.pk, actor=cast.act("clerk"), grade="so_so", reason="没打扫", solution="保洁今天去"
    )
    assert (fresh(ticket).state, fresh(ticket).grade) == (State.CLOSED, "so_so")


def test_reopened_it_is_offered_again_and_counted_as_rework(cast: Cast) -> None:
    """R25, R26."""
    ticket = to_callback(cast)
    dispatch.reopen(ticket_id=ticket.pk, actor=cast.act("clerk"), grade="dissatisfied", reason="又漏了")
    ticket = fresh(ticket)
    assert (ticket.state, ticket.assignee, ticket.rework_count) == (State.DISPATCHED, cast.technician, 1)


def test_who_did_the_work_does_not_call_back(cast: Cast) -> None:
    """R25."""
    ticket = to_callback(cast)
    with pytest.raises(PermissionDenied):
        attempt(ticket_id=ticket.pk, actor=cast.act("technician"), outcome="reached", grade="satisfied")


def test_unreachable_takes_three_tries_on_three_days_and_the_supervisor(cast: Cast, clock: Clock) -> None:
    """R27: and is never counted as satisfied."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_callback(cast)
    for _day in range(3):
        with pytest.raises(Conflict):
            close_unreachable(ticket_id=ticket.pk, actor=cast.act("supervisor"))
        missed(cast, ticket)
        clock.move(timedelta(days=1))
    with pytest.raises(PermissionDenied):
        close_unreachable(ticket_id=ticket.pk, actor=cast.act("clerk"))
    close_unreachable(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    assert (fresh(ticket).resolution, fresh(ticket).grade) == (Resolution.UNREACHABLE, "")


def test_three_tries_on_one_day_are_not_enough(cast: Cast) -> None:
    """R27: at different times of day, over three days."""
    ticket = to_callback(cast)
    for _try in range(3):
        missed(cast, ticket)
    with pytest.raises(Conflict):
        close_unreachable(ticket_id=ticket.pk, actor=cast.act("supervisor"))


def test_a_late_callback_reaches_owner_and_supervisor(cast: Cast, clock: Clock) -> None:
    """R25: within 24 h."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_callback(cast)
    for hours in (24, 26):
        clock.set(at("2026-11-21 10:00") + timedelta(hours=hours))
        engine.sweep()
    levels = Event.objects.filter(subject_id=ticket.pk, payload__kind="callback", payload__level__gte=1)
    assert [event.payload["told"] for event in levels.order_by("id")] == [["林晓雯"], ["郑国栋"]]

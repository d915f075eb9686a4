"""Firing: in order, once in effect, by event times, late after downtime, one poisoned clock alone (R30, R32)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.messaging.notify import Letter
from servicedesk.refusals import Conflict
from servicedesk.timers import engine
from servicedesk.timers.enums import TimerState
from servicedesk.timers.health import figures
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Clock, Timer
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock as MovableClock
from tickets.actions import cancel
from tickets.clock import RESOLVERS


def fired_events(ticket: Any) -> list[tuple[str, str, int]]:
    rows = Event.objects.filter(subject_id=ticket.pk, timer_id__isnull=False).order_by("id")
    return [(row.type, row.payload["kind"], row.payload["level"]) for row in rows]


def test_an_undispatched_ticket_warns_breaches_and_escalates_in_order(cast: Cast, clock: MovableClock) -> None:
    """Domain §7: dispatch → owner, then supervisor."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    for minutes in (8, 10, 15):
        clock.set(at("2026-11-21 10:00") + timedelta(minutes=minutes))
        engine.sweep()
    assert fired_events(ticket) == [
        ("timer.warned", "dispatch", 0), ("timer.breached", "dispatch", 1), ("timer.escalated", "dispatch", 2),
    ]  # fmt: skip
    told = Message.objects.filter(what="timer.breach", subject_id=ticket.pk).values_list("staff__name", flat=True)
    assert set(told) == {"林晓雯", "郑国栋"}


def test_nothing_fires_before_its_time_or_twice(cast: Cast, clock: MovableClock) -> None:
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    clock.set(at("2026-11-21 10:07:59"))
    assert engine.sweep() == 0
    clock.set(at("2026-11-21 10:08"))
    assert (engine.sweep(), engine.sweep()) == (1, 0)
    assert len(fired_events(ticket)) == 1


def test_after_an_hour_of_downtime_everything_fires_late_in_order_with_its_own_time(
    cast: Cast, clock: MovableClock
) -> None:
    """R30: an outage erases nothing; R32: people get one digest, not a hundred alarms."""
    clock.set(at("2026-11-21 10:00"))
    tickets = [cast.ticket() for _ in range(3)]
    clock.set(at("2026-11-21 11:10"))
    engine.sweep()
    breach = Event.objects.get(subject_id=tickets[0].pk, type="timer.breached")
    assert (breach.at, breach.payload["late_seconds"]) == (at("2026-11-21 10:10"), 3600)
    digests = Message.objects.filter(staff=cast.clerk, what="digest.timer.breach")
    assert [digest.count for digest in digests] == [3]
    assert not Message.objects.filter(what="timer.breach").exists()


def test_an_answer_after_the_deadline_comes_too_late_even_before_the_sweep(cast: Cast, clock: MovableClock) -> None:
    """R15, R30: decided by event times; the offer expired at 10:05:00, nobody had looked yet."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    clock.set(at("2026-11-21 10:05:01"))
    with pytest.raises(Conflict, match="孙海涛"):
        dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
    engine.sweep()
    assert fresh(ticket).assignee == cast.foreman


def test_an_answer_in_the_last_second_counts(cast: Cast, clock: MovableClock) -> None:
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    clock.set(at("2026-11-21 10:04:59"))
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
    clock.set(at("2026-11-21 10:06"))
    engine.sweep()
    assert fresh(ticket).assignee == cast.technician


def test_a_poisoned_clock_waits_and_dies_alone(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others go on; after ten failures the timer is dead and seen (architecture.md, "The clock", 5)."""
    clock.set(at("2026-11-21 10:00"))
    bad, good = cast.ticket(), cast.ticket()
    fire = engine.fire

    def fire_but_not_the_bad_one(timers: Sequence[engine.Due]) -> list[Letter]:
        if any(timer.clock_id == bad.pk for timer in timers):
            raise RuntimeError("poison")
        return fire(timers)

    monkeypatch.setattr(engine, "fire", fire_but_not_the_bad_one)
    for tries in range(engine.GIVE_UP_AFTER):
        clock.set(at("2026-11-21 10:08") + tries * timedelta(minutes=6))
        engine.sweep()
    assert Timer.objects.get(clock_id=bad.pk, kind="dispatch", level=0).state == TimerState.DEAD
    assert len(fired_events(good)) >= 3
    monkeypatch.undo()
    engine.sweep()
    assert ("timer.breached", "dispatch", 1) in fired_events(bad)


def test_a_handler_that_fails_undoes_its_clocks_firing_whole(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: event, message and state of the timer go together."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    clock.set(at("2026-11-21 10:08"))

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the last statement fails")

    monkeypatch.setattr(engine, "advance", broken)
    engine.sweep()
    assert fired_events(ticket) == []
    assert Timer.objects.get(clock_id=ticket.pk, kind="dispatch", level=0).state == TimerState.PENDING


@pytest.mark.django_db
def test_claims_are_fair_between_tenants(clock: MovableClock) -> None:
    """A tenant with a hundred due clocks does not keep another's single one waiting."""
    clock.set(at("2026-11-21 10:00"))
    busy, quiet = build("busy", "BU"), build("quiet", "QU")
    with busy.scope():
        for _ in range(12):
            busy.ticket()
    clock.set(at("2026-11-21 10:01"))
    with quiet.scope():
        quiet.ticket()
    clock.set(at("2026-11-21 10:20"))
    claimed = engine.claim(4)
    assert quiet.tenant.pk in {tenant for tenant, _clock in claimed} and len(claimed) == 4


def test_every_kind_names_people_who_can_be_found(cast: Cast) -> None:
    targets = {to for kind in KINDS.values() for step in kind.terms.ladder for to in step.to}
    assert targets <= RESOLVERS.keys()


def test_a_closed_ticket_has_no_clock_running(cast: Cast) -> None:
    ticket = cast.ticket()
    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    assert Clock.objects.get(pk=ticket.pk).next_due_at is None
    with pytest.raises(Conflict):
        cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="再来一次")


def test_the_health_figures_say_what_waits_and_how_late_it_was(cast: Cast, clock: MovableClock) -> None:
    """Architecture, "The clock", 7: age of the oldest due timer, lateness, how many fired."""
    clock.set(at("2026-11-21 10:00"))
    cast.ticket()
    clock.set(at("2026-11-21 10:09"))
    waiting = figures()
    assert (waiting["oldest_due_seconds"], waiting["due"]) == (60, 1)
    engine.sweep()
    after = figures()
    assert (after["oldest_due_seconds"], after["late_p99_seconds"], after["late_worst_seconds"]) == (0, 60, 60)

"""A policy changes while clocks fire: each clock fires by the old terms or by the new, once (R30, R32)."""

from datetime import timedelta

from servicedesk.journal.models import Event
from servicedesk.timers import engine
from servicedesk.timers.actions import change_policy, create_policy
from servicedesk.timers.enums import TimerState
from servicedesk.timers.models import Clock, Rollout, Timer
from servicedesk.timers.rollouts import carry_on
from tests.cast import Cast, at, fresh
from tests.races.test_races import together
from tests.support.clock import Clock as MovableClock
from tickets.actions import cancel

BEGUN = at("2026-11-21 10:00")
MANY = 24


def heads_agree() -> bool:
    """Each clock's head is its earliest pending timer."""
    for clock in Clock.objects.all():
        pending = Timer.objects.filter(clock=clock, state=TimerState.PENDING).order_by("due_at").first()
        if clock.next_due_at != (pending.due_at if pending else None):
            return False
    return True


def test_a_policy_changes_while_its_clocks_fire(live_cast: Cast, clock: MovableClock) -> None:
    """Half are due by the old terms at that moment and breach by them, whoever comes first; the others move, once."""
    for minute in (0, 5):
        clock.set(BEGUN + timedelta(minutes=minute))
        with live_cast.scope():
            for _n in range(MANY // 2):
                live_cast.ticket()
    clock.set(BEGUN + timedelta(minutes=10))
    with live_cast.scope():
        create_policy(actor=live_cast.act("admin"), kind="dispatch", duration="PT30M", running=True)
    tenant = live_cast.tenant.pk
    together(live_cast, engine.sweep, lambda: carry_on(tenant), engine.sweep, lambda: carry_on(tenant))
    carry_on(tenant)
    engine.sweep()
    with live_cast.scope():
        assert Event.objects.filter(type="timer.breached", payload__kind="dispatch").count() == MANY // 2
        assert Event.objects.filter(type="timer.moved").count() == MANY // 2
        live = Timer.objects.filter(kind="dispatch", level=1).exclude(state=TimerState.SUPERSEDED)
        assert live.count() == MANY and live.filter(due_at=at("2026-11-21 10:35")).count() == MANY // 2
        assert heads_agree()
        rollout = Rollout.objects.get()
        assert (rollout.changed, rollout.finished_at is not None) == (MANY // 2, True)


def test_two_changes_and_a_cancellation_at_once_leave_the_last_terms(live_cast: Cast, clock: MovableClock) -> None:
    """R11, R30: the second version holds for all that still run, and nothing of the cancelled ticket fires."""
    clock.set(BEGUN)
    with live_cast.scope():
        tickets = [live_cast.ticket() for _n in range(6)]
        admin, clerk = live_cast.act("admin"), live_cast.act("clerk")
        policy = create_policy(actor=admin, kind="dispatch", duration="PT30M", running=True)
    tenant = live_cast.tenant.pk
    together(
        live_cast,
        lambda: carry_on(tenant),
        lambda: change_policy(actor=admin, policy_id=policy.pk, duration="PT45M", running=True),
        lambda: cancel(ticket_id=tickets[0].pk, actor=clerk, resolution="by_reporter", reason="自己修好了"),
    )
    carry_on(tenant)
    with live_cast.scope():
        assert {fresh(one).due_at for one in tickets[1:]} == {at("2026-11-21 10:45")}
        assert not Timer.objects.filter(clock_id=tickets[0].pk, state=TimerState.PENDING).exists()
        assert heads_agree()

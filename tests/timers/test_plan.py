"""Arming, meeting, dropping, pausing and resuming: one function re-plans (R29–R32)."""

from datetime import timedelta

from servicedesk.timers.enums import TimerState
from servicedesk.timers.models import Clock, Policy, Timer
from servicedesk.timers.plan import Arm, Drop, Meet, Pause, Resume, replan
from tests.cast import Cast, at
from tests.support.clock import Clock as MovableClock
from tickets.clock import scope_of
from tickets.models import Ticket


def timers(ticket: Ticket, kind: str) -> dict[int, Timer]:
    return {timer.level: timer for timer in Timer.objects.filter(clock_id=ticket.pk, kind=kind).order_by("cycle")}


def test_a_deadline_is_armed_with_its_warning_breach_and_ladder(cast: Cast, clock: MovableClock) -> None:
    """R32: 80 % of ten minutes is the eighth minute."""
    clock.set(at("2026-11-21 10:00"))
    found = timers(cast.ticket(), "dispatch")
    assert {level: timer.due_at for level, timer in found.items()} == {
        0: at("2026-11-21 10:08"), 1: at("2026-11-21 10:10"), 2: at("2026-11-21 10:15"),
    }  # fmt: skip


def test_an_urgent_ticket_has_the_shorter_clock(cast: Cast, clock: MovableClock) -> None:
    """Domain §7: dispatch 10 minutes, urgent 3."""
    clock.set(at("2026-11-21 10:00"))
    assert timers(cast.ticket(urgent=True), "dispatch")[1].due_at == at("2026-11-21 10:03")


def test_the_most_specific_policy_wins(cast: Cast, clock: MovableClock) -> None:
    """Policies are data: estate before kind before urgency; ISO durations down to seconds."""
    clock.set(at("2026-11-21 10:00"))
    Policy.objects.create(kind="dispatch", duration="PT30M", ladder=[{"after": "PT0S", "to": ["owner"]}])
    Policy.objects.create(kind="dispatch", duration="PT2S", estate=cast.estate, version=4)
    timer = timers(cast.ticket(), "dispatch")[1]
    assert (timer.due_at, timer.policy_version) == (at("2026-11-21 10:00") + timedelta(seconds=2), 4)


def test_a_deadline_on_desk_hours_sleeps_at_night(cast: Cast, clock: MovableClock) -> None:
    """R29: registered at 19:55, ten desk minutes later is 08:05."""
    clock.set(at("2026-11-21 19:55"))
    Policy.objects.create(kind="dispatch", duration="PT10M", calendar="desk_hours")
    assert timers(cast.ticket(), "dispatch")[1].due_at == at("2026-11-22 08:05")


def test_midnight_on_new_years_eve_is_a_minute_like_any_other(cast: Cast, clock: MovableClock) -> None:
    clock.set(at("2026-12-31 23:55"))
    ticket = cast.ticket()
    assert timers(ticket, "dispatch")[1].due_at == at("2027-01-01 00:05")
    assert ticket.number == "HJ-20261231-0001"


def test_what_is_met_never_fires_and_the_clock_moves_on(cast: Cast) -> None:
    """R30."""
    ticket = cast.ticket()
    when = ticket.registered_at + timedelta(minutes=1)
    head = replan(ticket, Meet("dispatch", when), scope=scope_of(ticket))
    assert {timer.state for timer in timers(ticket, "dispatch").values()} == {TimerState.MET}
    assert head is not None and head.kind == "first_reply"
    assert Clock.objects.get(pk=ticket.pk).next_due_at == timers(ticket, "first_reply")[0].due_at


def test_what_is_dropped_never_fires_and_leaves_no_head(cast: Cast) -> None:
    ticket = cast.ticket()
    assert replan(ticket, Drop(), scope=scope_of(ticket)) is None
    assert Clock.objects.get(pk=ticket.pk).next_due_at is None


def test_a_paused_deadline_goes_on_with_what_was_left(cast: Cast, clock: MovableClock) -> None:
    """R31."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    replan(ticket, Pause(at("2026-11-21 10:04"), ("dispatch",)), scope=scope_of(ticket))
    assert timers(ticket, "dispatch")[1].paused_left == timedelta(minutes=6)
    replan(ticket, Resume(at("2026-11-22 09:00")), scope=scope_of(ticket))
    timer = timers(ticket, "dispatch")[1]
    assert (timer.due_at, timer.breach_at, timer.state) == (at("2026-11-22 09:06"), at("2026-11-22 09:06"), "pending")


def test_arming_again_begins_a_new_cycle_and_silences_the_old(cast: Cast) -> None:
    ticket = cast.ticket()
    replan(ticket, Arm("dispatch", ticket.registered_at), scope=scope_of(ticket))
    states = (
        Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", level=1)
        .order_by("cycle")
        .values_list("state", flat=True)
    )
    assert list(states) == [TimerState.SUPERSEDED, TimerState.PENDING]

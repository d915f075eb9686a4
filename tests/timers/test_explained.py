"""What is explained is what was armed: every kind of timer, every level, through pauses and changes (R29–R32)."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from servicedesk.journal.models import Event
from servicedesk.timers import sums
from servicedesk.timers.actions import create_policy
from servicedesk.timers.days import set_day
from servicedesk.timers.enums import TimerState
from servicedesk.timers.explain import explain
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Timer
from servicedesk.timers.plan import Arm, Pause, Resume, replan
from servicedesk.timers.rollouts import carry_on
from tests.api.client import Api
from tests.cast import Cast, at
from tests.support.clock import Clock
from tickets.clock import scope_of
from tickets.models import Ticket

BEGUN = at("2026-09-24 16:00")
CALENDARS = {"round_the_clock": "PT5H", "desk_hours": "PT9H", "working_days": "P3D"}


def same(ticket: Ticket, kind: str) -> list[Timer]:
    """The cycle that stands, each level explained as it was armed."""
    rows = Timer.objects.filter(clock_id=ticket.pk, kind=kind).exclude(state=TimerState.SUPERSEDED)
    found = list(rows.order_by("level"))
    for row in found:
        assert sums.computed(row, ticket.estate) == row.due_at, (kind, row.level)
        lines = sums.lines_of(row, ticket.estate)
        assert lines[-1].at == row.due_at and not any("calendar has changed" in line.words for line in lines)
    return found


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("kind", list(KINDS))
def test_each_level_of_each_kind_is_explained_as_it_was_armed(
    cast: Cast, clock: Clock, kind: str, calendar: str
) -> None:
    """Over the Mid-autumn and National Day holidays: armed, stopped twice, gone on, changed, stopped, gone on."""
    clock.set(BEGUN)
    steps = len(KINDS[kind].terms.ladder)
    ladder = [{"after": f"PT{30 * n}M" if n else "PT0S", "to": ["owner"]} for n in range(max(3, steps))]
    terms: dict[str, Any] = {"kind": kind, "calendar": calendar, "warn_percent": 80, "ladder": ladder}
    create_policy(actor=cast.act("admin"), duration=CALENDARS[calendar], **terms)
    ticket = cast.ticket()
    promised = BEGUN + timedelta(hours=5) if KINDS[kind].lead else None
    replan(ticket, Arm(kind, BEGUN, promised), scope=scope_of(ticket))
    assert [row.level for row in same(ticket, kind)][:4] == [0, 1, 2, 3]
    for n in (1, 2):
        replan(ticket, Pause(BEGUN + timedelta(minutes=30 * n), (kind,)), scope=scope_of(ticket))
        same(ticket, kind)
        replan(ticket, Resume(BEGUN + timedelta(minutes=30 * n + 20)), scope=scope_of(ticket))
    assert len(same(ticket, kind)[1].pauses) == 2
    clock.set(BEGUN + timedelta(minutes=90))
    shorter = {"round_the_clock": "PT10M", "desk_hours": "PT3H", "working_days": "P1D"}[calendar]
    create_policy(actor=cast.act("admin"), duration=shorter, estate_id=cast.estate.pk, running=True, **terms)
    carry_on(cast.tenant.pk)
    changed = same(ticket, kind)
    assert {row.policy.estate_id for row in changed if row.policy} == {cast.estate.pk}
    replan(ticket, Pause(BEGUN + timedelta(minutes=91), (kind,)), scope=scope_of(ticket))
    replan(ticket, Resume(BEGUN + timedelta(days=9)), scope=scope_of(ticket))
    assert len(same(ticket, kind)[-1].pauses) == 3


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_on_the_trades_own_terms_is_explained_armed_and_armed_again(
    cast: Cast, clock: Clock, kind: str, urgent: bool
) -> None:
    """R29: the end of the day, noon of the next, working days: on the page, too, the sum ends when it is due."""
    clock.set(BEGUN)
    ticket = cast.ticket(urgent=urgent)
    for start in (BEGUN, BEGUN + timedelta(minutes=40)):
        promised = start + timedelta(hours=5) if KINDS[kind].lead else None
        replan(ticket, Arm(kind, start, promised), scope=scope_of(ticket))
        rows = same(ticket, kind)
        assert rows and {row.starts_at for row in rows} == {start}
        (shown,) = (one for one in explain(ticket) if one.kind == kind)
        assert shown.sum(ticket.estate)[-1].at == shown.due_at == next(row.due_at for row in rows if row.is_breach)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.lead])
def test_each_kind_counted_again_on_another_calendar_is_explained(cast: Cast, clock: Clock, kind: str) -> None:
    """R29: a holiday that is worked after all brings the deadline forward, also of a clock that stood still."""
    clock.set(BEGUN)
    steps = max(3, len(KINDS[kind].terms.ladder))
    ladder = [{"after": f"PT{30 * n}M" if n else "PT0S", "to": ["owner"]} for n in range(steps)]
    create_policy(actor=cast.act("admin"), kind=kind, duration="P2D", calendar="working_days", ladder=ladder)
    ticket = cast.ticket()
    replan(ticket, Arm(kind, BEGUN), scope=scope_of(ticket))
    replan(ticket, Pause(BEGUN + timedelta(minutes=30), (kind,)), scope=scope_of(ticket))
    replan(ticket, Resume(BEGUN + timedelta(minutes=50)), scope=scope_of(ticket))
    before = next(row.due_at for row in same(ticket, kind) if row.is_breach)
    set_day(actor=cast.act("admin"), day=date(2026, 9, 25), working=True, name="赶工")
    recount(cast, "--apply")
    assert next(row.due_at for row in same(ticket, kind) if row.is_breach) < before


def test_a_promised_time_is_explained_as_a_promise(cast: Cast, clock: Clock) -> None:
    clock.set(BEGUN)
    ticket = cast.ticket()
    replan(ticket, Arm("arrival", BEGUN, at("2026-09-24 16:40")), scope=scope_of(ticket))
    assert [row.due_at for row in same(ticket, "arrival")][1] == at("2026-09-24 16:40")


def test_the_page_and_rest_show_the_sum_step_by_step(cast: Cast, clock: Clock) -> None:
    """R29: '09-24 16:00–17:30, 09-28 08:30–09:00': the days between are named as closed."""
    clock.set(BEGUN)
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT2H", calendar="working_days")
    ticket = cast.ticket()
    assert same(ticket, "dispatch")[1].due_at == at("2026-09-28 09:00")
    page = cast.client("supervisor").get(f"/tickets/{ticket.number}").content.decode()
    assert "09-24 16:00–17:30" in page and "09-28 08:30–09:00" in page and "09-25, 09-26, 09-27" in page
    rows = Api(cast.api_key).get(f"tickets/{ticket.number}/timers").data["results"]
    breach = next(row for row in rows if row["kind"] == "dispatch" and row["level"] == 1)
    assert breach["sum"][-1]["at"] == breach["due_at"] and len(breach["sum"]) == 2


def test_an_arrangement_that_becomes_known_moves_what_runs_only_when_applied(cast: Cast, clock: Clock) -> None:
    """R29: the unpublished year falls back; recomputed, it shows what moves before it moves it."""
    clock.set(at("2027-03-05 16:30"))
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT2H", calendar="working_days")
    create_policy(actor=cast.act("admin"), kind="first_reply", duration="PT50M", calendar="working_days")
    ticket = cast.ticket()
    guessed = same(ticket, "dispatch")[1].due_at
    assert guessed == at("2027-03-08 09:30")
    set_day(actor=cast.act("admin"), day=date(2027, 3, 6), working=True, name="补班")
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT9H", calendar="working_days", urgent=False)
    assert "would move" in recount(cast) and deadline(ticket).due_at == guessed
    shown = recount(cast, "--apply")
    assert ticket.number in shown and "1 deadlines moved" in shown
    row = deadline(ticket)
    assert (row.due_at, row.duration) == (at("2027-03-06 09:30"), "PT2H")
    same(ticket, "dispatch")
    moved = Event.objects.get(subject_id=ticket.pk, type="timer.moved")
    assert "version" not in moved.payload and "03-06 09:30" in moved.data.title()
    assert "0 deadlines moved" in recount(cast, "--apply")


def deadline(ticket: Ticket) -> Timer:
    rows = Timer.objects.exclude(state=TimerState.SUPERSEDED)
    return rows.get(clock_id=ticket.pk, kind="dispatch", level=1)


def recount(cast: Cast, *words: str) -> str:
    out = StringIO()
    call_command("recount", "--tenant", cast.tenant.code, *words, stdout=out)
    return out.getvalue()

"""Re-planning: the one function that writes due times, inside the action's transaction (architecture.md, "The clock").

    replan(ticket, Meet("dispatch", at=now), Arm("accept", starts_at=now))
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, Max, Q, Value, When

from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.durations import due, parse
from servicedesk.timers.enums import BREACH, LIVE, WARNING, CalendarName, TimerState
from servicedesk.timers.models import Clock, Timer
from servicedesk.timers.policies import Chosen, Policy, Scope, choose


@dataclass(frozen=True)
class Arm:
    """Start a new cycle of a kind. `due_at` fixes the deadline (a promised time); otherwise the policy computes it."""

    kind: str
    starts_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True)
class Meet:
    """The deadline's purpose was reached at `at`: levels that had not fired never will."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Drop:
    """The reason has gone (R30): these kinds (none named: all) never fire again."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pause:
    """Stop these kinds (none named: all) at `at`; what is left is kept (R31)."""

    at: datetime
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resume:
    """Go on with what was left (R31)."""

    at: datetime


Change = Arm | Meet | Drop | Pause | Resume


@dataclass(frozen=True)
class Head:
    """The clock that breaches first among those not yet met: what a worklist sorts by and shows."""

    kind: str
    starts_at: datetime
    due_at: datetime
    paused: bool


def open_clock(subject: Any) -> Clock:
    """The clock of a new subject; its id is the subject's."""
    clock = Clock(id=subject.pk, estate_id=subject.estate_id, subject_type=subject.subject_type)
    clock.save(force_insert=True)
    return clock


def lock_clock(subject_id: UUID) -> Clock:
    """The subject's mutex; taken before any other row of it (lock order: clock, then ticket, then the rest)."""
    return Clock.objects.lock(subject_id)


def replan(subject: Any, *changes: Change, scope: Scope) -> Head | None:
    """Apply the changes to the subject's timers in order and advance its clock. Returns the new head.

    The caller holds the clock's lock (lock_clock). Raises ValueError for an unknown kind or a policy that cannot be.
    """
    policies = policies_for(changes)
    for change in changes:
        match change:
            case Arm():
                arm(subject, change, scope, policies)
            case Meet():
                meet(subject.pk, change)
            case Drop():
                drop(subject.pk, change.kinds)
            case Pause():
                pause(subject, change)
            case Resume():
                resume(subject, change)
    advance(subject.pk)
    return head_of(subject.pk)


def policies_for(changes: Iterable[Change]) -> list[Policy]:
    """The tenant's own policies for the kinds about to be armed: one query for all of them."""
    kinds = [change.kind for change in changes if isinstance(change, Arm)]
    return list(Policy.objects.filter(kind__in=kinds)) if kinds else []


def arm(subject: Any, wanted: Arm, scope: Scope, policies: list[Policy]) -> None:
    """Insert a cycle's timers: the warning, the breach, and each further step of the ladder."""
    mine = Timer.objects.filter(clock_id=subject.pk, kind=wanted.kind)
    mine.filter(state__in=(TimerState.PENDING, TimerState.PAUSED)).update(state=TimerState.SUPERSEDED)
    cycle = (mine.aggregate(last=Max("cycle"))["last"] or 0) + 1
    chosen = choose(wanted.kind, scope, policies)
    Timer.objects.bulk_create(timers_for(subject, wanted, cycle, chosen))


def timers_for(subject: Any, wanted: Arm, cycle: int, chosen: Chosen) -> list[Timer]:
    """The unsaved rows of one cycle, level by level."""
    terms = chosen.terms
    name = CalendarName.ROUND_THE_CLOCK if wanted.due_at else terms.calendar
    calendar = calendar_for(name, subject.estate)
    breach_at = wanted.due_at or due(
        calendar, wanted.starts_at, parse(terms.duration, working_days=calendar.counts_days)
    )
    levels = [
        (BREACH + n, due(calendar, breach_at, parse(step.after, working_days=calendar.counts_days)), step.to)
        for n, step in enumerate(terms.ladder)
    ]
    if terms.warn_percent:
        warn_at = calendar.part_way(wanted.starts_at, breach_at, terms.warn_percent / 100)
        levels.insert(0, (WARNING, warn_at, terms.ladder[0].to))
    return [
        Timer(
            clock_id=subject.pk, kind=wanted.kind, level=level, cycle=cycle, due_at=due_at, breach_at=breach_at,
            starts_at=wanted.starts_at, duration="" if wanted.due_at else terms.duration, calendar=name,
            calendar_version=calendar.version, policy=chosen.policy,
            policy_version=chosen.policy.version if chosen.policy else 0, targets=list(targets),
        )
        for level, due_at, targets in levels
    ]  # fmt: skip


def meet(subject_id: UUID, change: Meet) -> None:
    """Met: whether in time is decided by `at` against due_at; what has not fired is done with."""
    Timer.objects.filter(clock_id=subject_id, kind=change.kind, met_at=None, state__in=LIVE).update(
        met_at=change.at,
        state=Case(When(state=TimerState.FIRED, then=Value(TimerState.FIRED)), default=Value(TimerState.MET)),
    )


def drop(subject_id: UUID, kinds: Sequence[str]) -> None:
    """A timer whose reason has gone never fires (R30); a breach that happened stays a breach, but its clock stops."""
    rows = Timer.objects.filter(clock_id=subject_id, met_at=None, state__in=LIVE)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows.filter(state=TimerState.FIRED).update(met_at=F("fired_at"))
    rows.exclude(state=TimerState.FIRED).update(state=TimerState.SUPERSEDED)


def pause(subject: Any, change: Pause) -> None:
    """Keep what each running timer has left on its own calendar."""
    rows = Timer.objects.filter(clock_id=subject.pk, state=TimerState.PENDING)
    for timer in rows.filter(kind__in=change.kinds) if change.kinds else rows:
        timer.paused_left = calendar_for(timer.calendar, subject.estate).left(timer.due_at, change.at)
        timer.state = TimerState.PAUSED
        timer.save(update_fields=["paused_left", "state"])


def resume(subject: Any, change: Resume) -> None:
    """New due times from what was left; a cycle's deadline is its breach row's."""
    timers = list(Timer.objects.filter(clock_id=subject.pk, state=TimerState.PAUSED))
    for timer in timers:
        calendar = calendar_for(timer.calendar, subject.estate)
        timer.due_at = calendar.resume(change.at, timer.paused_left or timedelta(0))
        timer.state, timer.paused_left = TimerState.PENDING, None
    breaches = {(timer.kind, timer.cycle): timer.due_at for timer in timers if timer.is_breach}
    for timer in timers:
        timer.breach_at = breaches.get((timer.kind, timer.cycle), timer.breach_at)
        timer.save(update_fields=["due_at", "breach_at", "state", "paused_left"])


def advance(subject_id: UUID) -> None:
    """Set the clock's head to its earliest pending timer and count the change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE timers_clock SET version = version + 1, next_due_at = (SELECT min(due_at) FROM timers_timer t "
            "WHERE t.tenant_id = timers_clock.tenant_id AND t.clock_id = timers_clock.id AND t.state = 'pending') "
            "WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND id = %s",
            [subject_id],
        )


def head_of(subject_id: UUID) -> Head | None:
    """The breach that is nearest (or longest past) among deadlines not yet met; None when all is done."""
    open_breach = Q(state__in=LIVE, level=BREACH, met_at=None)
    timer = Timer.objects.filter(open_breach, clock_id=subject_id).order_by("due_at", "id").first()
    if timer is None:
        return None
    return Head(timer.kind, timer.starts_at, timer.due_at, timer.state == TimerState.PAUSED)

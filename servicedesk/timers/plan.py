"""Re-planning: the one function that writes due times, inside the action's transaction (architecture.md, "The clock").

replan(ticket, Meet("dispatch", at=now), Arm("accept", starts_at=now))
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from servicedesk.tenancy.prepared import Prepared
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers import running
from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.arithmetic import Calendar
from servicedesk.timers.enums import BREACH, WARNING, CalendarName, TimerState
from servicedesk.timers.kinds import KINDS, Terms
from servicedesk.timers.levels import Facts, level_due, read_pauses
from servicedesk.timers.models import Clock, Timer
from servicedesk.timers.policies import Chosen, Policy, Scope, choose
from servicedesk.timers.recount import recounted
from servicedesk.timers.running import Running


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
    """The reason has gone (R30): these kinds (none named: all, `but` for these) never fire again."""

    kinds: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pause:
    """Stop these kinds (none named: all) at `at`; what is left is kept (R31)."""

    at: datetime
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resume:
    """Go on with what was left (R31)."""

    at: datetime


@dataclass(frozen=True)
class Anew:
    """Compute the running cycle of these kinds again, by the terms and calendars that hold now (R32).

    What has breached stays as it is, and nothing becomes due before `at`.
    """

    at: datetime
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Recount:
    """Count what runs again on its own terms, by the calendar that holds now, where that changes a time."""

    at: datetime


Change = Arm | Meet | Drop | Pause | Resume | Anew | Recount


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
    """The subject's mutex; taken before any other row of it (lock order: clock, then ticket, then the rest).

    Raises Clock.DoesNotExist.
    """
    clock: Clock | None = LOCKED.first(subject_id)
    if clock is None:
        raise Clock.DoesNotExist
    return clock


# Every action begins with it.
LOCKED = Prepared(lambda subject_id: Clock.objects.lock_all([subject_id]), UUID)


@dataclass(frozen=True)
class Replanning:
    """What is to become of one subject's timers. `fresh`: its clock was opened just now and has none yet."""

    subject: Any
    scope: Scope
    changes: Sequence[Change]
    fresh: bool = False


def replan(subject: Any, *changes: Change, scope: Scope, fresh: bool = False) -> Head | None:
    """Apply the changes to the subject's timers in order and advance its clock. Returns the new head.

    The caller holds the clock's lock (lock_clock). `fresh`: the clock was opened just now and has no timers yet.
    Raises ValueError for an unknown kind or a policy that cannot be.
    """
    return replan_all([Replanning(subject, scope, changes, fresh)])[0]


def replan_all(wanted: Sequence[Replanning]) -> list[Head | None]:
    """The same for many subjects of one tenant, with as many statements as for one."""
    older = [one.subject.pk for one in wanted if not one.fresh]
    timers = running.read(older) if older else {}
    armed = kinds_armed(wanted, timers)
    policies = policies_for(armed)
    cycles = running.last_cycles(older, armed) if older and armed else {}
    plans = [Plan(one.subject, one.scope, policies, timers.get(one.subject.pk, []), cycles) for one in wanted]
    for plan, one in zip(plans, wanted, strict=True):
        for change in one.changes:
            plan.apply(change)
    running.write([timer for plan in plans for timer in plan.timers])
    running.insert([timer for plan in plans for timer in plan.new])
    running.set_heads({plan.subject.pk: plan.next_due_at for plan in plans})
    return [plan.head() for plan in plans]


def kinds_armed(wanted: Sequence[Replanning], timers: Mapping[UUID, list[Running]]) -> set[str]:
    """Of which kinds rows may be inserted."""
    armed = {change.kind for one in wanted for change in one.changes if isinstance(change, Arm)}
    if any(isinstance(change, Anew | Recount) for one in wanted for change in one.changes):
        armed |= {timer.kind for rows in timers.values() for timer in rows}
    return armed


def policies_for(kinds: Iterable[str]) -> list[Policy]:
    """The tenant's own policies for the kinds about to be armed: one query for all of them."""
    wanted = list(kinds)
    return list(Policy.objects.filter(kind__in=wanted)) if wanted else []


class Plan:
    """A subject's unfinished timers in memory: what each change does to them is decided here, and written once."""

    def __init__(
        self,
        subject: Any,
        scope: Scope,
        policies: list[Policy],
        timers: list[Running],
        cycles: Mapping[tuple[UUID, str], int],
    ) -> None:
        self.subject, self.scope, self.policies, self.timers, self.cycles = subject, scope, policies, timers, cycles
        self.new: list[Timer] = []

    def apply(self, change: Change) -> None:
        match change:
            case Arm():
                self.arm(change)
            case Meet():
                self.meet(change)
            case Drop():
                self.drop(change.kinds, change.but)
            case Pause():
                self.pause(change)
            case Resume():
                self.resume(change)
            case Anew():
                for breach in self.waiting(change.kinds):
                    self.replace(breach, self.computed_anew(breach, change.at))
            case Recount():
                for breach in self.waiting(()):
                    self.replace(breach, self.recounted(breach, change.at))

    def arm(self, wanted: Arm) -> None:
        """Insert a cycle's timers: the warning, the breach, and each further step of the ladder."""
        for timer in self.timers:
            if timer.kind == wanted.kind and timer.waits:
                timer.state, timer.changed = TimerState.SUPERSEDED, True
        self.new = [timer for timer in self.new if timer.kind != wanted.kind]
        cycle = self.next_cycle(wanted.kind)
        self.new += timers_for(self.subject, wanted, cycle, choose(wanted.kind, self.scope, self.policies))

    def meet(self, change: Meet) -> None:
        """Met: whether in time is decided by `at` against due_at; what has not fired is done with."""
        for timer in self.of((change.kind,)):
            timer.met_at, timer.changed = change.at, True
            if timer.state != TimerState.FIRED:
                timer.state = TimerState.MET

    def drop(self, kinds: Sequence[str], but: Sequence[str] = ()) -> None:
        """A timer whose reason has gone never fires (R30); a breach that happened stays a breach, its clock stops."""
        for timer in self.of(kinds):
            if timer.kind in but:
                continue
            timer.changed = True
            if timer.state == TimerState.FIRED:
                timer.met_at = timer.fired_at
            else:
                timer.state = TimerState.SUPERSEDED

    def pause(self, change: Pause) -> None:
        """Keep what each running timer has left on its own calendar."""
        for timer in self.of(change.kinds):
            if timer.state == TimerState.PENDING:
                timer.paused_left = self.calendar(timer).left(timer.due_at, change.at)
                timer.pauses = [*timer.pauses, [change.at.isoformat(), None]]
                timer.state, timer.changed = TimerState.PAUSED, True

    def resume(self, change: Resume) -> None:
        """New due times from what was left; a cycle's deadline is its breach row's."""
        paused = [timer for timer in self.timers if timer.state == TimerState.PAUSED]
        for timer in paused:
            timer.due_at = self.calendar(timer).resume(change.at, timer.paused_left or timedelta(0))
            timer.pauses = [*timer.pauses[:-1], [timer.pauses[-1][0], change.at.isoformat()]]
            timer.state, timer.paused_left, timer.changed = TimerState.PENDING, None, True
        breaches = {(timer.kind, timer.cycle): timer.due_at for timer in paused if timer.level == BREACH}
        for timer in paused:
            timer.breach_at = breaches.get((timer.kind, timer.cycle), timer.breach_at)

    def waiting(self, kinds: Sequence[str]) -> list[Running]:
        """The deadlines of these kinds that have not breached."""
        return [timer for timer in self.of(kinds) if timer.level == BREACH and timer.waits]

    def replace(self, breach: Running, found: list[Timer]) -> None:
        """A new cycle in the place of the one that runs; the old one's rows stay, as gone."""
        for row in self.of((breach.kind,)) if found else ():
            if row.cycle == breach.cycle and row.waits:
                row.state, row.changed = TimerState.SUPERSEDED, True
        self.new += found

    def recounted(self, breach: Running, at: datetime) -> list[Timer]:
        rows = Timer.objects.filter(clock_id=self.subject.pk, kind=breach.kind, cycle=breach.cycle).order_by("level")
        waiting = [row for row in rows if row.state in (TimerState.PENDING, TimerState.PAUSED)]
        return recounted(waiting, self.subject, at, self.next_cycle(breach.kind))

    def next_cycle(self, kind: str) -> int:
        return self.cycles.get((self.subject.pk, kind), 0) + 1

    def computed_anew(self, breach: Running, at: datetime) -> list[Timer]:
        """The cycle's rows by what holds now; a warning given before, or due with the breach, is left out."""
        paused = breach.state == TimerState.PAUSED
        same = [row for row in self.of((breach.kind,)) if row.cycle == breach.cycle]
        fired = any(not row.waits for row in same)
        chosen = choose(breach.kind, self.scope, self.policies)
        promised, ends = breach.promised_at, KINDS[breach.kind].ends
        if promised is not None and ends is not None:
            promised = max(ends(self.subject, chosen.terms) or promised, breach.starts_at)
        arm = Arm(breach.kind, breach.starts_at, promised)
        cycle = self.next_cycle(breach.kind)
        rows = timers_for(self.subject, arm, cycle, chosen, pauses=breach.pauses, not_before=None if paused else at)
        deadline = next(row.due_at for row in rows if row.level == BREACH)
        kept = [row for row in rows if row.level >= BREACH or not (at >= row.due_at and (fired or at >= deadline))]
        return [stopped(row, calendar_for(row.calendar, self.subject.estate)) for row in kept] if paused else kept

    def of(self, kinds: Sequence[str]) -> Iterator[Running]:
        """The unfinished timers of these kinds (none named: all). What was armed in the same breath is not meant."""
        for timer in self.timers:
            if timer.met_at is None and timer.state != TimerState.SUPERSEDED and (not kinds or timer.kind in kinds):
                yield timer

    def calendar(self, timer: Running) -> Calendar:
        return calendar_for(timer.calendar, self.subject.estate)

    @property
    def next_due_at(self) -> datetime | None:
        """When the clock has to be looked at again."""
        every: list[Running | Timer] = [*self.timers, *self.new]
        return min((timer.due_at for timer in every if timer.state == TimerState.PENDING), default=None)

    def head(self) -> Head | None:
        breaches: list[Running | Timer] = [timer for timer in self.timers if timer.open_breach]
        breaches += [timer for timer in self.new if timer.is_breach]
        first = min(breaches, key=lambda timer: timer.due_at, default=None)
        return None if first is None else head(first)


def head(timer: Running | Timer) -> Head:
    return Head(timer.kind, timer.starts_at, timer.due_at, timer.state == TimerState.PAUSED)


def timers_for(
    subject: Any,
    wanted: Arm,
    cycle: int,
    chosen: Chosen,
    pauses: Sequence[Any] = (),
    not_before: datetime | None = None,
) -> list[Timer]:
    """The unsaved rows of one cycle, level by level."""
    terms = chosen.terms
    name = CalendarName.ROUND_THE_CLOCK if wanted.due_at else terms.calendar
    calendar = calendar_for(name, subject.estate)
    duration = "" if wanted.due_at else terms.duration
    facts = Facts(wanted.starts_at, duration, wanted.due_at, read_pauses(list(pauses)), not_before)
    breach_at = level_due(calendar, facts)
    return [
        Timer(
            clock_id=subject.pk, kind=wanted.kind, level=level, cycle=cycle,
            due_at=breach_at if level == BREACH else level_due(calendar, facts, after), breach_at=breach_at,
            starts_at=wanted.starts_at, duration=duration, calendar=name,
            calendar_version=calendar.version, policy=chosen.policy, promised_at=wanted.due_at, after=after,
            pauses=list(pauses), not_before=not_before,
            policy_version=chosen.policy.version if chosen.policy else 0, targets=list(targets),
        )
        for level, after, targets in levels_of(terms)
    ]  # fmt: skip


def levels_of(terms: Terms) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """(level, how it follows from the deadline, who is told): the warning, the breach, each further step."""
    if terms.warn_percent:
        yield WARNING, f"{terms.warn_percent}%", terms.ladder[0].to
    for n, step in enumerate(terms.ladder):
        yield BREACH + n, step.after if n else "", step.to


def stopped(row: Timer, calendar: Calendar) -> Timer:
    """A row of a cycle that is stopped: with what was left when it stopped (R31)."""
    row.state = TimerState.PAUSED
    row.paused_left = calendar.left(row.due_at, read_pauses(row.pauses)[-1][0])
    return row


def advance(clock_ids: Sequence[UUID]) -> None:
    """Set each clock's head to its earliest pending timer and count the change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE timers_clock SET version = version + 1, next_due_at = (SELECT min(due_at) FROM timers_timer t "
            "WHERE t.tenant_id = timers_clock.tenant_id AND t.clock_id = timers_clock.id AND t.state = 'pending') "
            "WHERE tenant_id = %s AND id = ANY(%s::uuid[])",
            [require_tenant_id(), [str(clock_id) for clock_id in clock_ids]],
        )

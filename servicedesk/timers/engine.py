"""Firing: claim due clocks, and for each fire its due timers in order, once in effect (R30)."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from servicedesk.journal.record import append, build, hint_after_commit
from servicedesk.messaging.notify import Letter, queue, to_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import SYSTEM
from servicedesk.tenancy.scope import no_tenant, require_tenant_id, tenant_scope
from servicedesk.timers.enums import WARNING, TimerState
from servicedesk.timers.events import payload_for
from servicedesk.timers.kinds import KINDS, SUBJECTS, Kind
from servicedesk.timers.models import Clock, Pulse, Timer
from servicedesk.timers.now import now
from servicedesk.timers.plan import advance, lock_clock
from servicedesk.timers.quiet import held_back

log = logging.getLogger(__name__)
# Many, because a tenant's share of a batch costs a dozen statements whatever its size; a batch is one transaction.
BATCH = 200
GIVE_UP_AFTER = 10
# A handler may arm what is due at once (a climb after an outage); more than this in one go is a loop.
MOST_AT_ONCE = 40
# Fired later than this, people get one digest instead of an alarm each (architecture.md, "The clock", 4).
OUTAGE = timedelta(minutes=5)
NEXT_DUE = """
WITH here AS MATERIALIZED (SELECT app_now() AS at)
SELECT id, clock_id, subject_type, kind, level, due_at, targets, at, more FROM (
    SELECT DISTINCT ON (t.clock_id) t.id, t.clock_id, c.subject_type, t.kind, t.level, t.due_at, t.targets, here.at,
        count(*) OVER (PARTITION BY t.clock_id) > 1 AS more
    FROM here, timers_timer t JOIN timers_clock c ON c.tenant_id = t.tenant_id AND c.id = t.clock_id
    WHERE t.tenant_id = %s AND t.clock_id = ANY(%s::uuid[]) AND t.state = 'pending' AND t.due_at <= here.at
    ORDER BY t.clock_id, t.due_at, t.level, t.id
) first ORDER BY due_at, id
"""
TAKE = """
UPDATE timers_timer SET state = 'fired', fired_at = %s
WHERE tenant_id = %s AND id = ANY(%s::uuid[]) AND state = 'pending' RETURNING id
"""
_settling: ContextVar[frozenset[UUID]] = ContextVar("settling", default=frozenset())


@dataclass(frozen=True, slots=True)
class Due:
    """A pending timer that is due. `more`: others of its clock are due as well."""

    pk: UUID
    clock_id: UUID
    subject_type: str
    kind: str
    level: int
    due_at: datetime
    targets: list[str]
    noticed_at: datetime
    more: bool


@dataclass(frozen=True)
class Firing:
    """What a handler is given: the timer, its subject (fresh), the moment, and how late it was noticed."""

    timer: Due
    kind: Kind
    subject: Any

    @property
    def at(self) -> datetime:
        return self.timer.due_at

    @property
    def noticed_at(self) -> datetime:
        return self.timer.noticed_at

    @property
    def lateness(self) -> timedelta:
        return self.noticed_at - self.at


def sweep(batch: int = BATCH) -> int:
    """Claim up to `batch` due clocks, fair between tenants, and fire them in one transaction. Returns how many."""
    lateness: list[float] = []
    with no_tenant(), transaction.atomic():
        claimed = claim(batch)
        for tenant_id, clock_ids in by_tenant(claimed):
            lateness += fire_clocks(tenant_id, clock_ids)
        if lateness:
            Pulse.objects.create(at=now(), lateness=lateness)
    return len(claimed)


def claim(batch: int) -> list[tuple[UUID, UUID]]:
    """(tenant, clock) rows, locked until the transaction ends; rows others hold are skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, clock_id FROM claim_clocks(%s)", [batch])
        return list(cursor.fetchall())


def by_tenant(claimed: list[tuple[UUID, UUID]]) -> Iterator[tuple[UUID, list[UUID]]]:
    """The claims grouped by tenant. Every sweep takes the tenants in the same order, so that none waits in a circle."""
    groups: dict[UUID, list[UUID]] = {}
    for tenant_id, clock_id in claimed:
        groups.setdefault(tenant_id, []).append(clock_id)
    yield from sorted(groups.items())


def settle(clock: Clock) -> None:
    """Fire what was due before an action goes on, so that the action meets the state that time has made (R30)."""
    if clock.next_due_at is not None and clock.pk not in _settling.get() and clock.next_due_at <= now():
        fire_clock(clock.pk)


def hold(subject_id: UUID) -> None:
    """Lock the subject's clock and settle it; while that clock is being fired, its lock is held already.

    Raises Clock.DoesNotExist for an unknown subject.
    """
    if subject_id not in _settling.get():
        settle(lock_clock(subject_id))


@contextmanager
def settling(clock_ids: Iterable[UUID]) -> Iterator[None]:
    """Handlers call actions, and those would settle again: not while these clocks are being fired."""
    token = _settling.set(_settling.get() | frozenset(clock_ids))
    try:
        yield
    finally:
        _settling.reset(token)


def fire_clocks(tenant_id: UUID, clock_ids: Sequence[UUID]) -> list[float]:
    """Fire a tenant's locked clocks together, as one query serves them all; when one fails, each by itself.

    Returns how late each timer was, in seconds.
    """
    try:
        with settling(clock_ids), tenant_scope(tenant_id):
            return fire_together(clock_ids)
    except Exception:
        log.info("firing %s clocks one by one, as one of them fails", len(clock_ids))
    with tenant_scope(tenant_id):
        return [late for clock_id in clock_ids for late in fire_clock(clock_id)]


def fire_clock(clock_id: UUID) -> list[float]:
    """Fire a locked clock's due timers in order; a failure undoes this clock alone and is tried again later."""
    try:
        with settling([clock_id]), transaction.atomic():
            return fire_together([clock_id])
    except Exception:
        log.exception("clock %s failed", clock_id)
        isolate(clock_id)
        return []


def fire_together(clock_ids: Sequence[UUID]) -> list[float]:
    """Round by round the earliest due timer of each clock, so that each clock's timers fire in order."""
    letters: list[Letter] = []
    lateness: list[float] = []
    for _round in range(MOST_AT_ONCE):
        due = next_due(clock_ids)
        if not due:
            break
        letters += fire(due)
        lateness += [(timer.noticed_at - timer.due_at).total_seconds() for timer in due]
        # What a timer does may make others due; where nothing was done, only what was due already is left.
        if not any(timer.more or acts(timer) for timer in due):
            break
    # At the end and sorted by key: digests are shared rows, and two sweeps must not wait for each other.
    queue(letters)
    advance(clock_ids)
    return lateness


def next_due(clock_ids: Sequence[UUID]) -> list[Due]:
    """Each clock's earliest pending timer that is due; the lower level first when two fall together. In order."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_DUE, [require_tenant_id(), [str(clock_id) for clock_id in clock_ids]])
        return [Due(*row) for row in cursor.fetchall()]


def acts(timer: Due) -> bool:
    """Whether its kind does something at this level, beyond telling."""
    kind = KINDS[timer.kind]
    return kind.act is not None and timer.level in kind.act_levels


def fire(timers: Sequence[Due]) -> list[Letter]:
    """Compare-and-set, then the effects of those that were ours: events, what the kinds do. Returns the messages."""
    won = take(timers)
    letters: list[Letter] = []
    for name, mine in by_subject(timer for timer in timers if timer.pk in won):
        subject_type = SUBJECTS[name]
        known: dict[Any, list[StaffMember]] = {}
        subjects = subject_type.load([timer.clock_id for timer in mine])
        firings = [Firing(timer, KINDS[timer.kind], subjects[timer.clock_id]) for timer in mine]
        told = [subject_type.people(firing.subject, firing.timer.targets, known) for firing in firings]
        announce(firings, told)
        alarmed = [
            (letter, one.subject.estate) for one, who in zip(firings, told, strict=True) for letter in alarms(one, who)
        ]
        letters += held_back(alarmed, timers[0].noticed_at)
        act(firings)
        subject_type.changed([timer.clock_id for timer in mine])
    return letters


def act(firings: Sequence[Firing]) -> None:
    """What the kinds do beyond telling, all firings of a kind together."""
    groups: dict[str, list[Firing]] = {}
    for firing in firings:
        if acts(firing.timer):
            groups.setdefault(firing.kind.name, []).append(firing)
    for name, mine in groups.items():
        KINDS[name].act(mine)  # type: ignore[misc]


def take(timers: Sequence[Due]) -> set[UUID]:
    """From pending to fired, once: the keys of those that nobody else had fired."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [timers[0].noticed_at, require_tenant_id(), [str(timer.pk) for timer in timers]])
        return {key for (key,) in cursor.fetchall()}


def by_subject(timers: Iterable[Due]) -> Iterable[tuple[str, list[Due]]]:
    """The timers grouped by what their clocks are about, in order."""
    groups: dict[str, list[Due]] = {}
    for timer in timers:
        groups.setdefault(timer.subject_type, []).append(timer)
    return groups.items()


def announce(firings: Sequence[Firing], told: Sequence[list[StaffMember]]) -> None:
    """One event a timer, and a hint for live pages; a kind that does not announce writes its own."""
    events = [
        build(firing.subject, payload_for(firing, people), actor=SYSTEM, at=firing.at, timer_id=firing.timer.pk)
        for firing, people in zip(firings, told, strict=True)
        if firing.kind.announce or firing.timer.level == WARNING
    ]
    append(events)
    for firing in firings:
        hint_after_commit(firing.subject, f"timer.{firing.timer.kind}")


def alarms(firing: Firing, people: Sequence[StaffMember]) -> Iterator[Letter]:
    """To everybody on this step of the ladder: an alarm, or after an outage a digest (R32)."""
    what = "timer.warning" if firing.timer.level == WARNING else "timer.breach"
    for person in people:
        yield to_staff(
            person, what, subject=firing.subject, key=f"timer:{firing.timer.pk}", params={"kind": firing.timer.kind},
            urgent=bool(getattr(firing.subject, "urgent", False)),
            digest_at=firing.noticed_at if firing.lateness > OUTAGE else None,
        )  # fmt: skip


def isolate(clock_id: UUID) -> None:
    """Back off; after ten failures the timer is dead, seen on the health page, and the others go on."""
    clock = Clock.objects.get(pk=clock_id)
    clock.failures += 1
    poisoned = next_due([clock_id])
    if clock.failures >= GIVE_UP_AFTER and poisoned:
        Timer.objects.filter(pk=poisoned[0].pk).update(state=TimerState.DEAD)
        clock.failures = 0
        clock.save(update_fields=["failures"])
        advance([clock_id])
        return
    clock.next_due_at = now() + timedelta(seconds=min(2**clock.failures, 300))
    clock.save(update_fields=["failures", "next_due_at"])

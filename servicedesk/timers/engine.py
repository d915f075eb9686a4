"""Firing: claim due clocks, and for each fire its due timers in order, once in effect (R30)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from servicedesk.journal.record import record
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import SYSTEM
from servicedesk.tenancy.scope import no_tenant, tenant_scope
from servicedesk.timers.enums import WARNING, TimerState
from servicedesk.timers.events import payload_for
from servicedesk.timers.kinds import KINDS, SUBJECTS, Kind
from servicedesk.timers.models import Clock, Pulse, Timer
from servicedesk.timers.now import now
from servicedesk.timers.plan import advance

log = logging.getLogger(__name__)
BATCH = 50
GIVE_UP_AFTER = 10
# A handler may arm what is due at once (a climb after an outage); more than this in one go is a loop.
MOST_AT_ONCE = 40
# Fired later than this, people get one digest instead of an alarm each (architecture.md, "The clock", 4).
OUTAGE = timedelta(minutes=5)
_settling: ContextVar[frozenset[UUID]] = ContextVar("settling", default=frozenset())


@dataclass(frozen=True)
class Firing:
    """What a handler is given: the timer, its subject (fresh), the moment, and how late it was noticed."""

    timer: Timer
    kind: Kind
    subject: Any
    at: datetime
    noticed_at: datetime

    @property
    def lateness(self) -> timedelta:
        return self.noticed_at - self.at


def sweep(batch: int = BATCH) -> int:
    """Claim up to `batch` due clocks, fair between tenants, and fire them in one transaction. Returns how many."""
    lateness: list[float] = []
    with no_tenant(), transaction.atomic():
        claimed = claim(batch)
        for tenant_id, clock_ids in by_tenant(claimed):
            with tenant_scope(tenant_id):
                for clock_id in clock_ids:
                    lateness += fire_clock(clock_id)
        if lateness:
            Pulse.objects.create(at=now(), lateness=lateness)
    return len(claimed)


def claim(batch: int) -> list[tuple[UUID, UUID]]:
    """(tenant, clock) rows, locked until the transaction ends; rows others hold are skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, clock_id FROM claim_clocks(%s)", [batch])
        return list(cursor.fetchall())


def by_tenant(claimed: list[tuple[UUID, UUID]]) -> Iterator[tuple[UUID, list[UUID]]]:
    """The claims grouped by tenant, in the order claimed."""
    groups: dict[UUID, list[UUID]] = {}
    for tenant_id, clock_id in claimed:
        groups.setdefault(tenant_id, []).append(clock_id)
    yield from groups.items()


def settle(clock: Clock) -> None:
    """Fire what was due before an action goes on, so that the action meets the state that time has made (R30)."""
    if clock.next_due_at is not None and clock.pk not in _settling.get() and clock.next_due_at <= now():
        fire_clock(clock.pk)


@contextmanager
def settling(clock_id: UUID) -> Iterator[None]:
    """Handlers call actions, and those would settle again: not while this clock is being fired."""
    token = _settling.set(_settling.get() | {clock_id})
    try:
        yield
    finally:
        _settling.reset(token)


def fire_clock(clock_id: UUID) -> list[float]:
    """Fire a locked clock's due timers in order; a failure undoes this clock alone and is tried again later.

    Returns how late each was, in seconds.
    """
    current: Timer | None = None
    lateness: list[float] = []
    try:
        with settling(clock_id), transaction.atomic():
            while len(lateness) < MOST_AT_ONCE and (current := next_due(clock_id)) is not None:
                lateness.append(fire(current))
            advance(clock_id)
        return lateness
    except Exception:
        log.exception("clock %s failed", clock_id)
        isolate(clock_id, current)
        return []


def next_due(clock_id: UUID) -> Timer | None:
    """The earliest pending timer that is due; the lower level first when two fall together."""
    return (
        Timer.objects.filter(clock_id=clock_id, state=TimerState.PENDING, due_at__lte=now())
        .order_by("due_at", "level", "id")
        .first()
    )


def fire(timer: Timer) -> float:
    """Compare-and-set, then the effects: event, messages, and what the kind does. Returns how late, in seconds."""
    noticed_at = now()
    late = (noticed_at - timer.due_at).total_seconds()
    mine = Timer.objects.filter(pk=timer.pk, state=TimerState.PENDING)
    if not mine.update(state=TimerState.FIRED, fired_at=noticed_at):
        return late
    kind = KINDS[timer.kind]
    subject_type = SUBJECTS[Clock.objects.values_list("subject_type", flat=True).get(pk=timer.clock_id)]
    subject = subject_type.load(timer.clock_id)
    firing = Firing(timer, kind, subject, timer.due_at, noticed_at)
    told = subject_type.people(subject, timer.targets)
    if kind.announce or timer.level == WARNING:
        record(subject, payload_for(firing, told), actor=SYSTEM, at=timer.due_at, timer_id=timer.pk)
    for person in told:
        tell_staff(
            person, f"timer.{'warning' if timer.level == WARNING else 'breach'}", subject=subject,
            params={"kind": timer.kind}, urgent=bool(getattr(subject, "urgent", False)),
            key=f"timer:{timer.pk}", digest=firing.lateness > OUTAGE,
        )  # fmt: skip
    if kind.act and timer.level in kind.act_levels:
        kind.act(firing)
    subject_type.changed(subject)
    return late


def isolate(clock_id: UUID, timer: Timer | None) -> None:
    """Back off; after ten failures the timer is dead, seen on the health page, and the others go on."""
    clock = Clock.objects.get(pk=clock_id)
    clock.failures += 1
    if clock.failures >= GIVE_UP_AFTER and timer is not None:
        Timer.objects.filter(pk=timer.pk).update(state=TimerState.DEAD)
        clock.failures = 0
        clock.save(update_fields=["failures"])
        advance(clock_id)
        return
    clock.next_due_at = now() + timedelta(seconds=min(2**clock.failures, 300))
    clock.save(update_fields=["failures", "next_due_at"])

"""A changed policy reaches the clocks that run only when the admin says so, and he sees how many first (R32).

The request is a row, so that no broker and no process can lose it; the clocks follow in batches, each in a transaction
of its own, behind their locks: a clock fires by the old terms or by the new, never by both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from servicedesk.journal.record import append, build, hint_after_commit, record
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.tenancy.scope import require_tenant_id, tenant_scope
from servicedesk.timers.engine import settle
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.events import PolicyApplied, TimerMoved
from servicedesk.timers.kinds import SUBJECTS
from servicedesk.timers.models import Clock, Policy, Rollout, Timer
from servicedesk.timers.now import now
from servicedesk.timers.plan import Anew, Change, Recount, Replanning, replan_all
from servicedesk.timers.policies import Scope, choose

BATCH = 100
WAITING = (TimerState.PENDING, TimerState.PAUSED)
# A subject, and what became of one of its deadlines.
Move = tuple[Any, TimerMoved]


@dataclass(frozen=True)
class Running:
    """One clock of the policy's kind that has not breached, with its subject and what decides its terms."""

    timer: Timer
    subject: Any
    scope: Scope


def running(kind: str, estate_id: UUID | None = None) -> list[Running]:
    """Every clock of a kind that runs or is stopped, soonest first."""
    rows = Timer.objects.filter(kind=kind, level=BREACH, state__in=WAITING, met_at=None).select_related("clock")
    rows = rows.filter(clock__estate_id=estate_id) if estate_id else rows
    timers = list(rows.order_by("due_at", "id"))
    found: dict[UUID, tuple[Any, Scope]] = {}
    for name, subject in SUBJECTS.items():
        found |= subject.scoped([timer.clock_id for timer in timers if timer.clock.subject_type == name])
    return [Running(timer, *found[timer.clock_id]) for timer in timers if timer.clock_id in found]


def affected(policy: Policy) -> list[Running]:
    """The running clocks that other terms would hold for. `policy` may be unsaved: what stands in the form.

    Of a policy given up: those that were armed by it. What a narrower policy decides is not touched.
    """
    if not policy.active:
        return armed_under(policy)
    others = [one for one in Policy.objects.filter(kind=policy.kind) if not same_scope(one, policy)]
    return [
        one for one in running(policy.kind, policy.estate_id)
        if choose(policy.kind, one.scope, [*others, policy]).policy is policy and not armed_by(one.timer, policy)
    ]  # fmt: skip


def armed_under(policy: Policy) -> list[Running]:
    """The running clocks that have their terms from this policy, in whatever version."""
    return [one for one in running(policy.kind, policy.estate_id) if one.timer.policy_id == policy.pk]


def same_scope(one: Policy, other: Policy) -> bool:
    parts = ("kind", "subject_kind", "urgent")
    same = all(getattr(one, name) == getattr(other, name) for name in parts)
    return same and str(one.estate_id or "") == str(other.estate_id or "")


def armed_by(timer: Timer, policy: Policy) -> bool:
    return not policy._state.adding and (timer.policy_id, timer.policy_version) == (policy.pk, policy.version)


def ask(policy: Policy, actor: Principal) -> Rollout:
    """Write down that the running clocks are to follow this version; a worker begins when the transaction is done."""
    made = Rollout.objects.create(policy=policy, version=policy.version, asked_by=actor.name[:60], asked_at=now())
    tenant_id = require_tenant_id()
    transaction.on_commit(lambda: nudge(tenant_id), robust=True)
    return made


def nudge(tenant_id: UUID) -> None:
    """Begin at once; should the broker not hear it, beat comes by."""
    from servicedesk.timers.tasks import roll_out

    roll_out.apply_async(args=(str(tenant_id),), queue="timers", ignore_result=True)


def tenants_waiting() -> list[UUID]:
    """Companies with a rollout that is not finished: through the engine's door, without a look at their data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id FROM rollouts_waiting()")
        return [tenant_id for (tenant_id,) in cursor.fetchall()]


def carry_on(tenant_id: UUID) -> int:
    """Carry out a company's open rollouts, oldest first; what another process has in hand is left to it."""
    with tenant_scope(tenant_id):
        waiting = list(Rollout.objects.filter(finished_at=None).order_by("asked_at", "id").values_list("pk", flat=True))
    return sum(carry_out(tenant_id, pk) for pk in waiting)


def carry_out(tenant_id: UUID, rollout_id: UUID) -> int:
    """One rollout from where it stands: batch by batch, then its own event with the number."""
    with tenant_scope(tenant_id):
        policy = Rollout.objects.select_related("policy").get(pk=rollout_id).policy
        wanted = sorted({one.timer.clock_id for one in affected(policy)})
    for clock_ids in batches(wanted):
        with tenant_scope(tenant_id), transaction.atomic():
            rollout = in_hand(rollout_id)
            if rollout is None:
                return 0
            rollout.changed += apply(rollout, clock_ids)
            rollout.save(update_fields=["changed"])
    with tenant_scope(tenant_id), transaction.atomic():
        return finish(rollout_id)


def in_hand(rollout_id: UUID) -> Rollout | None:
    """The locked rollout; None when somebody else has it or had it."""
    rows = Rollout.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("policy")
    return rows.filter(pk=rollout_id, finished_at=None).first()


def batches(clock_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for n in range(0, len(clock_ids), BATCH):
        yield clock_ids[n : n + BATCH]


def apply(rollout: Rollout, clock_ids: Sequence[UUID]) -> int:
    """Lock these clocks, fire what was due by the old terms, and compute the rest anew. How many times changed."""
    return len(replan_running(clock_ids, Anew(now(), (rollout.policy.kind,)), rollout))


def recount_running(clock_ids: Sequence[UUID]) -> list[Move]:
    """These clocks again by the calendar of today, on the terms they have (R29). What moved, by subject."""
    return replan_running(clock_ids, Recount(now()))


def replan_running(clock_ids: Sequence[UUID], change: Change, about: Rollout | None = None) -> list[Move]:
    """Change these clocks, an event on each subject whose deadline was armed anew. Lock order: clock, then subject."""
    for clock in Clock.objects.lock_all(clock_ids):
        settle(clock)
    told: list[Move] = []
    for name, ids in by_type(clock_ids).items():
        before, subjects = deadlines(ids), SUBJECTS[name].scoped(ids)
        replan_all([Replanning(subject, scope, (change,)) for subject, scope in subjects.values()])
        SUBJECTS[name].changed(ids)
        told += [(subjects[clock_id][0], move) for clock_id, move in moved(before, deadlines(ids), subjects, about)]
    append([build(subject, move, actor=SYSTEM) for subject, move in told])
    for subject, move in told:
        hint_after_commit(subject, f"timer.{move.kind}")
    return told


def by_type(clock_ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for key, name in Clock.objects.filter(pk__in=clock_ids).order_by("pk").values_list("pk", "subject_type"):
        found.setdefault(name, []).append(key)
    return found


Deadlines = dict[tuple[UUID, str], Timer]


def deadlines(clock_ids: Sequence[UUID]) -> Deadlines:
    """By clock and kind, the deadline that runs."""
    rows = Timer.objects.filter(clock_id__in=clock_ids, level=BREACH, state__in=WAITING, met_at=None)
    return {(timer.clock_id, timer.kind): timer for timer in rows}


def moved(
    before: Deadlines, after: Deadlines, subjects: Mapping[UUID, tuple[Any, Scope]], about: Rollout | None
) -> Iterator[tuple[UUID, TimerMoved]]:
    """What was armed anew, in words for the subject's history."""
    for key, timer in after.items():
        old = before.get(key)
        # By another calendar the ladder's steps alone may move: nobody need read of that.
        if old is not None and old.cycle != timer.cycle and (about or old.due_at != timer.due_at):
            why: dict[str, Any] = {"version": about.version, "asked_by": about.asked_by} if about else {}
            zone = subjects[key[0]][0].estate.tz
            was, new = (at.astimezone(zone).isoformat() for at in (old.due_at, timer.due_at))
            yield key[0], TimerMoved(timer.kind, was, new, **why)


def finish(rollout_id: UUID) -> int:
    """All clocks have followed: say so at the policy. Returns how many there were."""
    rollout = in_hand(rollout_id)
    if rollout is None:
        return 0
    rollout.finished_at = now()
    rollout.save(update_fields=["finished_at"])
    record(rollout.policy, PolicyApplied(rollout.policy.kind, rollout.version, rollout.changed), actor=SYSTEM)
    return rollout.changed

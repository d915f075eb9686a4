"""Writing policies: a company's own terms for a kind of timer. Each change bumps the version and leaves an event."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import history, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import targets
from servicedesk.timers.calendars.durations import Duration, parse
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.events import PolicyChanged, PolicyReset
from servicedesk.timers.kinds import KINDS, SUBJECTS, Terms
from servicedesk.timers.models import Policy
from servicedesk.timers.policies import as_ladder
from servicedesk.timers.rollouts import affected, ask

# What a change may touch; the scope of a policy (kind, estate, kind of ticket, urgency) stays what it is.
TERMS = ("duration", "calendar", "warn_percent", "ladder")
LONGEST_LADDER = 10


@atomic
def create_policy(
    *,
    actor: Principal,
    kind: str,
    estate_id: UUID | None = None,
    subject_kind: str = "",
    urgent: bool | None = None,
    running: bool = False,
    **terms: Any,
) -> Policy:
    """A company's own terms for a scope; what is not given is taken from the trade's default. `running`: the
    clocks that run follow them too (R32).

    Raises Invalid naming the field, Conflict when this scope has its policy already.
    """
    policy = considered(actor=actor, kind=kind, estate_id=estate_id, subject_kind=subject_kind, urgent=urgent, **terms)
    if given_up := same_scope(policy).filter(active=False).first():
        policy = take_up(given_up, policy, actor)
    else:
        insert(policy, actor)
    return followed(policy, actor, running)


def considered(
    *,
    actor: Principal,
    kind: str,
    estate_id: UUID | None = None,
    subject_kind: str = "",
    urgent: bool | None = None,
    **terms: Any,
) -> Policy:
    """The unsaved policy, checked. Raises Invalid naming the field, NotFound, PermissionDenied."""
    if kind not in KINDS:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule="R32", field="kind")
    policy = proposed(kind, estate_id, subject_kind, urgent, terms)
    place_of_setting(actor, estate_id, rule="R32")
    check(policy)
    return policy


def proposed(
    kind: str, estate_id: UUID | None, subject_kind: str, urgent: bool | None, terms: dict[str, Any]
) -> Policy:
    """The unsaved policy: what is not given is taken from the trade's default."""
    return Policy(
        kind=kind, estate_id=estate_id, subject_kind=subject_kind, urgent=urgent,
        **(values_of(KINDS[kind].default(bool(urgent))) | terms),
    )  # fmt: skip


def insert(policy: Policy, actor: Principal) -> None:
    try:
        with atomic():
            policy.save(force_insert=True)
    except IntegrityError as twice:
        raise Conflict(_("This scope has its policy already: change that one."), rule="R32", field="kind") from twice
    record(policy, PolicyChanged(policy.kind, policy.version, {}, terms_of(policy)), actor=actor)


def followed(policy: Policy, actor: Principal, running: bool) -> Policy:
    """Where the admin asked for it, the running clocks follow as well, batch by batch after this transaction (R32)."""
    if running and affected(policy):
        ask(policy, actor)
    return policy


def same_scope(policy: Policy) -> QuerySet[Policy]:
    """The row of this scope, if there ever was one."""
    return Policy.objects.filter(
        kind=policy.kind, estate_id=policy.estate_id, subject_kind=policy.subject_kind, urgent=policy.urgent
    )


def take_up(given_up: Policy, wanted: Policy, actor: Principal) -> Policy:
    """A scope that had a policy before gets one again: the same row, the next version."""
    policy = Policy.objects.lock(given_up.pk)
    for name in TERMS:
        setattr(policy, name, getattr(wanted, name))
    policy.active, policy.version = True, policy.version + 1
    policy.save()
    record(policy, PolicyChanged(policy.kind, policy.version, {}, terms_of(policy)), actor=actor)
    return policy


@atomic
def reset_policy(*, actor: Principal, policy_id: UUID, running: bool = False) -> Policy:
    """Give a scope's own terms up: the wider policy, or the trade's default, holds from now on; timers keep theirs
    unless `running` says that they follow.

    Raises NotFound. Giving up what is given up already changes nothing (R32).
    """
    policy = own_policy(actor, policy_id, given_up=True)
    if policy.active:
        policy.active, policy.version = False, policy.version + 1
        policy.save()
        record(policy, PolicyReset(policy.kind, policy.version, terms_of(policy)), actor=actor)
    return followed(policy, actor, running)


def own_policy(actor: Principal, policy_id: UUID, *, given_up: bool = False) -> Policy:
    """The locked policy, which this actor may write. Raises NotFound for another estate's or tenant's."""
    found = Policy.objects.filter(pk=policy_id).select_for_update(no_key=True).first()
    hidden = found is not None and found.estate_id is not None and not actor.sees_estate(found.estate_id)
    if found is None or hidden or not (found.active or given_up):
        raise NotFound(_("There is no such policy."), rule="R32")
    place_of_setting(actor, found.estate_id, rule="R32")
    return found


@atomic
def change_policy(
    *, actor: Principal, policy_id: UUID, version: int | None = None, running: bool = False, **terms: Any
) -> Policy:
    """New terms for what is armed from now on; running timers keep theirs unless `running` says that they follow (R32).

    `version` is the one that the caller has read. Raises Conflict naming who changed it since, Invalid, NotFound.
    """
    policy = own_policy(actor, policy_id)
    if version is not None and version != policy.version:
        raise Conflict(changed_by(policy), rule="R11", field="version")
    before = terms_of(policy)
    for name in TERMS:
        if name in terms:
            setattr(policy, name, terms[name])
    check(policy)
    return followed(keep(policy, before, actor), actor, running)


def keep(policy: Policy, before: dict[str, Any], actor: Principal) -> Policy:
    """Save a checked policy as its next version; without a change nothing is written."""
    after = terms_of(policy)
    changed = {name for name in TERMS if before[name] != after[name]}
    if not changed:
        return policy
    policy.version += 1
    policy.save()
    old, new = ({name: terms[name] for name in sorted(changed)} for terms in (before, after))
    record(policy, PolicyChanged(policy.kind, policy.version, old, new), actor=actor)
    return policy


def changed_by(policy: Policy) -> str:
    """Who was first."""
    last = history(policy).order_by("-id").first()
    return _("{name} has changed it since: it is version {n} now.").format(
        name=last.actor_name if last else "", n=policy.version
    )


def values_of(terms: Terms) -> dict[str, Any]:
    """Default terms as a policy's columns."""
    return {
        "duration": terms.duration,
        "calendar": str(terms.calendar),
        "warn_percent": terms.warn_percent,
        "ladder": as_ladder(terms),
    }


def terms_of(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in TERMS}


def default_policies() -> list[Policy]:
    """The trade's terms as unsaved policies of version 0: one a kind, two where urgent ones have terms of their own."""
    found = []
    for kind in KINDS.values():
        for urgent in (False, True) if kind.urgent else (None,):
            terms = values_of(kind.default(bool(urgent)))
            found.append(Policy(kind=kind.name, urgent=urgent, version=0, **terms))
    return found


def check(policy: Policy) -> None:
    """Terms that can be kept, in a scope that exists. Raises Invalid naming the field."""
    kinds = {word for subject in SUBJECTS.values() for word in subject.kinds}
    if policy.subject_kind and policy.subject_kind not in kinds:
        raise Invalid(_("“{value}” is not known.").format(value=policy.subject_kind), rule="R4", field="subject_kind")
    if policy.calendar not in CalendarName.values:
        raise Invalid(_("“{value}” is not known.").format(value=policy.calendar), rule="R29", field="calendar")
    if duration_of(policy.duration, policy.calendar, "duration") == Duration():
        raise Invalid(_("A deadline needs some time."), rule="R29", field="duration")
    if not 0 <= policy.warn_percent < 100:
        raise Invalid(_("Between 0 (no warning) and 99."), rule="R32", field="warn_percent")
    check_ladder(policy)


def duration_of(text: str, calendar: str, field: str) -> Duration:
    """The duration on this calendar. Raises Invalid saying what would be right."""
    try:
        return parse(text, working_days=calendar == CalendarName.WORKING_DAYS)
    except ValueError as wrong:
        raise Invalid(str(wrong), rule="R29", field=field) from wrong


def check_ladder(policy: Policy) -> None:
    """The first step is the breach itself; each further one is later, and tells people we know."""
    steps: Sequence[dict[str, Any]] = policy.ladder
    least = max(KINDS[policy.kind].act_levels) if KINDS[policy.kind].act else 1
    if not least <= len(steps) <= LONGEST_LADDER:
        raise Invalid(
            _("Between {least} and {most} steps.").format(least=least, most=LONGEST_LADDER), rule="R32", field="ladder"
        )
    last = Duration()
    for number, step in enumerate(steps):
        step["to"] = known_targets(step["to"], f"ladder.{number}.to")
        after = duration_of(step["after"], policy.calendar, f"ladder.{number}.after")
        if number == 0 and after != Duration():
            raise Invalid(_("The first step is the deadline itself: PT0S."), rule="R32", field="ladder.0.after")
        if number and not later(after, last):
            raise Invalid(_("Each step is later than the one before."), rule="R32", field=f"ladder.{number}.after")
        last = after


def later(after: Duration, last: Duration) -> bool:
    """Whether a step comes after the one before; fixed moments ("end-of-day") are taken as they are."""
    if after.end_of_day or after.at or last.end_of_day or last.at:
        return True
    return (after.working_days, after.delta) > (last.working_days, last.delta)


def known_targets(names: Sequence[str], field: str) -> list[str]:
    """The names as they are kept. Raises Invalid for one that stands for nobody."""
    return [known_target(name, field) for name in names]


def known_target(name: str, field: str) -> str:
    if name in {target for subject in SUBJECTS.values() for target in subject.targets}:
        return name
    try:
        return targets.normal(name)
    except ValueError as unknown:
        raise Invalid(_("“{value}” is not known.").format(value=name), rule="R32", field=field) from unknown

"""What terms would mean for a real ticket: the one that runs now, else the last there was, else a made one (R32)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.timers import rollouts, said
from servicedesk.timers.enums import BREACH, WARNING
from servicedesk.timers.kinds import KINDS, SUBJECTS, Terms
from servicedesk.timers.models import Policy, Timer
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, timers_for
from servicedesk.timers.policies import Chosen, Scope, choose, fits, terms_of

# How many of the latest timers are looked through for a ticket of the scope.
LOOKED_AT = 60


@dataclass(frozen=True)
class Line:
    """What happens at one moment: "due", "warning", "5 minutes later", and who is told."""

    at: datetime
    words: str
    names: str = ""
    level: int = BREACH


@dataclass(frozen=True)
class Sample:
    """One clock under the terms: of a ticket (`number`), or made. `was`: when it is due by the terms it has now."""

    starts_at: datetime
    lines: list[Line] = field(default_factory=list)
    number: str = ""
    place: str = ""
    running: bool = False
    was: datetime | None = None


@dataclass(frozen=True)
class Effect:
    """What saving would do: how many running clocks it is for, how many of them would be due at once, and a sample."""

    clocks: int
    at_once: int
    sample: Sample | None


def effect(policy: Policy) -> Effect:
    """Of a policy as it stands in the form; nothing is written. Raises ValueError for terms that cannot be."""
    terms = terms_of(policy)
    return effect_on(rollouts.affected(policy), policy, lambda scope: terms)


def effect_of_reset(policy: Policy) -> Effect:
    """Of giving a scope's own terms up: each clock that has them would follow what is wider; nothing is written."""
    return effect_on(rollouts.armed_under(policy), policy, lambda scope: without(policy, scope))


def wider(policy: Policy) -> list[Terms]:
    """What would hold in the policy's scope without it: two terms where urgent tickets have others."""
    urgencies = (False, True) if policy.urgent is None else (policy.urgent,)
    found = [without(policy, Scope(policy.estate_id, policy.subject_kind, urgent)) for urgent in urgencies]
    return found[:1] if found[0] == found[-1] else found


def without(policy: Policy, scope: Scope) -> Terms:
    """The terms of a scope once this policy is given up."""
    others = Policy.objects.filter(kind=policy.kind, active=True).exclude(pk=policy.pk)
    return choose(policy.kind, scope, list(others)).terms


def effect_on(found: list[rollouts.Running], policy: Policy, terms: Callable[[Scope], Terms]) -> Effect:
    """These clocks by these terms; the sample is the first of them, else the last there was in the policy's scope."""
    at = now()
    due = [deadline(one, terms(one.scope), at) for one in found]
    shown, moment = (found[0], at) if found else (recent(policy), None)
    sample = sample_of(shown, terms(shown.scope), moment) if shown else None
    return Effect(len(found), sum(one <= at for one in due), sample)


def proposed_or_saved(policy: Policy) -> Policy:
    """The saved policy of the same scope where it says the same: what runs by it follows it already."""
    rows = Policy.objects.filter(kind=policy.kind, estate_id=policy.estate_id, subject_kind=policy.subject_kind)
    saved = rows.filter(urgent=policy.urgent, active=True).first()
    return saved if saved is not None and terms_of(saved) == terms_of(policy) else policy


def deadline(one: rollouts.Running, terms: Terms, at: datetime) -> datetime:
    return next(row.due_at for row in rows_of(one, terms, at) if row.level == BREACH)


def rows_of(one: rollouts.Running, terms: Terms, at: datetime | None) -> list[Timer]:
    """The rows this clock would have; `at`: it runs, and nothing may come before this moment."""
    timer = one.timer
    promised = timer.promised_at or (None if timer.duration else timer.breach_at)
    ends = KINDS[timer.kind].ends
    if promised is not None and ends is not None:
        promised = max(ends(one.subject, terms) or promised, timer.starts_at)
    arm = Arm(timer.kind, timer.starts_at, promised)
    return timers_for(one.subject, arm, 1, Chosen(terms), pauses=timer.pauses, not_before=at)


def sample_of(one: rollouts.Running, terms: Terms, at: datetime | None) -> Sample:
    """This ticket's clock by the new terms, with the names of those who would be told."""
    zone, subject = one.subject.estate.tz, one.subject
    told = SUBJECTS[one.timer.clock.subject_type].people
    lines = [
        Line(
            timezone.localtime(row.due_at, zone), level_words(row, terms),
            _(", ").join(person.name for person in told(subject, [name for name in row.targets if name], {})),
            row.level,
        )
        for row in rows_of(one, terms, at)
    ]  # fmt: skip
    return Sample(
        timezone.localtime(one.timer.starts_at, zone), sorted(lines, key=lambda line: (line.at, line.level)),
        number=getattr(subject, "number", ""), running=at is not None,
        was=timezone.localtime(one.timer.due_at, zone),
    )  # fmt: skip


def level_words(row: Timer, terms: Terms) -> str:
    if row.level == WARNING:
        return _("a warning")
    return _("{time} later").format(time=said.length(row.after, terms.calendar)) if row.after else _("it is due")


def recent(policy: Policy) -> rollouts.Running | None:
    """The last clock of this kind in the policy's scope, whatever became of it."""
    rows = Timer.objects.filter(kind=policy.kind, level=BREACH).select_related("clock").order_by("-id")[:LOOKED_AT]
    timers = list(rows)
    found: dict[Any, tuple[Any, Scope]] = {}
    for name, subject in SUBJECTS.items():
        found |= subject.scoped([timer.clock_id for timer in timers if timer.clock.subject_type == name])
    for timer in timers:
        if timer.clock_id in found and fits(policy, found[timer.clock_id][1]):
            return rollouts.Running(timer, *found[timer.clock_id])
    return None


def in_words(sample: Sample) -> str:
    """'Begun 21:50: 21:58 a warning (林晓雯), 22:00 it is due (林晓雯), 22:05 5 minutes later (郑国栋)'."""
    parts = [
        _("{time} {words} ({names})").format(time=hm(line.at, sample), words=line.words, names=line.names)
        if line.names else _("{time} {words}").format(time=hm(line.at, sample), words=line.words)
        for line in sample.lines
    ]  # fmt: skip
    return _("Begun {time}: {lines}").format(time=f"{sample.starts_at:%m-%d %H:%M}", lines=_(", ").join(parts))


def hm(at: datetime, sample: Sample) -> str:
    return f"{at:%H:%M}" if at.date() == sample.starts_at.date() else f"{at:%m-%d %H:%M}"

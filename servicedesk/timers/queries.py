"""The terms that hold, as the settings page lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from servicedesk.people.principal import Principal
from servicedesk.timers.kinds import KINDS, SUBJECTS, Kind, Terms
from servicedesk.timers.models import Policy
from servicedesk.timers.policies import Scope, choose, terms_of


@dataclass(frozen=True)
class Row:
    """Terms of one scope: the company's own (`policy`), or those that hold without one."""

    kind: Kind
    urgent: bool | None
    terms: Terms
    policy: Policy | None = None
    inherited: bool = False

    @property
    def estate(self) -> Any:
        return self.policy.estate if self.policy else None

    @property
    def subject_kind(self) -> str:
        return self.policy.subject_kind if self.policy else ""


def own(actor: Principal) -> list[Policy]:
    """The company's policies, and those of the estates this person sees."""
    rows = Policy.objects.select_related("estate").filter(active=True)
    if actor.estate_ids is not None:
        rows = rows.filter(Q(estate=None) | Q(estate__in=actor.estate_ids))
    return list(rows.order_by("kind", "estate__code", "subject_kind", "urgent"))


def rows(actor: Principal) -> Iterator[tuple[Kind, list[Row]]]:
    """Kind by kind: what holds everywhere (usual, urgent), then each scope with terms of its own."""
    mine = own(actor)
    for kind in KINDS.values():
        of_kind = [policy for policy in mine if policy.kind == kind.name]
        yield kind, [*base(kind, of_kind), *exceptions(kind, of_kind)]


def base(kind: Kind, policies: list[Policy]) -> Iterator[Row]:
    """The widest scopes: one row, or two where urgent tickets have a time of their own."""
    wide = [policy for policy in policies if policy.estate_id is None and not policy.subject_kind]
    for urgent in wide_urgencies(kind):
        mine = next((policy for policy in wide if policy.urgent == urgent), None)
        chosen = choose(kind.name, Scope(None, "", bool(urgent)), wide)
        yield Row(kind, urgent, chosen.terms, mine, inherited=mine is None and chosen.policy is not None)


def wide_urgencies(kind: Kind) -> tuple[bool | None, ...]:
    return (False, True) if kind.urgent else (None,)


def exceptions(kind: Kind, policies: list[Policy]) -> Iterator[Row]:
    for policy in policies:
        if policy.estate_id or policy.subject_kind or policy.urgent not in wide_urgencies(kind):
            yield Row(kind, policy.urgent, terms_of(policy), policy)


def subject_kinds() -> list[tuple[str, Any]]:
    """What a policy can be scoped to, in words."""
    return [(word, subject.labels.get(word, word)) for subject in SUBJECTS.values() for word in subject.kinds]


def targets() -> list[tuple[str, Any]]:
    """Whom a step can tell, in words."""
    return [(word, subject.labels.get(word, word)) for subject in SUBJECTS.values() for word in subject.targets]

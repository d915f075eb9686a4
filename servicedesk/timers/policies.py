"""Which terms hold for a subject: the tenant's most specific policy, else the kind's default (domain §7)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from servicedesk.timers.kinds import KINDS, LadderStep, Terms
from servicedesk.timers.models import Policy


@dataclass(frozen=True)
class Scope:
    """What a policy can be for."""

    estate_id: UUID | None
    subject_kind: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Chosen:
    """The terms that hold, and the policy they come from (None: the trade's default)."""

    terms: Terms
    policy: Policy | None = None


def choose(kind: str, scope: Scope, policies: list[Policy] | None = None) -> Chosen:
    """The terms for one kind of timer in this scope. Estate weighs more than kind of ticket, that more than urgency."""
    rows = policies if policies is not None else list(Policy.objects.filter(kind=kind))
    fitting = [policy for policy in rows if policy.kind == kind and fits(policy, scope)]
    if not fitting:
        return Chosen(KINDS[kind].default(scope.urgent))
    best = max(fitting, key=specificity)
    return Chosen(terms_of(best), best)


def fits(policy: Policy, scope: Scope) -> bool:
    return (
        policy.active
        and policy.estate_id in (None, scope.estate_id)
        and policy.subject_kind in ("", scope.subject_kind)
        and policy.urgent in (None, scope.urgent)
    )


def specificity(policy: Policy) -> tuple[bool, bool, bool]:
    return policy.estate_id is not None, bool(policy.subject_kind), policy.urgent is not None


def terms_of(policy: Policy) -> Terms:
    """A policy row as terms."""
    steps = tuple(LadderStep(step.get("after", "PT0S"), tuple(step.get("to", ()))) for step in policy.ladder)
    return Terms(policy.duration, steps or (LadderStep("PT0S", ()),), policy.calendar, policy.warn_percent)


def as_ladder(terms: Terms) -> list[dict[str, Any]]:
    """Terms' ladder as the policy stores it."""
    return [{"after": step.after, "to": list(step.to)} for step in terms.ladder]

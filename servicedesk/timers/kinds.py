"""The kinds of timer and of subject that the product's apps register (each in its clock.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from servicedesk.timers.enums import CalendarName

if TYPE_CHECKING:
    from servicedesk.people.models import StaffMember
    from servicedesk.timers.engine import Firing
    from servicedesk.timers.policies import Scope


@dataclass(frozen=True)
class LadderStep:
    """Who is told, how long after the deadline (an ISO 8601 duration)."""

    after: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What a deadline is: how long, on which calendar, when it warns, and its ladder. First step = the breach."""

    duration: str
    ladder: tuple[LadderStep, ...]
    calendar: str = CalendarName.ROUND_THE_CLOCK
    warn_percent: int = 80


@dataclass(frozen=True)
class Kind:
    """A kind of timer. `act` is called at `act_levels` with those of one tenant that fire together, each of another
    subject; `announce=False`: act writes the event itself.
    """

    name: str
    label: Any
    terms: Terms
    urgent: Terms | None = None
    act: "Callable[[Sequence[Firing]], None] | None" = None
    act_levels: tuple[int, ...] = (1,)
    announce: bool = True
    # What the desk is told to do when this clock is the ticket's head (design: "say what to do now").
    prompt: Any = ""
    icon: str = "clock"
    # The duration is a lead: it ends at the moment given when the timer is armed (an appointment).
    lead: bool = False
    # May stop while the subject waits (R31); what watches the waiting itself may not.
    stops: bool = True
    # Of a lead: when it ends for this subject by these terms (the appointment less the duration), None without one.
    ends: "Callable[[Any, Terms], datetime | None] | None" = None

    def default(self, urgent: bool) -> Terms:
        return self.urgent if urgent and self.urgent else self.terms


@dataclass(frozen=True)
class SubjectType:
    """How the engine reaches subjects without knowing what they are.

    load: the subjects of these clocks, by key. people: those behind target names; what is found once stands in the
    third argument for the next subject of the same sweep. changed: after these clocks have fired. scoped: the subjects
    with their estate, and what decides their policies.
    """

    name: str
    load: Callable[[Sequence[UUID]], dict[UUID, Any]]
    people: "Callable[[Any, Iterable[str], dict[Any, list[StaffMember]]], list[StaffMember]]"
    changed: Callable[[Sequence[UUID]], None]
    scoped: "Callable[[Sequence[UUID]], dict[UUID, tuple[Any, Scope]]]"
    # Why a subject may wait: what a rule of pauses is for (R31).
    reasons: tuple[tuple[str, Any], ...] = ()
    # The words a policy may use: kinds of subject to be scoped to, and names of people to be told.
    kinds: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    # How those words are said to people.
    labels: dict[str, Any] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}
SUBJECTS: dict[str, SubjectType] = {}


def register_kind(kind: Kind) -> Kind:
    """Add a kind of timer. Raises ValueError when its name is taken."""
    if kind.name in KINDS:
        raise ValueError(f"The timer kind {kind.name} stands twice.")
    KINDS[kind.name] = kind
    return kind


def leads() -> list[str]:
    """Names of the kinds at whose moment the clock itself begins something: nobody keeps or misses it (R17)."""
    return [kind.name for kind in KINDS.values() if kind.lead]


def register_subject(subject: SubjectType) -> SubjectType:
    """Add a type of subject, such as the ticket."""
    SUBJECTS[subject.name] = subject
    return subject

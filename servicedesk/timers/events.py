"""What a fired timer leaves in the journal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type
from servicedesk.timers import said
from servicedesk.timers.enums import BREACH, WARNING
from servicedesk.timers.kinds import KINDS, SUBJECTS

if TYPE_CHECKING:
    from servicedesk.people.models import StaffMember
    from servicedesk.timers.engine import Firing


@dataclass(frozen=True)
class TimerPayload(Payload):
    """A level of a deadline was reached. `late_seconds` says how late that was noticed (R30)."""

    kind: str
    level: int
    told: list[str] = field(default_factory=list)
    late_seconds: int = 0

    @property
    def label(self) -> str:
        return str(KINDS[self.kind].label) if self.kind in KINDS else self.kind

    def detail(self) -> str:
        parts = [_("Told: {names}").format(names=_(", ").join(self.told))] if self.told else []
        if self.late_seconds >= 60:
            parts.append(_("noticed {n} minutes late").format(n=self.late_seconds // 60))
        return _(" · ").join(parts)


@event_type("timer.warned")
@dataclass(frozen=True)
class Warned(TimerPayload):
    icon = "hourglass"

    def title(self) -> str:
        return _("{timer}: 80% of the time used").format(timer=self.label)


@event_type("timer.breached")
@dataclass(frozen=True)
class Breached(TimerPayload):
    icon = "alert-triangle"

    def title(self) -> str:
        return _("{timer} overdue").format(timer=self.label)


@event_type("timer.escalated")
@dataclass(frozen=True)
class Escalated(TimerPayload):
    icon = "stairs-up"

    def title(self) -> str:
        return _("{timer} still overdue, reported upwards").format(timer=self.label)


@event_type("policy.changed")
@dataclass(frozen=True)
class PolicyChanged(Payload):
    """A company changed its terms for one kind of timer; what they were before is kept (R10, R32)."""

    kind: str
    version: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    icon = "settings"

    def title(self) -> str:
        label = str(KINDS[self.kind].label) if self.kind in KINDS else self.kind
        return _("changed the policy “{kind}”, version {n}").format(kind=label, n=self.version)

    def detail(self) -> str:
        return _(" · ").join(said.changes(self.before, self.after))


@event_type("policy.reset")
@dataclass(frozen=True)
class PolicyReset(Payload):
    """A company gave its own terms for a scope up; what they were is kept (R10)."""

    kind: str
    version: int
    before: dict[str, Any] = field(default_factory=dict)
    icon = "settings"

    def title(self) -> str:
        label = str(KINDS[self.kind].label) if self.kind in KINDS else self.kind
        return _("gave up the policy “{kind}”: the default holds again").format(kind=label)


@event_type("pause_rule.changed")
@dataclass(frozen=True)
class PauseRuleChanged(Payload):
    """Which clocks stop while a ticket waits for this reason; None: no word of one's own (R10, R31)."""

    reason: str
    before: list[str] | None = None
    after: list[str] | None = None
    icon = "player-pause"

    def title(self) -> str:
        reasons = {key: label for subject in SUBJECTS.values() for key, label in subject.reasons}
        return _("changed which clocks stop: {reason}").format(reason=reasons.get(self.reason, self.reason))

    def detail(self) -> str:
        return f"{names(self.before)} → {names(self.after)}"


def names(kinds: list[str] | None) -> str:
    """Kinds of timer in words."""
    return _(", ").join(str(KINDS[name].label) if name in KINDS else name for name in kinds or ()) or _("none")


@event_type("quiet_hours.changed")
@dataclass(frozen=True)
class QuietHoursChanged(Payload):
    """'22:00–07:00', or '' for none (R10, R32)."""

    before: str
    after: str
    icon = "moon"

    def title(self) -> str:
        return _("changed the quiet hours")

    def detail(self) -> str:
        return f"{self.before or _('none')} → {self.after or _('none')}"


@event_type("quiet_hours.own")
@dataclass(frozen=True)
class OwnQuietHoursChanged(QuietHoursChanged):
    """A member of staff's own (R10, R32)."""

    name: str = ""

    def title(self) -> str:
        return _("changed the quiet hours of {name}").format(name=self.name)


@event_type("calendar_day.changed")
@dataclass(frozen=True)
class CalendarDayChanged(Payload):
    """The company's own word about a day; None: the published arrangement holds (R10, R29)."""

    day: str
    before: bool | None
    after: bool | None
    name: str = ""
    icon = "calendar-event"

    def title(self) -> str:
        words = {True: _("worked"), False: _("off"), None: _("as published")}
        return _("set the day {day}: {word}").format(day=self.day, word=words[self.after])

    def detail(self) -> str:
        return self.name


@event_type("policy.applied")
@dataclass(frozen=True)
class PolicyApplied(Payload):
    """Running clocks have followed a new version, as the admin had asked (R32)."""

    kind: str
    version: int
    clocks: int
    icon = "clock-check"

    def title(self) -> str:
        return _("{n} running clocks now follow version {version}").format(n=self.clocks, version=self.version)


@event_type("timer.moved")
@dataclass(frozen=True)
class TimerMoved(Payload):
    """A running deadline was computed again: by a policy's new version, or a calendar that became known (R29, R32)."""

    kind: str
    before: str
    after: str
    version: int | None = None
    asked_by: str = ""
    icon = "clock-check"
    group = "change"

    def title(self) -> str:
        label = str(KINDS[self.kind].label) if self.kind in KINDS else self.kind
        if self.before == self.after:
            return _("{timer}: the same time, by other rules").format(timer=label)
        was, new = (stamp(datetime.fromisoformat(at)) for at in (self.before, self.after))
        return _("{timer}: due {new} instead of {was}").format(timer=label, new=new, was=was)

    def detail(self) -> str:
        if self.version is None:
            return _("computed again by the calendar of today")
        return _("time limit changed, asked for by {name}").format(name=self.asked_by)


def stamp(at: datetime) -> str:
    """Events keep it in the estate's zone."""
    return f"{at:%m-%d %H:%M}"


def payload_for(firing: "Firing", told: "list[StaffMember]") -> TimerPayload:
    """The event of this firing, by its level."""
    level = firing.timer.level
    cls = Warned if level == WARNING else Breached if level == BREACH else Escalated
    return cls(firing.timer.kind, level, [person.name for person in told], int(firing.lateness.total_seconds()))

"""What the journal keeps of dispatching."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dispatch.enums import Mode, Pool, Settlement
from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.people.enums import Skill
from tickets.events import label


@dataclass(frozen=True)
class ToSomebody(Payload):
    """Events about one assignment."""

    assignment_id: str
    # Nobody's where a group was asked.
    name: str = ""
    group = "dispatch"


@event_type("dispatch.offered")
@dataclass(frozen=True)
class Offered(ToSomebody):
    mode: str = Mode.SYSTEM
    level: int = 0
    why: str = ""
    icon = "send"

    def title(self) -> str:
        if self.level:
            return _("offered one level up to {name}").format(name=self.name)
        return _("sent to {name}").format(name=self.name)

    def detail(self) -> str:
        return " · ".join(part for part in (label(Mode, self.mode), self.why) if part)


def group_words(pool: str, skill: str, department: str = "") -> str:
    """'everybody who does plumbing', 'everybody on shift', or the department."""
    if pool == Pool.SKILL:
        return _("everybody for {skill}").format(skill=label(Skill, skill))
    return department or (_("everybody on shift") if pool == Pool.SHIFT else "")


@event_type("dispatch.held_out")
@dataclass(frozen=True)
class HeldOut(ToSomebody):
    """Offered to a group, of whom the first takes it (R13). `name` is the department's, where it is one."""

    pool: str = ""
    skill: str = ""
    why: str = ""
    icon = "hand-grab"

    def title(self) -> str:
        return _("held out to {name}").format(name=group_words(self.pool, self.skill, self.name))

    def detail(self) -> str:
        return " · ".join(part for part in (label(Mode, Mode.CLAIM), self.why) if part)


@event_type("dispatch.accepted")
@dataclass(frozen=True)
class Accepted(ToSomebody):
    mode: str = Mode.SYSTEM
    promised_at: str = ""
    icon = "check"

    def title(self) -> str:
        words = _("{name} claimed it") if self.mode == Mode.CLAIM else _("{name} accepted")
        return words.format(name=self.name)

    def detail(self) -> str:
        return label(Mode, self.mode) if self.mode in (Mode.VERBAL, Mode.DIRECT) else ""


@event_type("dispatch.refused")
@dataclass(frozen=True)
class Refused(ToSomebody):
    reason: str = ""
    icon = "x"

    def title(self) -> str:
        return _("{name} cannot go").format(name=self.name) if self.name else _("nobody of the group can go")


@event_type("dispatch.expired")
@dataclass(frozen=True)
class Expired(ToSomebody):
    icon = "clock-x"

    def title(self) -> str:
        return (
            _("{name} did not answer in time").format(name=self.name) if self.name else _("nobody claimed it in time")
        )


@event_type("dispatch.exhausted")
@dataclass(frozen=True)
class Exhausted(Payload):
    """Everybody up to the estate manager was asked (R15, R16)."""

    asked: int
    icon = "stairs-up"
    group = "dispatch"

    def title(self) -> str:
        return _("nobody can go: {n} people asked").format(n=self.asked)


@event_type("dispatch.recalled")
@dataclass(frozen=True)
class Recalled(Payload):
    name: str = ""
    reason: str = ""
    icon = "arrow-back-up"
    group = "dispatch"

    def title(self) -> str:
        return _("took it back from {name}").format(name=self.name) if self.name else _("took it back")


@event_type("dispatch.rescheduled")
@dataclass(frozen=True)
class Rescheduled(Payload):
    """R16: a new time, with the resident's consent, and the manager's where nobody could go."""

    appointment_at: str
    reason: str = ""
    appointee: str = ""
    manager: str = ""
    icon = "calendar-repeat"
    group = "dispatch"

    def title(self) -> str:
        from servicedesk.web.wording import moment

        return _("rescheduled to {time}").format(time=moment(self.appointment_at))

    def detail(self) -> str:
        parts = [
            _("pre-agreed with {name}").format(name=self.appointee) if self.appointee else "",
            _("{name} agreed that nobody can be sent").format(name=self.manager) if self.manager else "",
            quote(self.reason),
        ]
        return " · ".join(part for part in parts if part)


@event_type("dispatch.arrival_checked")
@dataclass(frozen=True)
class ArrivalChecked(Payload):
    """The desk asked the reporter: not there yet (R18)."""

    remark: str = ""
    promised_at: str = ""
    icon = "phone"
    group = "call"

    def title(self) -> str:
        return _("checked with the reporter: not there yet")

    def detail(self) -> str:
        return self.remark


@event_type("dispatch.reopened")
@dataclass(frozen=True)
class Reopened(Payload):
    reason: str
    icon = "refresh"
    group = "dispatch"

    def title(self) -> str:
        return _("reopened after the callback")


@event_type("dispatch.nobody_can_go")
@dataclass(frozen=True)
class NobodyCanGo(Payload):
    """The estate manager's word (R16)."""

    name: str
    reason: str
    icon = "user-off"
    group = "dispatch"

    def title(self) -> str:
        return _("{name} agreed that nobody can be sent").format(name=self.name)


@event_type("conciliation.opened")
@dataclass(frozen=True)
class ConciliationOpened(Payload):
    """R16: another colleague talks to the resident."""

    colleague: str
    complaint: str
    icon = "message-exclamation"
    group = "call"

    def title(self) -> str:
        return _("the resident complains: {name} talks to him").format(name=self.colleague)

    def detail(self) -> str:
        return quote(self.complaint)


@event_type("conciliation.ended")
@dataclass(frozen=True)
class ConciliationEnded(Payload):
    outcome: str
    result: str
    icon = "checks"
    group = "call"

    def title(self) -> str:
        return _("conciliation: {outcome}").format(outcome=Settlement(self.outcome).words)

    def detail(self) -> str:
        return quote(self.result)


@event_type("dispatch.limit_changed")
@dataclass(frozen=True)
class LimitChanged(Payload):
    """How many open jobs somebody may claim; 0: nothing of its own."""

    before: int = 0
    after: int = 0
    icon = "pencil"

    def title(self) -> str:
        return _("limit of open jobs: {before} → {after}").format(before=self.before or "–", after=self.after or "–")

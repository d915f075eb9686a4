"""What the journal keeps of visits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type, quote
from tickets.enums import SuspendReason
from tickets.events import label
from visits.enums import Check


@event_type("visit.arrived")
@dataclass(frozen=True)
class Arrived(Payload):
    name: str
    minutes_late: int | None = None
    icon = "map-pin-check"
    group = "dispatch"

    def title(self) -> str:
        return _("{name} arrived").format(name=self.name)

    def detail(self) -> str:
        if self.minutes_late is None:
            return ""
        return _("{n} minutes late").format(n=self.minutes_late) if self.minutes_late > 0 else _("on time")


@event_type("visit.knocked")
@dataclass(frozen=True)
class Knocked(Payload):
    nth: int
    icon = "hand-stop"
    group = "dispatch"

    def title(self) -> str:
        return _("knocked the first time") if self.nth == 1 else _("knocked the second time")


@event_type("visit.let_in")
@dataclass(frozen=True)
class LetIn(Payload):
    by: str = ""
    checks: tuple[str, ...] = ()
    icon = "door-enter"
    group = "dispatch"

    def title(self) -> str:
        return _("was let in, with permission, and began")

    def detail(self) -> str:
        return " · ".join(part for part in (self.by, *(label(Check, check) for check in self.checks)) if part)


@event_type("visit.no_access")
@dataclass(frozen=True)
class NoAccess(Payload):
    icon = "door-off"
    group = "dispatch"

    def title(self) -> str:
        return _("no access: nobody opened, a notice was left")


@event_type("visit.worked")
@dataclass(frozen=True)
class Worked(Payload):
    findings: str = ""
    work_done: str = ""
    parts: int = 0
    checks: tuple[str, ...] = ()
    icon = "tool"
    group = "dispatch"

    def title(self) -> str:
        return _("recorded the work")

    def detail(self) -> str:
        words = (self.findings, self.work_done, *(label(Check, check) for check in self.checks))
        return " · ".join(part for part in words if part)


@event_type("visit.suspended")
@dataclass(frozen=True)
class Suspended(Payload):
    reason: str
    resume_at: str
    remark: str = ""
    icon = "player-pause"
    group = "dispatch"

    def title(self) -> str:
        return _("suspended: {reason}").format(reason=label(SuspendReason, self.reason))

    def detail(self) -> str:
        from servicedesk.web.wording import moment

        goes_on = _("goes on {time}").format(time=moment(self.resume_at))
        return " · ".join(part for part in (goes_on, self.remark) if part)


@event_type("visit.signed_off")
@dataclass(frozen=True)
class SignedOff(Payload):
    signer: str = ""
    satisfied: bool | None = None
    unsigned_reason: str = ""
    icon = "writing-sign"
    group = "change"

    def title(self) -> str:
        if self.unsigned_reason:
            return _("finished without a signature")
        return _("signed by {name}").format(name=self.signer)

    def detail(self) -> str:
        if self.unsigned_reason:
            return quote(self.unsigned_reason)
        return {True: _("satisfied"), False: _("not satisfied"), None: ""}[self.satisfied]


@event_type("visit.reviewed")
@dataclass(frozen=True)
class Reviewed(Payload):
    icon = "checks"
    group = "change"

    def title(self) -> str:
        return _("reviewed and approved")


@event_type("visit.rework")
@dataclass(frozen=True)
class ReworkOrdered(Payload):
    reason: str
    icon = "refresh"
    group = "change"

    def title(self) -> str:
        return _("sent it back to be done again")

    def detail(self) -> str:
        return quote(self.reason)

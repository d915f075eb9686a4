"""What the journal keeps of visits."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.timers.calendars.durations import in_words, parse
from servicedesk.web.wording import moment
from tickets.enums import SuspendReason
from tickets.events import label
from visits.enums import Check, Means, Told


@dataclass(frozen=True)
class OnSite(Payload):
    """Done at the place; `received_at` when a phone without network told it later than it was done (R48)."""

    received_at: str = field(default="", kw_only=True)

    def detail(self) -> str:
        received = _("received {time}").format(time=moment(self.received_at)) if self.received_at else ""
        return " · ".join(part for part in (self.said(), received) if part)

    def said(self) -> str:
        """The second line, without when it was received."""
        return ""


@event_type("visit.arrived")
@dataclass(frozen=True)
class Arrived(OnSite):
    name: str
    minutes_late: int | None = None
    # How it was told (Told); those of earlier days do not say.
    means: str = ""
    icon = "map-pin-check"
    group = "dispatch"

    def title(self) -> str:
        return _("{name} arrived").format(name=self.name)

    def said(self) -> str:
        return " · ".join(part for part in (self.punctual(), label(Told, self.means) if self.means else "") if part)

    def punctual(self) -> str:
        """Against what was promised, where something was."""
        if self.minutes_late is None:
            return ""
        return _("{n} minutes late").format(n=self.minutes_late) if self.minutes_late > 0 else _("on time")


@event_type("visit.knocked")
@dataclass(frozen=True)
class Knocked(OnSite):
    nth: int
    icon = "hand-stop"
    group = "dispatch"

    def title(self) -> str:
        return _("knocked the first time") if self.nth == 1 else _("knocked the second time")


@event_type("visit.let_in")
@dataclass(frozen=True)
class LetIn(OnSite):
    by: str = ""
    checks: tuple[str, ...] = ()
    icon = "door-enter"
    group = "dispatch"

    def title(self) -> str:
        return _("was let in, with permission, and began")

    def said(self) -> str:
        return " · ".join(part for part in (self.by, *(label(Check, check) for check in self.checks)) if part)


@event_type("visit.no_access")
@dataclass(frozen=True)
class NoAccess(OnSite):
    icon = "door-off"
    group = "dispatch"

    def title(self) -> str:
        return _("no access: nobody opened, a notice was left")


@event_type("visit.worked")
@dataclass(frozen=True)
class Worked(OnSite):
    findings: str = ""
    work_done: str = ""
    parts: int = 0
    checks: tuple[str, ...] = ()
    cause: str = ""
    helpers: str = ""
    icon = "tool"
    group = "dispatch"

    def title(self) -> str:
        return _("recorded the work")

    def said(self) -> str:
        along = _("with {names}").format(names=self.helpers) if self.helpers else ""
        words = (self.findings, self.cause, self.work_done, along, *(label(Check, check) for check in self.checks))
        return " · ".join(part for part in words if part)


@event_type("visit.suspended")
@dataclass(frozen=True)
class Suspended(OnSite):
    reason: str
    resume_at: str
    remark: str = ""
    icon = "player-pause"
    group = "dispatch"

    def title(self) -> str:
        return _("suspended: {reason}").format(reason=label(SuspendReason, self.reason))

    def said(self) -> str:
        goes_on = _("goes on {time}").format(time=moment(self.resume_at))
        return " · ".join(part for part in (goes_on, self.remark) if part)


@event_type("visit.signed_off")
@dataclass(frozen=True)
class SignedOff(OnSite):
    signer: str = ""
    satisfied: bool | None = None
    unsigned_reason: str = ""
    icon = "writing-sign"
    group = "change"

    def title(self) -> str:
        if self.unsigned_reason:
            return _("finished without a signature")
        return _("signed by {name}").format(name=self.signer)

    def said(self) -> str:
        if self.unsigned_reason:
            return quote(self.unsigned_reason)
        return {True: _("satisfied"), False: _("not satisfied"), None: ""}[self.satisfied]


@event_type("visit.reviewed")
@dataclass(frozen=True)
class Reviewed(Payload):
    # Why the customer had not signed, where the supervisor approved that; `signed`: with a signature of his own (R23).
    unsigned: str = ""
    signed: bool = False
    icon = "checks"
    group = "change"

    def title(self) -> str:
        if self.signed:
            return _("reviewed, approved and signed in the customer's place")
        return (
            _("reviewed and approved without the customer's signature") if self.unsigned else _("reviewed and approved")
        )

    def detail(self) -> str:
        return quote(self.unsigned)


@event_type("visit.rework")
@dataclass(frozen=True)
class ReworkOrdered(Payload):
    reason: str
    icon = "refresh"
    group = "change"

    def title(self) -> str:
        return _("sent it back to be done again")


@event_type("visit.window_agreed")
@dataclass(frozen=True)
class WindowAgreed(Payload):
    starts_at: str
    ends_at: str
    means: str
    icon = "calendar-time"
    group = "call"

    def title(self) -> str:
        return _("window agreed: {time}–{end}").format(time=moment(self.starts_at), end=moment(self.ends_at)[-5:])

    def detail(self) -> str:
        return label(Means, self.means)


@event_type("visit.time_confirmed")
@dataclass(frozen=True)
class TimeConfirmed(Payload):
    starts_at: str
    icon = "calendar-time"
    group = "call"

    def title(self) -> str:
        return _("confirmed the time: {time}").format(time=moment(self.starts_at))


@event_type("visit.window_length")
@dataclass(frozen=True)
class WindowLengthChanged(Payload):
    """How long windows are, in ISO 8601; '': nothing of its own."""

    before: str = ""
    after: str = ""
    icon = "pencil"

    def title(self) -> str:
        return _("length of windows: {before} → {after}").format(
            before=in_short(self.before), after=in_short(self.after)
        )


@event_type("visit.window_notice")
@dataclass(frozen=True)
class WindowNoticeChanged(Payload):
    """Until when a window can be chosen, in ISO 8601; '': nothing of its own."""

    before: str = ""
    after: str = ""
    icon = "pencil"

    def title(self) -> str:
        return _("notice before a window: {before} → {after}").format(
            before=in_short(self.before), after=in_short(self.after)
        )


def in_short(duration: str) -> str:
    """2 hours; a dash for none."""
    return in_words(parse(duration)) if duration else "–"


@event_type("visit.time_asked")
@dataclass(frozen=True)
class TimeAsked(Payload):
    icon = "message"
    group = "call"

    def title(self) -> str:
        return _("sent the link to choose a time")

"""What the journal keeps of what follows from a callback (R26–R28)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.people.events import SettingsPayload
from tickets.enums import CallOutcome, FollowUpCause, Grade
from tickets.events import label


def after(cause: str, nth: int) -> str:
    """Day 7, week 2, after the notice."""
    return str(FollowUpCause(cause).words).format(n=nth) if cause in FollowUpCause.values else ""


@event_type("notice.issued")
@dataclass(frozen=True)
class NoticeIssued(Payload):
    department: str
    nth: int = 1
    reason: str = ""
    demand: str = ""
    icon = "message-exclamation"
    group = "call"

    def title(self) -> str:
        return _("issued an opinion notice to {department}").format(department=self.department)

    def detail(self) -> str:
        return " · ".join(part for part in (quote(self.reason), self.demand) if part)


@event_type("notice.acknowledged")
@dataclass(frozen=True)
class NoticeAcknowledged(Payload):
    department: str
    by: str = ""
    icon = "writing-sign"
    group = "call"

    def title(self) -> str:
        return _("{name} of {department} signed for the opinion notice").format(
            name=self.by, department=self.department
        )


@event_type("notice.handled")
@dataclass(frozen=True)
class NoticeHandled(Payload):
    department: str
    done: str = ""
    done_by: str = ""
    icon = "tools"
    group = "call"

    def title(self) -> str:
        return _("{name} of {department} has seen to it").format(name=self.done_by, department=self.department)

    def detail(self) -> str:
        return self.done


@event_type("notice.answered")
@dataclass(frozen=True)
class NoticeAnswered(NoticeHandled):
    by: str = ""
    icon = "message-reply"

    def title(self) -> str:
        return _("{department} answered the opinion notice").format(department=self.department)

    def detail(self) -> str:
        return " · ".join(part for part in (self.done, self.done_by) if part)


@event_type("analysis.opened")
@dataclass(frozen=True)
class AnalysisOpened(Payload):
    owner: str = ""
    reason: str = ""
    icon = "zoom-exclamation"
    group = "call"

    def title(self) -> str:
        if not self.owner:
            return _("opened a complaint analysis")
        return _("opened a complaint analysis for {name}").format(name=self.owner)


@event_type("analysis.written")
@dataclass(frozen=True)
class AnalysisWritten(Payload):
    """`correction` and `prevention` are what older events call the two actions."""

    cause: str = ""
    corrective_action: str = ""
    preventive_action: str = ""
    correction: str = ""
    prevention: str = ""
    icon = "pencil"
    group = "call"

    def title(self) -> str:
        return _("wrote the complaint analysis")

    def detail(self) -> str:
        actions = (self.corrective_action or self.correction, self.preventive_action or self.prevention)
        return " · ".join(part for part in (self.cause, *actions) if part)


@event_type("analysis.returned")
@dataclass(frozen=True)
class AnalysisReturned(Payload):
    reason: str = ""
    icon = "arrow-back-up"
    group = "call"

    def title(self) -> str:
        return _("returned the complaint analysis")


@event_type("analysis.approved")
@dataclass(frozen=True)
class AnalysisApproved(Payload):
    icon = "circle-check"
    group = "call"

    def title(self) -> str:
        return _("approved the complaint analysis")


@event_type("callback.given_up")
@dataclass(frozen=True)
class ReporterGivenUp(Payload):
    """One of a fault's reporters, after so many tries in vain; the ticket waits for the others."""

    reporter: str
    tries: int = 0
    reason: str = ""
    icon = "phone-off"
    group = "call"

    def title(self) -> str:
        words = _("gave {reporter} up as unreachable after {n} tries")
        return words.format(reporter=self.reporter or "–", n=self.tries)


@event_type("callback.planned")
@dataclass(frozen=True)
class FollowUpsPlanned(Payload):
    """Which further callbacks there will be: by cause and number."""

    cause: str
    days: list[int] = field(default_factory=list)
    icon = "calendar-repeat"
    group = "call"

    def title(self) -> str:
        words = _(", ").join(after(self.cause, n) for n in self.days)
        return _("further callback: {words}").format(words=words)


@event_type("callback.followed_up")
@dataclass(frozen=True)
class FollowedUp(Payload):
    cause: str
    nth: int = 0
    outcome: str = ""
    grade: str = ""
    reason: str = ""
    remark: str = ""
    icon = "phone"
    group = "call"

    def title(self) -> str:
        said = label(Grade, self.grade) if self.grade else label(CallOutcome, self.outcome)
        return _("further callback, {when}: {said}").format(when=after(self.cause, self.nth), said=said)

    def detail(self) -> str:
        return " · ".join(part for part in (quote(self.reason), self.remark) if part)


@event_type("callback.terms_changed")
@dataclass(frozen=True)
class CallTermsChanged(SettingsPayload):
    name: str = ""
    icon = "phone"

    def title(self) -> str:
        return _("changed when residents may be called")


@event_type("callback.wish_changed")
@dataclass(frozen=True)
class CallWishChanged(SettingsPayload):
    icon = "phone"

    def title(self) -> str:
        return _("noted when {name} wishes to be called").format(name=self.name)


@event_type("callback.schedule_changed")
@dataclass(frozen=True)
class CallScheduleChanged(SettingsPayload):
    icon = "calendar-repeat"

    def title(self) -> str:
        return _("changed the further callbacks: {name}").format(name=self.name)

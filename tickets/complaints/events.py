"""What the journal keeps of a complaint's work (R5, R10, R37); the handoff's own events stand in tickets/events.py."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.web.wording import moment
from tickets.complaints.enums import AmendsKind, Category, ToldBy
from tickets.enums import Validity
from tickets.events import label


@event_type("complaint.classified")
@dataclass(frozen=True)
class Classified(Payload):
    validity: str
    category: str = ""
    major: bool = False
    was_validity: str = ""
    was_major: bool = False
    reason: str = ""
    icon = "tag"
    group = "change"

    def title(self) -> str:
        words = " · ".join(
            filter(
                None, (label(Validity, self.validity), label(Category, self.category), _("Major") if self.major else "")
            )
        )
        return _("classified: {words}").format(words=words)


@event_type("complaint.correction_written")
@dataclass(frozen=True)
class CorrectionWritten(Payload):
    department: str
    writer: str
    cause: str
    corrective_action: str
    preventive_action: str
    icon = "pencil"
    group = "dispatch"

    def title(self) -> str:
        words = _("{writer} of {department} handed in cause and measures")
        return words.format(writer=self.writer, department=self.department)

    def detail(self) -> str:
        return " · ".join((self.cause, self.corrective_action, self.preventive_action))


@event_type("complaint.correction_approved")
@dataclass(frozen=True)
class CorrectionApproved(Payload):
    department: str
    judge: str
    icon = "checks"
    group = "dispatch"

    def title(self) -> str:
        return _("{name} approved cause and measures of {department}").format(
            name=self.judge, department=self.department
        )


@event_type("complaint.correction_sent_back")
@dataclass(frozen=True)
class CorrectionSentBack(Payload):
    department: str
    judge: str
    reason: str
    icon = "arrow-back-up"
    group = "dispatch"

    def title(self) -> str:
        words = _("{name} sent cause and measures of {department} back")
        return words.format(name=self.judge, department=self.department)


@event_type("complaint.consulted")
@dataclass(frozen=True)
class Consulted(Payload):
    held_at: str
    decided: str
    tasks: str
    present: list[str] = field(default_factory=list)
    icon = "users"
    group = "dispatch"

    def title(self) -> str:
        return _("consultation of {names}").format(names=_(", ").join(self.present))

    def detail(self) -> str:
        return f"{self.decided} · {self.tasks}"


@event_type("complaint.result_told")
@dataclass(frozen=True)
class ResultWasTold(Payload):
    told_by: str
    means: str
    said: str
    icon = "message-reply"
    group = "call"

    def title(self) -> str:
        words = _("{name} told the complainant the result, {means}")
        return words.format(name=self.told_by, means=label(ToldBy, self.means))

    def detail(self) -> str:
        return self.said


@event_type("complaint.amends_made")
@dataclass(frozen=True)
class AmendsMade(Payload):
    kind: str
    what: str
    reason: str
    agreed_by: str
    amount: str = ""
    icon = "scale"
    group = "change"

    def title(self) -> str:
        if self.kind == AmendsKind.COMPENSATION:
            amount = f"¥{Decimal(self.amount):,.2f}"
            return _("{name} agreed to a compensation of {amount}").format(name=self.agreed_by, amount=amount)
        return _("{name} apologised").format(name=self.agreed_by)

    def detail(self) -> str:
        return " · ".join(filter(None, (self.what, quote(self.reason))))


@event_type("complaint.forwarded")
@dataclass(frozen=True)
class Forwarded(Payload):
    """The official number and deadline, before and after; deadlines as ISO times."""

    number: str
    deadline: str = ""
    was_number: str = ""
    was_deadline: str = ""
    reason: str = ""
    icon = "building-community"
    group = "change"

    def title(self) -> str:
        if self.deadline:
            words = _("official number {number}, to be answered by {time}")
            return words.format(number=self.number, time=moment(self.deadline))
        return _("official number {number}").format(number=self.number)

    def detail(self) -> str:
        was = " ".join(filter(None, (self.was_number, self.was_deadline and moment(self.was_deadline))))
        return " · ".join(filter(None, (was and _("before: {words}").format(words=was), quote(self.reason))))


@event_type("complaint.officially_replied")
@dataclass(frozen=True)
class OfficiallyReplied(Payload):
    number: str
    text: str
    icon = "building-community"
    group = "call"

    def title(self) -> str:
        return _("replied officially to {number}").format(number=self.number)

    def detail(self) -> str:
        return self.text

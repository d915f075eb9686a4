"""What the journal keeps of a ticket's life (R10). Each payload says its own line of the timeline."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.journal.payloads import Payload, event_type, quote
from tickets.enums import CallMeans, CallOutcome, Channel, Fee, Grade, Kind, PhotoKind, Resolution


def label(choices: type, value: str) -> str:
    """The word for a stored value, in the reader's language."""
    return str(choices(value).label) if value in choices.values else value  # type: ignore[attr-defined]


@event_type("ticket.registered")
@dataclass(frozen=True)
class Registered(Payload):
    number: str
    kind: str
    channel: str
    place: str
    description: str = ""
    urgent: bool = False
    contact: str = ""
    received_at: str = ""
    icon = "file-plus"
    group = "change"

    def title(self) -> str:
        return _("registered")

    def detail(self) -> str:
        return f"{label(Channel, self.channel)} · {label(Kind, self.kind)} · {self.description}"


@event_type("ticket.answered")
@dataclass(frozen=True)
class Answered(Payload):
    answer: str
    icon = "message-reply"
    group = "call"

    def title(self) -> str:
        return _("answered on the spot and closed")

    def detail(self) -> str:
        return self.answer


@event_type("ticket.replied")
@dataclass(frozen=True)
class Replied(Payload):
    text: str
    icon = "message-reply"
    group = "call"

    def title(self) -> str:
        return _("replied to the reporter")

    def detail(self) -> str:
        return self.text


@event_type("ticket.cancelled")
@dataclass(frozen=True)
class Cancelled(Payload):
    resolution: str
    reason: str
    into: str = ""
    icon = "circle-x"
    group = "change"

    def title(self) -> str:
        if self.into:
            return _("merged this into {number}").format(number=self.into)
        return _("closed it: {resolution}").format(resolution=label(Resolution, self.resolution))


@event_type("ticket.merged")
@dataclass(frozen=True)
class Merged(Payload):
    number: str
    reporter: str = ""
    icon = "git-merge"
    group = "change"

    def title(self) -> str:
        return _("merged {number} into this, its reporter is called back too").format(number=self.number)

    def detail(self) -> str:
        return self.reporter


@event_type("ticket.taken_out")
@dataclass(frozen=True)
class TakenOut(Payload):
    """Of the incident: a call that was another fault."""

    number: str
    reason: str
    icon = "git-branch"
    group = "change"

    def title(self) -> str:
        return _("took {number} out again").format(number=self.number)

    def detail(self) -> str:
        return self.reason


@event_type("ticket.taken_back")
@dataclass(frozen=True)
class TakenBack(Payload):
    """Of the call itself: it is open again by itself."""

    number: str
    reason: str
    icon = "git-branch"
    group = "change"

    def title(self) -> str:
        return _("took this out of {number} again").format(number=self.number)

    def detail(self) -> str:
        return self.reason


@event_type("ticket.reopened_in_warranty")
@dataclass(frozen=True)
class ReopenedInWarranty(Payload):
    reason: str
    icon = "refresh"
    group = "change"

    def title(self) -> str:
        return _("reopened within the warranty")


@event_type("ticket.noted")
@dataclass(frozen=True)
class Noted(Payload):
    text: str
    icon = "note"
    group = "call"

    def title(self) -> str:
        return _("noted: {text}").format(text=self.text)


@event_type("ticket.corrected")
@dataclass(frozen=True)
class Corrected(Payload):
    """Values before and after, by field: nothing is overwritten without a trace (R10)."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    icon = "pencil"
    group = "change"

    def title(self) -> str:
        return _("corrected")

    def detail(self) -> str:
        names = {
            "description": _("What is wrong"), "place": _("Place"), "contact_name": _("Contact"),
            "contact_phone": _("Phone"), "skill": _("Kind of work"), "urgent": _("Urgent"),
        }  # fmt: skip
        changes = [f"{names.get(key, key)}: {self.before.get(key, '')} → {value}" for key, value in self.after.items()]
        return " · ".join([*changes, *([quote(self.reason)] if self.reason else [])])


@event_type("ticket.handed_over")
@dataclass(frozen=True)
class HandedOver(Payload):
    previous: str
    new: str
    reason: str = ""
    icon = "user-share"
    group = "change"

    def title(self) -> str:
        return _("handed it over: {previous} → {new}").format(previous=self.previous or "–", new=self.new)


@event_type("ticket.phone_revealed")
@dataclass(frozen=True)
class PhoneRevealed(Payload):
    """`of`: whose, when it is not the reporter's."""

    of: str = ""
    icon = "eye"
    group = "change"

    def title(self) -> str:
        if self.of:
            return _("looked at the full phone number of {name}").format(name=self.of)
        return _("looked at the full phone number")


@event_type("ticket.photo_added")
@dataclass(frozen=True)
class PhotoAdded(Payload):
    kind: str
    photo_id: str
    icon = "camera"
    group = "change"

    def title(self) -> str:
        return _("added a photo: {kind}").format(kind=label(PhotoKind, self.kind))


PAPERS = {
    "work_order": gettext_lazy("work order"),
    "no_access": gettext_lazy("notice: nobody at home"),
    "complaint": gettext_lazy("complaint form"),
    "official_reply": gettext_lazy("official reply"),
    "callback": gettext_lazy("callback record"),
    "receipt": gettext_lazy("receipt"),
    "opinion_notice": gettext_lazy("opinion notice"),
    "complaint_analysis": gettext_lazy("complaint analysis"),
}


@event_type("ticket.printed")
@dataclass(frozen=True)
class Printed(Payload):
    """A paper left the system; `paper` is one of PAPERS, a receipt's with its number."""

    paper: str
    nth: int = 1
    icon = "printer"
    group = "change"

    def title(self) -> str:
        name, _space, number = self.paper.partition(" ")
        words = f"{PAPERS.get(name, name)} {number}".strip()
        return _("printed: {paper}, print {n}").format(paper=words, n=self.nth)


@event_type("ticket.fee_set")
@dataclass(frozen=True)
class FeeSet(Payload):
    fee: str
    reason: str = ""
    icon = "coin-yuan"
    group = "change"

    def title(self) -> str:
        return _("fee: {fee}").format(fee=label(Fee, self.fee))


@event_type("complaint.handed_off")
@dataclass(frozen=True)
class HandedOff(Payload):
    department: str
    icon = "send"
    group = "dispatch"

    def title(self) -> str:
        return _("handed the form to {department}").format(department=self.department)


@event_type("complaint.handoff_signed")
@dataclass(frozen=True)
class HandoffSigned(Payload):
    department: str
    recipient: str
    icon = "writing-sign"
    group = "dispatch"

    def title(self) -> str:
        return _("{recipient} of {department} signed for it").format(
            recipient=self.recipient, department=self.department
        )


@event_type("complaint.handoff_returned")
@dataclass(frozen=True)
class HandoffReturned(Payload):
    department: str
    reason: str
    icon = "arrow-back-up"
    group = "dispatch"

    def title(self) -> str:
        return _("{department} returned the form").format(department=self.department)


@event_type("callback.started")
@dataclass(frozen=True)
class CallbackStarted(Payload):
    automatic: bool = False
    icon = "phone-outgoing"
    group = "call"

    def title(self) -> str:
        return _("callback may begin")


@event_type("callback.attempted")
@dataclass(frozen=True)
class CallbackAttempted(Payload):
    outcome: str
    attempt: int = 1
    grade: str = ""
    reason: str = ""
    remark: str = ""
    means: str = CallMeans.PHONE
    via: str = ""
    out_of_hours: str = ""
    # Which of those who reported the same fault; '' is the ticket's own reporter (R7).
    reporter: str = ""
    icon = "phone"
    group = "call"

    def title(self) -> str:
        if self.reporter:
            return _("{reporter}: {words}").format(reporter=self.reporter, words=self.said())
        return self.said()

    def said(self) -> str:
        """The same without the name."""
        if self.means in (CallMeans.LINK, CallMeans.QR):
            said, how = label(Grade, self.grade), label(CallMeans, self.means)
            return _("answered {how}: {grade}").format(how=how, grade=said)
        if self.grade:
            return _("called back: {grade}").format(grade=label(Grade, self.grade))
        return _("called back, try {n}: {outcome}").format(n=self.attempt, outcome=label(CallOutcome, self.outcome))

    def detail(self) -> str:
        hour = _("outside the hours: {reason}").format(reason=self.out_of_hours) if self.out_of_hours else ""
        told = _("told by {system}").format(system=self.via) if self.via else ""
        return " · ".join(part for part in (quote(self.reason), self.remark, hour, told) if part)


@event_type("ticket.closed")
@dataclass(frozen=True)
class Closed(Payload):
    resolution: str
    reason: str = ""
    icon = "circle-check"
    group = "change"

    def title(self) -> str:
        return _("closed: {resolution}").format(resolution=label(Resolution, self.resolution))

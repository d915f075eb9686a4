"""What the journal keeps of arrears (R10, R38)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.arrears.enums import Channel, Result, StopKind, label
from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.people.events import SettingsPayload
from servicedesk.people.said import LABELS

LABELS.update({
    "due_days": gettext_lazy("Due so many days after the first of the month"),
    "minimum": gettext_lazy("Not reminded below"), "gap_days": gettext_lazy("Days between two reminders"),
    "promise_days": gettext_lazy("Longest promise, in days"), "pay_zh": gettext_lazy("How to pay, in Chinese"),
    "pay_en": gettext_lazy("How to pay, in English"), "ladder": gettext_lazy("Steps of reminding"),
})  # fmt: skip


@event_type("arrears.reminded")
@dataclass(frozen=True)
class Reminded(Payload):
    unit: str
    stage: int
    channel: str
    amount: str
    words: str = ""
    result: str = ""
    remark: str = ""
    icon = "mail"

    def title(self) -> str:
        said = _("reminded {unit} of ¥{amount}: step {n}, {channel}").format(
            unit=self.unit, amount=self.amount, n=self.stage, channel=label(Channel, self.channel)
        )
        return f"{said}{_(', ')}{label(Result, self.result)}" if self.result else said

    def detail(self) -> str:
        return " ".join(filter(None, (self.words, self.remark)))


@event_type("arrears.letter_printed")
@dataclass(frozen=True)
class LetterPrinted(Payload):
    unit: str
    nth: int
    icon = "printer"

    def title(self) -> str:
        return _("printed the reminder letter of {unit}, print {n}").format(unit=self.unit, n=self.nth)


@event_type("arrears.promised")
@dataclass(frozen=True)
class Promised(Payload):
    unit: str
    who: str
    amount: str
    until: str
    note: str = ""
    icon = "calendar-event"

    def title(self) -> str:
        return _("{who} of {unit} promised ¥{amount} until {day}").format(
            who=self.who, unit=self.unit, amount=self.amount, day=self.until
        )

    def detail(self) -> str:
        return self.note


@event_type("arrears.promise_withdrawn")
@dataclass(frozen=True)
class PromiseWithdrawn(Payload):
    unit: str
    amount: str
    reason: str = ""
    icon = "calendar-event"

    def title(self) -> str:
        return _("took back the promise of {unit} of ¥{amount}").format(unit=self.unit, amount=self.amount)


@event_type("arrears.stopped")
@dataclass(frozen=True)
class RemindersStopped(Payload):
    unit: str
    kind: str
    until: str = ""
    reason: str = ""
    icon = "player-pause"

    def title(self) -> str:
        words = _("{unit} is not reminded until {day}: {kind}") if self.until else _("{unit} is not reminded: {kind}")
        return words.format(unit=self.unit, kind=label(StopKind, self.kind), day=self.until)


@event_type("arrears.stop_ended")
@dataclass(frozen=True)
class StopEnded(Payload):
    unit: str
    kind: str
    reason: str = ""
    icon = "player-pause"

    def title(self) -> str:
        return _("{unit} may be reminded again: {kind} ended").format(unit=self.unit, kind=label(StopKind, self.kind))

    def detail(self) -> str:
        return quote(self.reason)


@event_type("arrears.terms_changed")
@dataclass(frozen=True)
class ArrearsTermsChanged(SettingsPayload):
    icon = "mail"

    def title(self) -> str:
        return _("changed the terms of arrears: {name}").format(name=self.name or _("The whole company"))

"""What the journal keeps of the duty roster (R10)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type, quote


@dataclass(frozen=True)
class RosterPayload(Payload):
    """`who` and `what`, such as a shift in words, as it was and as it is."""

    who: str
    what: str = ""
    reason: str = ""
    icon: ClassVar[str] = "calendar-time"
    group: ClassVar[str] = "change"

    def detail(self) -> str:
        return " · ".join(filter(None, (self.what, quote(self.reason))))


@event_type("roster.shift_added")
@dataclass(frozen=True)
class ShiftAdded(RosterPayload):
    def title(self) -> str:
        return _("put {who} on the roster").format(who=self.who)


@event_type("roster.shift_removed")
@dataclass(frozen=True)
class ShiftRemoved(RosterPayload):
    def title(self) -> str:
        return _("took {who} off the roster").format(who=self.who)


@event_type("roster.substituted")
@dataclass(frozen=True)
class Substituted(RosterPayload):
    instead_of: str = ""

    def title(self) -> str:
        return _("{who} comes instead of {other}").format(who=self.who, other=self.instead_of)


@event_type("roster.leave_granted")
@dataclass(frozen=True)
class LeaveGranted(RosterPayload):
    icon = "calendar-off"

    def title(self) -> str:
        return _("entered leave of {who}").format(who=self.who)


@event_type("roster.leave_withdrawn")
@dataclass(frozen=True)
class LeaveWithdrawn(RosterPayload):
    icon = "calendar-off"

    def title(self) -> str:
        return _("withdrew leave of {who}").format(who=self.who)


@event_type("roster.pattern_set")
@dataclass(frozen=True)
class PatternSet(RosterPayload):
    icon = "calendar-repeat"

    def title(self) -> str:
        return _("set a pattern for {who}").format(who=self.who)


@event_type("roster.pattern_ended")
@dataclass(frozen=True)
class PatternEnded(RosterPayload):
    icon = "calendar-repeat"

    def title(self) -> str:
        return _("ended a pattern of {who}").format(who=self.who)


@event_type("roster.filled")
@dataclass(frozen=True)
class RosterFilled(Payload):
    """Many shifts at once: by copying a week, from the patterns, or from a spreadsheet. All of them stand here."""

    how: str
    first: str
    last: str
    added: list[Any]
    removed: list[Any]
    icon = "calendar-plus"
    group = "change"

    def title(self) -> str:
        words = {
            "copy": _("copied the week before into the roster"), "patterns": _("filled the roster from the patterns"),
            "sheet": _("read the roster from a spreadsheet"),
        }  # fmt: skip
        return words.get(self.how, self.how)

    def detail(self) -> str:
        counts = _("{n} added, {m} removed").format(n=len(self.added), m=len(self.removed))
        return f"{self.first} – {self.last} · {counts}"

"""What the journal keeps of handovers (R10, R43); a ticket that changes its owner has an event of its own (R3)."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type


@dataclass(frozen=True)
class HandoverPayload(Payload):
    outgoing: str
    incoming: str = ""
    lines: int = 0
    left: int = 0
    what: str = ""
    icon: ClassVar[str] = "switch-horizontal"
    group: ClassVar[str] = "change"

    def detail(self) -> str:
        return self.what


@event_type("handover.signed_out")
@dataclass(frozen=True)
class SignedOut(HandoverPayload):
    def title(self) -> str:
        return _("{name} signed the handover, {n} lines").format(name=self.outgoing, n=self.lines)


@event_type("handover.taken")
@dataclass(frozen=True)
class TakenOver(HandoverPayload):
    def title(self) -> str:
        words = _("{new} took over from {old}, {n} lines left").format
        return words(new=self.incoming, old=self.outgoing, n=self.left)


@event_type("handover.item_taken")
@dataclass(frozen=True)
class ItemTaken(HandoverPayload):
    def title(self) -> str:
        return _("{new} took over what {old} had left").format(new=self.incoming, old=self.outgoing)


@event_type("handover.printed")
@dataclass(frozen=True)
class SheetPrinted(HandoverPayload):
    nth: int = 1

    def title(self) -> str:
        return _("printed the handover sheet")

"""What the journal keeps of recurring fees (R10)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.fees.enums import Basis
from servicedesk.journal.payloads import Payload, event_type, quote
from servicedesk.people.events import SettingsPayload
from servicedesk.people.said import LABELS

LABELS.update({
    "account": gettext_lazy("Ledger account"), "basis": gettext_lazy("Counted"),
    "everywhere": gettext_lazy("All units"),
    "factor": gettext_lazy("Multiple that is doubted"), "measure": gettext_lazy("Unit of measure"),
    "season_month": gettext_lazy("Month of the season"),
})  # fmt: skip


@event_type("fee.kept")
@dataclass(frozen=True)
class FeeKept(SettingsPayload):
    icon = "coin-yuan"
    choices = {"basis": dict(Basis.choices)}

    def title(self) -> str:
        return _("wrote the fee {name}").format(name=self.name)


@event_type("fee.rate_set")
@dataclass(frozen=True)
class RateSet(Payload):
    name: str
    rate: str
    since: str
    until: str = ""
    icon = "coin-yuan"

    def title(self) -> str:
        return _("{name}: ¥{rate} from {since} on").format(name=self.name, rate=self.rate, since=self.since)


@event_type("fee.place_set")
@dataclass(frozen=True)
class PlaceSet(Payload):
    name: str
    place: str
    since: str
    until: str = ""
    exempt: bool = False
    reason: str = ""
    icon = "coin-yuan"

    def title(self) -> str:
        words = (
            _("{name}: {place} is exempt from {since} on") if self.exempt else _("{name}: {place} pays from {since} on")
        )
        return words.format(name=self.name, place=self.place, since=self.since)


@event_type("fee.read")
@dataclass(frozen=True)
class MeterRead(Payload):
    name: str
    place: str
    value: str
    day: str
    estimated: bool = False
    reason: str = ""
    icon = "clipboard-text"

    def title(self) -> str:
        words = (
            _("{name} of {place} on {day}: {value}, estimated")
            if self.estimated
            else _("{name} of {place} on {day}: {value}")
        )
        return words.format(name=self.name, place=self.place, day=self.day, value=self.value)


@event_type("fee.reading_withdrawn")
@dataclass(frozen=True)
class ReadingWithdrawn(Payload):
    name: str
    place: str
    value: str
    day: str
    reason: str = ""
    icon = "clipboard-text"

    def title(self) -> str:
        return _("withdrew the reading {value} of {place} on {day}").format(
            value=self.value, place=self.place, day=self.day
        )


@event_type("fee.run")
@dataclass(frozen=True)
class FeesBilled(Payload):
    period: str
    bills: int
    total: str
    icon = "receipt"

    def title(self) -> str:
        return _("billed {period}: {n} bills, ¥{total}").format(period=self.period, n=self.bills, total=self.total)


@event_type("fee.reversed")
@dataclass(frozen=True)
class FeesReversed(Payload):
    period: str
    bills: int
    total: str
    reason: str = ""
    icon = "receipt"

    def title(self) -> str:
        return _("reversed {n} bills of {period}, ¥{total}").format(period=self.period, n=self.bills, total=self.total)

    def detail(self) -> str:
        return quote(self.reason)

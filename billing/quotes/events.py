"""What the journal keeps of a quote (R33, R34)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.enums import ConsentMeans
from servicedesk.journal.payloads import Payload, event_type
from servicedesk.people.events import SettingsPayload
from tickets.events import label


@dataclass(frozen=True)
class QuoteSaid(Payload):
    """Something was said about version `n`."""

    n: int
    icon = "coin-yuan"
    group = "change"


@event_type("quote.proposed")
@dataclass(frozen=True)
class Proposed(QuoteSaid):
    total: str = "0.00"
    resident: str = "0.00"
    review: bool = False
    reason: str = ""

    def title(self) -> str:
        if self.review:
            words = _("price version {n}: ¥{total}, to the fee review")
        elif self.resident == self.total:
            words = _("price version {n} told: ¥{total}")
        else:
            words = _("price version {n} told: ¥{total}, of it the resident ¥{resident}")
        return words.format(n=self.n, total=self.total, resident=self.resident)


@event_type("quote.reviewed")
@dataclass(frozen=True)
class FeeReviewed(QuoteSaid):
    approved: bool = True
    by: str = ""
    reason: str = ""
    icon = "checks"

    def title(self) -> str:
        words = _("price version {n} approved") if self.approved else _("price version {n} sent back")
        return words.format(n=self.n) + (f" · {self.by}" if self.by else "")


@event_type("quote.consented")
@dataclass(frozen=True)
class Consented(QuoteSaid):
    name: str = ""
    means: str = ""
    resident: str = "0.00"
    phone: str = ""
    icon = "signature"

    def title(self) -> str:
        if self.means == ConsentMeans.FREE:
            return _("price version {n} holds: free to the resident").format(n=self.n)
        words = _("{name} agreed to price version {n}: ¥{resident}")
        return words.format(name=self.name, n=self.n, resident=self.resident)

    def detail(self) -> str:
        if self.means == ConsentMeans.FREE:
            return ""
        return " · ".join(part for part in (label(ConsentMeans, self.means), self.phone) if part)


@event_type("quote.declined")
@dataclass(frozen=True)
class Declined(QuoteSaid):
    name: str = ""
    reason: str = ""
    icon = "x"

    def title(self) -> str:
        return _("{name} declined price version {n}").format(name=self.name, n=self.n)


@event_type("quote.withdrawn")
@dataclass(frozen=True)
class Withdrawn(QuoteSaid):
    reason: str = ""
    icon = "arrow-back-up"

    def title(self) -> str:
        return _("price version {n} withdrawn").format(n=self.n)


@event_type("quote.link_sent")
@dataclass(frozen=True)
class LinkSent(QuoteSaid):
    icon = "message"

    def title(self) -> str:
        return _("texted the resident the link to price version {n}").format(n=self.n)


@event_type("warranty.set")
@dataclass(frozen=True)
class WarrantySet(SettingsPayload):
    icon = "shield-check"

    def title(self) -> str:
        return _("changed the developer's warranty of {name}").format(name=self.name)

"""What the journal keeps of money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.amends.enums import AmendKind
from billing.enums import Method, Payer
from billing.payments.enums import Clearing, Provider, Verdict
from servicedesk.journal.payloads import Payload, event_type
from servicedesk.people.events import SettingsPayload
from tickets.events import label

TERMS = {
    "second_above": gettext_lazy("Second signature above"), "supervisor_most": gettext_lazy("Supervisor, at most"),
    "cashier_most": gettext_lazy("Cashier, at most"), "manager_most": gettext_lazy("Estate manager, at most"),
    "director_most": gettext_lazy("Company manager, at most"),
}  # fmt: skip


@event_type("billing.charged")
@dataclass(frozen=True)
class Charged(Payload):
    total: str
    payer: str
    icon = "coin-yuan"
    group = "change"

    def title(self) -> str:
        return _("price told: ¥{total}, {payer} pays").format(total=self.total, payer=label(Payer, self.payer))


@event_type("billing.paid")
@dataclass(frozen=True)
class Paid(Payload):
    receipt: str
    amount: str
    method: str
    icon = "receipt"
    group = "change"

    def title(self) -> str:
        return _("received ¥{amount} by {method}, receipt {receipt}").format(
            amount=self.amount, method=label(Method, self.method), receipt=self.receipt
        )


@event_type("billing.voided")
@dataclass(frozen=True)
class Voided(Payload):
    receipt: str
    amount: str
    document: str
    reason: str = ""
    icon = "receipt-refund"
    group = "change"

    def title(self) -> str:
        return _("receipt {receipt} of ¥{amount} is void, {document}").format(
            receipt=self.receipt, amount=self.amount, document=self.document
        )


@dataclass(frozen=True)
class AboutAmend(Payload):
    """A discount, waiver, refund or compensation."""

    kind: str
    amount: str
    icon = "coin-yuan"
    group = "change"

    @property
    def what(self) -> str:
        return f"{label(AmendKind, self.kind)} ¥{self.amount}"


@event_type("billing.amend_asked")
@dataclass(frozen=True)
class AmendAsked(AboutAmend):
    reason: str = ""

    def title(self) -> str:
        return _("{what}: waits for the second signature").format(what=self.what)


@event_type("billing.amend_granted")
@dataclass(frozen=True)
class AmendGranted(AboutAmend):
    number: str = ""
    reason: str = ""

    def title(self) -> str:
        return _("{what} granted, {number}").format(what=self.what, number=self.number)


@event_type("billing.amend_refused")
@dataclass(frozen=True)
class AmendRefused(AboutAmend):
    reason: str = ""

    def title(self) -> str:
        return _("{what} not granted").format(what=self.what)


@event_type("billing.terms_changed")
@dataclass(frozen=True)
class MoneyTermsChanged(SettingsPayload):
    icon = "coin-yuan"

    def title(self) -> str:
        return _("changed how much may be granted")

    def detail(self) -> str:
        words = (f"{TERMS[key]}: {self.before.get(key, '–')} → {self.after[key]}" for key in self.after if key in TERMS)
        return " · ".join(words)


@event_type("billing.cashed_up")
@dataclass(frozen=True)
class CashedUp(Payload):
    day: str
    collector: str
    handed: str
    reason: str = ""
    icon = "cash"

    def title(self) -> str:
        return _("{collector} handed over ¥{handed} of {day}").format(
            collector=self.collector, handed=self.handed, day=self.day
        )


@event_type("billing.cash_up_closed")
@dataclass(frozen=True)
class CashUpClosed(Payload):
    day: str
    collector: str
    difference: str
    reason: str = ""
    icon = "checks"

    def title(self) -> str:
        return _("closed the day {day} of {collector}, difference ¥{difference}").format(
            day=self.day, collector=self.collector, difference=self.difference
        )


@event_type("billing.cash_up_objected")
@dataclass(frozen=True)
class CashUpObjected(Payload):
    day: str
    collector: str
    reason: str = ""
    icon = "arrow-back-up"

    def title(self) -> str:
        return _("counted otherwise: {day} of {collector}").format(day=self.day, collector=self.collector)


@dataclass(frozen=True)
class AboutCode(Payload):
    """A payment code."""

    amount: str
    provider: str
    icon = "qrcode"
    group = "change"

    @property
    def who(self) -> str:
        return label(Provider, self.provider)


@event_type("billing.code_opened")
@dataclass(frozen=True)
class CodeOpened(AboutCode):
    def title(self) -> str:
        return _("payment code of ¥{amount}, {provider}").format(amount=self.amount, provider=self.who)


@event_type("billing.code_cancelled")
@dataclass(frozen=True)
class CodeCancelled(AboutCode):
    def title(self) -> str:
        return _("payment code of ¥{amount} cancelled, {provider}").format(amount=self.amount, provider=self.who)


@event_type("billing.code_odd")
@dataclass(frozen=True)
class CodeOdd(AboutCode):
    verdict: str = ""

    def title(self) -> str:
        return _("{provider} reports ¥{amount}, no receipt: {verdict}").format(
            amount=self.amount, provider=self.who, verdict=label(Verdict, self.verdict)
        )


@event_type("billing.notice_taken")
@dataclass(frozen=True)
class NoticeTaken(AboutCode):
    receipts: str = ""

    def title(self) -> str:
        return _("{provider}: ¥{amount} taken, receipt {receipts}").format(
            amount=self.amount, provider=self.who, receipts=self.receipts
        )


@event_type("billing.give_back_asked")
@dataclass(frozen=True)
class GiveBackAsked(AboutCode):
    reason: str = ""

    def title(self) -> str:
        return _("{provider}: to give back ¥{amount} waits for the second signature").format(
            amount=self.amount, provider=self.who
        )


@event_type("billing.given_back")
@dataclass(frozen=True)
class GivenBack(AboutCode):
    reason: str = ""
    number: str = ""

    def title(self) -> str:
        return _("{provider}: ¥{amount} given back, {number}").format(
            amount=self.amount, provider=self.who, number=self.number
        )


@event_type("billing.give_back_refused")
@dataclass(frozen=True)
class GiveBackRefused(AboutCode):
    reason: str = ""

    def title(self) -> str:
        return _("{provider}: ¥{amount} not given back").format(amount=self.amount, provider=self.who)


@dataclass(frozen=True)
class AboutSettlement(Payload):
    """Money on its way to the bank."""

    book: str
    day: str
    ours: str
    arrived: str
    fee: str
    reason: str = ""
    icon = "cash-banknote"

    @property
    def what(self) -> str:
        return f"{label(Clearing, self.book)} {self.day}"


@event_type("billing.settled")
@dataclass(frozen=True)
class SettlementConfirmed(AboutSettlement):
    def title(self) -> str:
        return _("{what}: ¥{ours} settled, ¥{arrived} in the bank, fee ¥{fee}").format(
            what=self.what, ours=self.ours, arrived=self.arrived, fee=self.fee
        )


@event_type("billing.settlement_undone")
@dataclass(frozen=True)
class SettlementUndone(AboutSettlement):
    def title(self) -> str:
        return _("{what}: settlement of ¥{ours} undone").format(what=self.what, ours=self.ours)

"""What is about to be posted, before it has a row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from billing.money import ZERO, rounded
from servicedesk.estates.models import Estate


@dataclass(frozen=True)
class Leg:
    """One line: an account's key, the amount (debit above zero, credit below), and what it is about."""

    account: str
    amount: Decimal
    unit_id: UUID | None = None
    ticket_id: UUID | None = None
    bill_id: UUID | None = None
    staff_id: UUID | None = None
    item: str = ""


def debit(account: str, amount: Decimal, **about: object) -> Leg:
    """What an account receives."""
    return Leg(account, amount, **about)  # type: ignore[arg-type]


def credit(account: str, amount: Decimal, **about: object) -> Leg:
    """What an account gives."""
    return Leg(account, -amount, **about)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Draft:
    """An entry to be: posted once per `source`. `day` is by default the day of `at` in the estate's zone."""

    source: str
    why: str
    estate: Estate
    at: datetime
    legs: Sequence[Leg]
    reason: str = ""
    day: date | None = None
    reverses_id: UUID | None = None

    @property
    def booked_on(self) -> date:
        return self.day or self.at.astimezone(self.estate.tz).date()

    @property
    def told(self) -> list[Leg]:
        """Its lines but those of nothing."""
        return [leg for leg in self.legs if leg.amount]

    def fault(self) -> str:
        """Why this can be no entry; '' when it can. The database says the same at the commit."""
        legs = self.told
        if any(leg.amount != rounded(leg.amount) for leg in legs):
            return "not in whole fen"
        if len(legs) < 2 or sum((leg.amount for leg in legs), ZERO):
            return "does not balance"
        return ""

    def on(self, day: date) -> "Draft":
        return replace(self, day=day)

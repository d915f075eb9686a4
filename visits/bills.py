"""What a ticket costs, as the work order says it: billing, which is downstream, fills `BILLS` (R33, R34)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tickets.models import Ticket
from visits.models import Part


@dataclass(frozen=True)
class Bill:
    """Lines have name, quantity, unit, unit_price and amount. `ticks`: who pays and how, as the boxes are called."""

    lines: list[Any]
    total: Decimal
    capitals: str = ""
    ticks: frozenset[str] = frozenset()
    # Ways to pay that have no box.
    others: tuple[str, ...] = ()


# Ticket -> what was told and paid, None where no price was told.
BILLS: list[Callable[[Ticket], Bill | None]] = []
# (ticket, how the fee is said to stand): raises a refusal when the work may not be signed off so (R33).
GUARDS: list[Callable[[Ticket, str], None]] = []


def bill_of(ticket: Ticket, parts: Iterable[Part]) -> Bill | None:
    """What was charged; before that the parts alone, whose total is still written out by hand; None without either."""
    told = next((bill for source in BILLS if (bill := source(ticket)) is not None), None)
    used = list(parts)
    if told is not None or not used:
        return told
    return Bill(used, sum((part.amount for part in used), Decimal(0)))

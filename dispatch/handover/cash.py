"""What money somebody holds at the end of a shift: billing, which is downstream, fills `HELD` (R43)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True)
class Cash:
    """The sum, and the number of receipts it comes from."""

    amount: Decimal
    receipts: int


# (estate, member of staff, since) -> what he took in cash there.
HELD: list[Callable[[UUID, UUID, datetime], Cash]] = []


def held(estate_id: UUID, staff_id: UUID, since: datetime) -> Cash:
    """All of it together."""
    found = [source(estate_id, staff_id, since) for source in HELD]
    return Cash(sum((one.amount for one in found), Decimal("0.00")), sum(one.receipts for one in found))

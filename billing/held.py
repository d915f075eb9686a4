"""The cash somebody took and holds, for the handover of his shift (R43)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from billing.enums import Method
from billing.models import CashUp, Receipt
from dispatch.handover.cash import HELD, Cash


def cash_held(estate_id: UUID, staff_id: UUID, since: datetime) -> Cash:
    """Receipts in cash of one collector in one estate from a moment on; not what finance has already (R36)."""
    done = CashUp.objects.filter(estate_id=estate_id, collector_id=staff_id, closed_at__isnull=False)
    taken = (
        Receipt.objects.good()
        .filter(estate_id=estate_id, collector_id=staff_id, paid_at__gte=since, method=Method.CASH)
        .exclude(day__in=done.values("day"))
        .aggregate(amount=Sum("amount"), receipts=Count("pk"))
    )
    return Cash(taken["amount"] or Decimal("0.00"), taken["receipts"])


HELD.append(cash_held)

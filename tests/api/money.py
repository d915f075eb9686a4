"""Money in a company, for the walks over every address."""

from decimal import Decimal
from typing import Any

from billing.actions import pay
from billing.amends.actions import grant
from billing.cashup.actions import hand_over
from billing.models import PaymentCode
from servicedesk.timers.now import now
from tests.billing.steps import told
from tests.cast import Cast


def money_written(cast: Cast) -> dict[str, Any]:
    """The variables of addresses that name money: a receipt, a grant that waits, a day handed over, a code."""
    ticket, him = told(cast, "900"), cast.act("technician")
    receipt = pay(ticket_id=ticket.pk, actor=him, amount=Decimal("100"), method="cash")
    waits = grant(ticket_id=ticket.pk, actor=cast.act("manager"), kind="discount", amount=Decimal("300"), reason="x")
    sheet = hand_over(estate_id=cast.estate.pk, actor=him, day=receipt.day, handed={})
    code = PaymentCode.objects.create(
        estate=cast.estate, ticket=ticket, provider="local", reference=f"r{ticket.pk.hex[:20]}", address="",
        amount=Decimal("50"), opened_by_name="x", opened_at=now(),
    )  # fmt: skip
    return {"receipt": receipt.number, "grant": waits.pk, "cash_up": sheet.pk, "code": code.pk}

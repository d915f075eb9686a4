"""Prices for tests: a list published from the first day of the year on, and a price that was agreed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.enums import ListState, QuoteState
from billing.models import Charge, PriceItem, PriceVersion
from billing.prices.actions import begin, keep_item
from billing.quotes.actions import propose
from billing.quotes.consenting import consent
from billing.quotes.lines import Line
from billing.quotes.reviewing import review
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.timers.now import now

FIRST = date(2026, 1, 1)
ITEM: dict[str, Any] = {
    "code": "W01", "name": "更换角阀", "unit": "个", "labour": Decimal("30"), "parts": Decimal("15.50"),
}  # fmt: skip


def version_of(
    *items: dict[str, Any], estate: Any = None, valid_from: date = FIRST, valid_to: date | None = None
) -> PriceVersion:  # fmt: skip
    """A published version with these items."""
    number = PriceVersion.objects.filter(estate=estate).count() + 1
    made = PriceVersion.objects.create(estate=estate, number=number, made_at=now(), made_by="方管理")
    for item in items:
        PriceItem.objects.create(version=made, **ITEM | item)
    made.state, made.valid_from, made.valid_to = ListState.PUBLISHED, valid_from, valid_to
    made.save()
    return made


def listed(estate: Any = None, **values: Any) -> PriceItem:
    """The one item of a list that has no other."""
    return version_of(values, estate=estate).items.get()


def drafted(cast: Any) -> PriceItem:
    """The one line of a draft of the estate's own list."""
    version = begin(actor=cast.act("admin"), estate_id=cast.estate.pk)
    return keep_item(actor=cast.act("admin"), version_id=version.pk, values=ITEM)


def charge(*, ticket_id: UUID, actor: Principal, lines: Sequence[Line], payer: str = "resident") -> list[Charge]:
    """A price that was told, reviewed where it had to be, and agreed to on the phone. Its lines."""
    quote = propose(ticket_id=ticket_id, actor=actor, lines=lines, payer=payer, reason="说好的")
    if quote.state == QuoteState.REVIEW:
        manager = StaffMember.objects.get(manages=quote.ticket.estate_id)
        quote = review(ticket_id=ticket_id, actor=Principal.of_staff(manager), approve=True)
    if quote.state == QuoteState.OFFERED:
        quote = consent(ticket_id=ticket_id, actor=actor, means="phone", name="刘阿姨", phone="13800005678")
    return list(quote.lines.order_by("id"))

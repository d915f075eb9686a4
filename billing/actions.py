"""Writes of the billing app: what a ticket costs (R33, R34, R39); payments stand in billing/receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.amends.enums import LOWERS
from billing.enums import Payer
from billing.events import Charged
from billing.ledger.told import post_told
from billing.models import Charge, PriceItem
from billing.money import TOO_MUCH, rounded
from billing.receipts.actions import outstanding, owe, pay
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.actions.steps import lock, need
from tickets.enums import Fee
from tickets.models import Ticket

__all__ = ["Line", "charge", "outstanding", "owe", "pay"]


@dataclass(frozen=True)
class Line:
    """One line of a price: an item of the list, or a name and a price of its own."""

    quantity: Decimal = Decimal(1)
    item_id: UUID | None = None
    name: str = ""
    unit_price: Decimal = Decimal(0)


@atomic
def charge(*, ticket_id: UUID, actor: Principal, lines: Sequence[Line], payer: str = Payer.RESIDENT) -> list[Charge]:
    """The price is told before work (R33), and who pays is decided (R34): warranty, fund and company are free to the
    resident. Said again, it replaces what was told before; not once something has been paid.
    """
    ticket = lock(ticket_id, actor, rules.charge)
    if payer not in Payer.values or not lines:
        raise Invalid(_("Say what it costs and who pays."), rule="R34", field="payer" if lines else "lines")
    if ticket.receipts.good().exists():
        raise Conflict(_("Something has been paid already: the price stands."), rule="R37")
    if ticket.amends_of_money.filter(effective_at__isnull=False, kind__in=LOWERS).exists():
        raise Conflict(_("Part of the price was waived already: it stands."), rule="R37")
    ticket.charges.all().delete()
    charges = [priced(ticket, line, payer, actor) for line in lines]
    Charge.objects.bulk_create(charges)
    post_told(ticket, charges, actor=actor, at=now())
    total = sum((one.amount for one in charges), Decimal(0))
    record(ticket, Charged(str(total), payer), actor=actor)
    set_fee(ticket_id=ticket_id, actor=actor, fee=Fee.QUOTED if payer == Payer.RESIDENT and total else Fee.FREE)
    return charges


def priced(ticket: Ticket, line: Line, payer: str, actor: Principal) -> Charge:
    """A line with its amount, rounded to the fen (R39: billing.money)."""
    if line.quantity <= 0 or line.unit_price < 0:
        raise Invalid(_("Quantity above 0, price not below 0."), rule="R39", field="lines")
    name, price = line.name, line.unit_price
    if line.item_id is not None:
        item = item_for(ticket, line.item_id)
        name, price = item.name, item.price
    amount = rounded(line.quantity * price)
    if amount >= TOO_MUCH:
        raise Invalid(_("This is more than can be kept."), rule="R39", field="lines")
    return Charge(
        ticket=ticket, item_id=line.item_id, name=need(name, "lines", "R33")[:80], quantity=line.quantity,
        unit_price=price, amount=amount, payer=payer, added_by=actor.name, added_at=now(),
    )  # fmt: skip


def item_for(ticket: Ticket, item_id: UUID) -> PriceItem:
    """An item of the list that is valid today, for the tenant or this estate (R33)."""
    today = now().astimezone(ticket.estate.tz).date()
    item = PriceItem.objects.filter(pk=item_id, valid_from__lte=today).first()
    if item is None or item.estate_id not in (None, ticket.estate_id) or (item.valid_to and item.valid_to < today):
        raise NotFound(_("There is no such item on today's price list."), rule="R33", field="lines")
    return item

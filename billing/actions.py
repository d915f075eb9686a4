"""Writes of the billing app: what a ticket costs, and a receipt per payment (R33–R35, R39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import Method, Payer
from billing.events import Charged, Paid
from billing.ledger.actions import post
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.ledger.told import post_told
from billing.models import Charge, PriceItem, Receipt
from billing.money import TOO_MUCH, need_amount, rounded
from billing.receipts.drafts import receipt_draft
from servicedesk.journal.record import next_number, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.actions.steps import lock, need
from tickets.enums import Fee
from tickets.models import Ticket


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
    if ticket.receipts.exists():
        raise Conflict(_("Something has been paid already: the price stands."), rule="R37")
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


@atomic
def pay(*, ticket_id: UUID, actor: Principal, amount: Decimal, method: str, payer_name: str = "") -> Receipt:
    """Money was received: a receipt at once; part payments are allowed, more than is owed is not (R35)."""
    ticket = lock(ticket_id, actor, rules.collect)
    if method not in Method.values:
        raise Invalid(_("“{value}” is not known.").format(value=method), rule="R35", field="method")
    due = outstanding(ticket)
    amount = need_amount(amount)
    if amount > due:
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    at = now()
    receipt = Receipt(
        ticket=ticket, estate_id=ticket.estate_id, amount=amount, method=method, paid_at=at,
        payer_name=payer_name.strip() or ticket.contact_name, collector_id=actor.staff_id, collector_name=actor.name,
    )  # fmt: skip
    series = f"SJ-{ticket.estate.code}-{at.astimezone(ticket.estate.tz):%Y}"
    receipt.number = f"{series}-{next_number('receipt:' + series):06d}"
    receipt.save(force_insert=True)
    post(receipt_draft(receipt, ticket.estate), actor=actor)
    record(ticket, Paid(receipt.number, str(amount), method), actor=actor)
    set_fee(ticket_id=ticket_id, actor=actor, fee=Fee.SETTLED if amount == due else Fee.QUOTED)
    return receipt


def outstanding(ticket: Ticket) -> Decimal:
    """What the resident still owes for this ticket, as the ledger says it (R39)."""
    return balance(Book.RECEIVABLE, ticket=ticket)


@atomic
def owe(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The resident will pay later: explicitly owed, with the reason (domain §3)."""
    ticket = lock(ticket_id, actor, rules.charge)
    if outstanding(ticket) <= 0:
        raise Conflict(_("Nothing is owed."), rule="R35")
    return set_fee(ticket_id=ticket_id, actor=actor, fee=Fee.OWED, reason=need(reason, "reason", "R37"))

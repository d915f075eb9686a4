"""Writes of the billing app: a receipt per payment, what is owed (R35, R39). Prices are told in billing/quotes."""

from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import Method
from billing.events import Paid
from billing.ledger.actions import post
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Receipt
from billing.money import need_amount
from billing.quotes.said import agreed_first
from billing.receipts.drafts import receipt_draft
from servicedesk.journal.record import next_number, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.actions.steps import lock, need
from tickets.enums import Fee
from tickets.models import Ticket


@atomic
def pay(*, ticket_id: UUID, actor: Principal, amount: Decimal, method: str, payer_name: str = "") -> Receipt:
    """Money was received: a receipt at once; part payments are allowed, more than is owed is not (R35)."""
    ticket = lock(ticket_id, actor, rules.collect)
    if method not in Method.values:
        raise Invalid(_("“{value}” is not known.").format(value=method), rule="R35", field="method")
    due = outstanding(ticket)
    amount = need_amount(amount)
    if due <= 0:
        agreed_first(ticket)
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
    """What the resident still owes for this ticket: what he agreed to less what he paid, as the ledger says (R39)."""
    return balance(Book.RECEIVABLE, ticket=ticket)


@atomic
def owe(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The resident will pay later: explicitly owed, with the reason (domain §3)."""
    ticket = lock(ticket_id, actor, rules.charge)
    if outstanding(ticket) <= 0:
        raise Conflict(_("Nothing is owed."), rule="R35")
    return set_fee(ticket_id=ticket_id, actor=actor, fee=Fee.OWED, reason=need(reason, "reason", "R37"))

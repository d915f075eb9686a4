"""Taking money, a receipt for each payment, and receipts that do not hold (R35, R37)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.cashup import till
from billing.enums import Method
from billing.events import Paid, Voided
from billing.fees.settling import owed_of, settled
from billing.ledger.actions import post, reverse
from billing.ledger.drafts import Leg
from billing.ledger.enums import Book
from billing.ledger.queries import balance, postings, standing
from billing.models import Receipt, ReceiptVoid
from billing.money import ZERO, need_amount
from billing.quotes.said import agreed_first
from billing.receipts.drafts import receipt_draft, source_of
from billing.receipts.numbers import RECEIPT, VOID, number
from servicedesk.estates.models import Estate, Unit
from servicedesk.journal.record import About, record
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.actions.steps import finish, lock, need
from tickets.enums import Fee
from tickets.models import Ticket


def outstanding(ticket: Ticket) -> Decimal:
    """What the resident still owes for this ticket, as the ledger says it (R39)."""
    return balance(Book.RECEIVABLE, ticket=ticket)


@atomic
def pay(
    *, ticket_id: UUID, actor: Principal, amount: Decimal, method: str, payer_name: str = "", once: str = "",
    collector_id: UUID | None = None, reported: bool = False,
) -> Receipt:  # fmt: skip
    """Money was received: a receipt at once; part payments are allowed, more than is owed is not (R35).

    `once`: whatever is sent again with the same word gives the same receipt. `collector_id`: who took it, for a system
    that speaks for somebody. The money belongs to his day until the day's cash-up (R36). `reported`: see receipt_draft.
    """
    collector = collector_of(actor, collector_id, method)
    till.hold(collector.pk if collector else None)
    ticket = lock(ticket_id, actor, rules.collect)
    amount = need_amount(amount)
    if (before := given_before(once, amount, ticket_id=ticket.pk)) is not None:
        return before
    due = outstanding(ticket)
    if due <= 0:
        agreed_first(ticket)
    if amount > due:
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    receipt = Receipt(
        ticket=ticket, unit_id=ticket.unit_id, amount=amount, method=known(method), once=once,
        payer_name=payer_name.strip() or ticket.contact_name,
    )  # fmt: skip
    give(receipt, ticket.estate, collector, actor, reported=reported)
    paid = Paid(receipt.number, str(amount), method)
    finish(ticket, paid, *till.running(ticket, receipt), actor=actor)
    set_fee(ticket_id=ticket_id, actor=actor, fee=fee_after(ticket, due - amount))
    return receipt


def fee_after(ticket: Ticket, due: Decimal) -> str:
    """How the fee stands: what was explicitly left for later stays so until it is paid."""
    if due <= 0:
        return Fee.SETTLED
    return Fee.OWED if ticket.fee == Fee.OWED else Fee.QUOTED


@atomic
def take(
    *, unit_id: UUID, actor: Principal, amount: Decimal, method: str, payer_name: str = "", purpose: str = "",
    once: str = "", collector_id: UUID | None = None, bills: Iterable[UUID] = (), reported: bool = False,
) -> Receipt:  # fmt: skip
    """Money of a unit without a ticket: it settles the bills that the payer chose, else what the unit owes of fees, the
    oldest first; what is over is kept in advance (R35).

    Raises NotFound for another tenant's or estate's unit, Invalid for a bill of which nothing is owed.
    """
    collector = collector_of(actor, collector_id, method)
    till.hold(collector.pk if collector else None)
    unit = unit_for(unit_id, actor)
    amount = need_amount(amount)
    if (before := given_before(once, amount, unit_id=unit.pk)) is not None:
        return before
    receipt = Receipt(
        unit=unit, amount=amount, method=known(method), payer_name=payer_name.strip(), once=once,
        purpose=purpose.strip()[:80] or _("Fees, or in advance"),
    )  # fmt: skip
    chosen = set(bills)
    if method == Method.ON_ACCOUNT and amount > (due := owed_of(unit, chosen)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    give(receipt, unit.estate, collector, actor, settled(unit, amount, chosen), reported=reported)
    about = About("unit", unit.pk, unit.estate_id)
    record(about, Paid(receipt.number, str(amount), method), actor=actor)
    return receipt


def unit_for(unit_id: UUID, actor: Principal) -> Unit:
    """The unit, alone until the transaction ends: what it owes is not paid twice."""
    one_at_a_time(f"unit's money:{unit_id}")
    unit = Unit.objects.select_related("estate").filter(pk=unit_id).first()
    if unit is None or not actor.sees_estate(unit.estate_id):
        raise NotFound(_("There is no such place in this estate."), rule="R2", field="unit")
    rules.collect.demand(actor, unit)
    return unit


def known(method: str) -> str:
    if method not in Method.values:
        raise Invalid(_("“{value}” is not known.").format(value=method), rule="R35", field="method")
    return method


def collector_of(actor: Principal, collector_id: UUID | None, method: str) -> StaffMember | None:
    """Whose day the money belongs to: his who takes it, or whom a system names; nobody's when a provider reports it.

    Raises Invalid for cash that nobody has in his hand (R36).
    """
    key = actor.staff_id if actor.kind == "staff" else collector_id
    found = StaffMember.objects.filter(pk=key).first() if key else None
    if found is None and method == Method.CASH:
        raise Invalid(_("Say who took the money."), rule="R36", field="collector")
    return found


def given_before(once: str, amount: Decimal, **about: UUID) -> Receipt | None:
    """The receipt that the same form gave. Raises Invalid when the word was used for something else (R48)."""
    before = Receipt.objects.filter(once=once[:64]).first() if once else None
    if before is None:
        return None
    if before.amount != amount or any(getattr(before, name) != value for name, value in about.items()):
        raise Invalid(_("This key was used for another request."), rule="R48")
    return before


def give(
    receipt: Receipt, estate: Estate, collector: StaffMember | None, actor: Principal, settles: Sequence[Leg] = (),
    *, reported: bool = False,
) -> None:  # fmt: skip
    """Number, row and entry, in one transaction. Of an estate and year one is given at a time, from the number on."""
    if receipt.method == Method.ON_ACCOUNT:
        need_advance(receipt)
    receipt.estate, receipt.collector, receipt.paid_at = estate, collector, now()
    receipt.collector_name = collector.name if collector else actor.name[:60]
    receipt.day = till.open_day(estate, collector.pk if collector else None, receipt.paid_at)
    receipt.number = number(RECEIPT, estate, receipt.paid_at)
    receipt.save(force_insert=True)
    post(receipt_draft(receipt, estate, settles, reported=reported), actor=actor)


def need_advance(receipt: Receipt) -> None:
    """On account: only what the unit has paid in advance."""
    if receipt.unit_id is not None and receipt.ticket_id is not None:
        one_at_a_time(f"unit's money:{receipt.unit_id}")
    there = -balance(Book.ADVANCES, unit=receipt.unit_id) if receipt.unit_id else ZERO
    if receipt.amount > there:
        raise Invalid(_("Only ¥{there} was paid in advance.").format(there=there), rule="R35", field="amount")


@atomic
def void(*, receipt_id: UUID, actor: Principal, reason: str) -> ReceiptVoid:
    """A receipt that does not hold: a document of its own with who and why; the receipt stays visible, what it paid is
    owed again, and the money leaves the collector's open day (R35, R37).

    Raises NotFound for another tenant's or estate's, Conflict when it is void already, or something was refunded on it.
    """
    receipt = Receipt.objects.seen_by(actor).select_related("estate").filter(pk=receipt_id).first()
    if receipt is None:
        raise NotFound(_("There is no such receipt."), rule="R35")
    rules.void_receipt.demand(actor, receipt)
    till.hold(receipt.collector_id)
    ticket = lock(receipt.ticket_id, actor) if receipt.ticket_id else None
    if receipt.unit_id:
        one_at_a_time(f"unit's money:{receipt.unit_id}")
    need_good(receipt)
    at = now()
    document = ReceiptVoid.objects.create(
        receipt=receipt, number=number(VOID, receipt.estate, at), reason=need(reason, "reason", "R37")[:300],
        by_id=actor.staff_id, by_name=actor.name[:60], at=at,
    )  # fmt: skip
    day = till.open_day(receipt.estate, receipt.collector_id, at)
    entries = standing(source=source_of(receipt)).values_list("pk", flat=True)
    reverse(list(entries), actor=actor, reason=document.reason, at=at, day=day)
    told_void(receipt, document, ticket, actor)
    return document


def need_good(receipt: Receipt) -> None:
    before = ReceiptVoid.objects.filter(receipt=receipt).first()
    if before is not None:
        raise Conflict(_("Void already: {name} said so.").format(name=before.by_name), rule="R11")
    if receipt.refunds.filter(refused_at=None).exists():
        raise Conflict(_("Money of this receipt was given back: it stands."), rule="R37")
    gone = -balance(Book.ADVANCES, unit=receipt.unit_id) if receipt.unit_id else ZERO
    kept = -sum(postings(Book.ADVANCES, entry__source=source_of(receipt)).values_list("amount", flat=True), ZERO)
    if kept > gone:
        raise Conflict(_("What was paid in advance by it has been used: it stands."), rule="R37")


def told_void(receipt: Receipt, document: ReceiptVoid, ticket: Ticket | None, actor: Principal) -> None:
    payload = Voided(receipt.number, str(receipt.amount), document.number, document.reason)
    record(ticket or About("unit", receipt.unit_id, receipt.estate_id), payload, actor=actor)  # type: ignore[arg-type]
    if ticket is not None and outstanding(ticket) > 0:
        fee = Fee.QUOTED if ticket.is_open else Fee.OWED
        set_fee(ticket_id=ticket.pk, actor=actor, fee=fee)


@atomic
def owe(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The resident will pay later: explicitly owed, with the reason (domain §3)."""
    ticket = lock(ticket_id, actor, rules.charge)
    if outstanding(ticket) <= 0:
        raise Conflict(_("Nothing is owed."), rule="R35")
    return set_fee(ticket_id=ticket_id, actor=actor, fee=Fee.OWED, reason=need(reason, "reason", "R37"))

"""Granting: who may how much, the second signature, and the entry (R37). Nothing told or paid is ever edited."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.amends.enums import BOOKS, LOWERS, AmendKind
from billing.amends.terms import most_of, terms
from billing.cashup import till
from billing.enums import Method
from billing.events import AmendAsked, AmendGranted, AmendRefused
from billing.ledger.actions import post
from billing.ledger.drafts import Draft, Leg, credit, debit
from billing.ledger.enums import Book
from billing.models import Amend, Receipt
from billing.money import ZERO, need_amount
from billing.receipts.actions import known, outstanding
from billing.receipts.drafts import LIES
from billing.receipts.numbers import AMENDS, CREDIT, REFUND, number
from servicedesk.journal.record import record
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions import set_fee
from tickets.actions.steps import lock, need
from tickets.enums import Fee
from tickets.models import Ticket

SERIES = {AmendKind.REFUND: REFUND, AmendKind.COMPENSATION: AMENDS}


@atomic
def grant(
    *, ticket_id: UUID, actor: Principal, kind: str, amount: Decimal, reason: str, method: str = "",
    receipt_number: str = "", by_id: UUID | None = None,
) -> Amend:  # fmt: skip
    """A discount or waiver of what is owed, a refund of what was paid, or a compensation (R37).

    By who may grant as much (`by_id`: whom a system names). Above the company's limit it waits for a second signature,
    else it takes effect at once. Raises Invalid for more than the role may, than is owed, or than was paid.
    """
    who = granter(actor, by_id)
    till.hold(who.pk)
    ticket = lock(ticket_id, actor, rules.grant)
    amount, words = need_amount(amount), need(reason, "reason", "R37")[:300]
    if kind not in AmendKind.values:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule="R37", field="kind")
    need_right(who, amount)
    amend = Amend(
        kind=kind, estate=ticket.estate, ticket=ticket, amount=amount, reason=words, asked_by=who,
        asked_by_name=who.name, asked_at=now(), **way_out(ticket, kind, method, receipt_number),
    )  # fmt: skip
    need_room(amend)
    amend.save(force_insert=True)
    if amount > terms().second_above:
        record(ticket, AmendAsked(kind, str(amount), words), actor=actor)
        return amend
    return take_effect(amend, actor)


def way_out(ticket: Ticket, kind: str, method: str, receipt_number: str) -> dict[str, Any]:
    """How money goes out, and of which receipt; nothing of what only lowers a debt."""
    if kind in LOWERS:
        return {}
    found: dict[str, Any] = {"method": known(method or Method.CASH)}
    if kind == AmendKind.REFUND:
        receipts = ticket.receipts.good()
        found["receipt"] = receipts.filter(number=receipt_number).first() if receipt_number else receipts.first()
        if found["receipt"] is None:
            raise NotFound(_("There is no such receipt."), rule="R35", field="receipt")
    if found["method"] == Method.ON_ACCOUNT and ticket.unit_id is None:
        raise Invalid(_("Only a unit has an account."), rule="R35", field="method")
    return found


def granter(actor: Principal, by_id: UUID | None) -> StaffMember:
    """Whose right it is: his own, or of whom a system names. Raises Invalid when nobody is named."""
    key = actor.staff_id if actor.kind == "staff" else by_id
    found = StaffMember.objects.filter(pk=key, active=True).first() if key else None
    if found is None:
        raise Invalid(_("Say who grants it."), rule="R37", field="by")
    return found


def need_right(who: StaffMember, amount: Decimal) -> None:
    most = most_of(who.role)
    if amount > most:
        raise Invalid(
            _("{name} may grant at most ¥{most}.").format(name=who.name, most=most), rule="R37", field="amount"
        )


def need_room(amend: Amend) -> None:
    """Not more than is owed, and not more than was paid and is not given back already."""
    if amend.kind in LOWERS and amend.amount > (due := outstanding(amend.ticket)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R37", field="amount")
    if amend.receipt is not None and amend.amount > (left := refundable(amend.receipt, saved(amend))):
        raise Invalid(_("Only ¥{left} of it can be given back.").format(left=left), rule="R37", field="amount")


def saved(amend: Amend) -> UUID:
    """Its key, which one that is only asked for has not got yet."""
    return amend.pk if isinstance(amend.pk, UUID) else UUID(int=0)


def refundable(receipt: Receipt, but: UUID) -> Decimal:
    """What is left of a receipt, what waits for its second signature counted as given; `but` this grant."""
    given = receipt.refunds.filter(refused_at=None).exclude(pk=but)
    back: Decimal = given.aggregate(sum=Sum("amount"))["sum"] or ZERO
    return ZERO if receipt.is_void else receipt.amount - back


def take_effect(amend: Amend, actor: Principal) -> Amend:
    """Number and entry; the ticket's fee follows."""
    at, ticket = now(), amend.ticket
    amend.effective_at = at
    amend.number = number(SERIES.get(AmendKind(amend.kind), CREDIT), amend.estate, at)
    amend.save()
    day = till.open_day(amend.estate, amend.asked_by_id, at)
    post(Draft(f"amend:{amend.pk}", amend.kind, amend.estate, at, legs_of(amend), amend.reason, day), actor=actor)
    record(ticket, AmendGranted(amend.kind, str(amend.amount), amend.number, amend.reason), actor=actor)
    if amend.kind in LOWERS and outstanding(ticket) <= 0:
        set_fee(ticket_id=ticket.pk, actor=actor, fee=Fee.SETTLED)
    return amend


def legs_of(amend: Amend) -> tuple[Leg, Leg]:
    about = {"ticket_id": amend.ticket_id, "unit_id": amend.ticket.unit_id}
    cost = debit(BOOKS[AmendKind(amend.kind)], amend.amount, **about)
    if amend.kind in LOWERS:
        return cost, credit(Book.RECEIVABLE, amend.amount, **about)
    # Money goes out of the hand of who grants it: it is missing from his day (R36).
    return cost, credit(LIES[Method(amend.method)], amend.amount, staff_id=amend.asked_by_id, **about)


def waiting(amend_id: UUID, actor: Principal) -> Amend:
    """The grant, locked behind its ticket. Raises NotFound, or Conflict when it is decided already."""
    seen = Amend.objects.filter(pk=amend_id).first()
    if seen is None or not actor.sees_estate(seen.estate_id):
        raise NotFound(_("There is no such grant."), rule="R37")
    till.hold(seen.asked_by_id)
    lock(seen.ticket_id, actor, rules.grant)
    amend: Amend = Amend.objects.select_related("ticket__estate", "estate", "receipt").lock(amend_id)
    if not amend.waits:
        name = amend.signed_by_name or amend.refused_by_name or amend.asked_by_name
        raise Conflict(_("{name} has decided it already.").format(name=name), rule="R11")
    return amend


@atomic
def sign(*, amend_id: UUID, actor: Principal, by_id: UUID | None = None) -> Amend:
    """The second signature: by another person, who may grant as much; then it takes effect (R37)."""
    amend, who = waiting(amend_id, actor), granter(actor, by_id)
    if who.pk == amend.asked_by_id:
        raise Invalid(_("The second signature is another person's."), rule="R37", field="by")
    need_right(who, amend.amount)
    need_room(amend)
    amend.signed_by, amend.signed_by_name = who, who.name
    return take_effect(amend, actor)


@atomic
def refuse(*, amend_id: UUID, actor: Principal, reason: str) -> Amend:
    """Not granted, with the reason; nothing was booked."""
    amend = waiting(amend_id, actor)
    amend.refused_at, amend.refused_by_name = now(), actor.name[:60]
    amend.refusal = need(reason, "reason", "R37")[:300]
    amend.save()
    record(amend.ticket, AmendRefused(amend.kind, str(amend.amount), amend.refusal), actor=actor)
    return amend

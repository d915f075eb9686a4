"""Granting: who may how much, the second signature, and the entry (R37). Nothing told or paid is ever edited."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.amends.enums import BOOKS, LOWERS, AmendKind
from billing.amends.subjects import about, bill_for, hold, need_room, receipt_for, still_kept
from billing.amends.terms import most_of, terms
from billing.cashup import till
from billing.enums import Method
from billing.events import AmendAsked, AmendGranted, AmendRefused
from billing.ledger.actions import post
from billing.ledger.drafts import Draft, Leg, credit, debit
from billing.ledger.enums import Book
from billing.models import Amend
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
    """A discount or waiver of what a ticket owes, a refund of what was paid, or a compensation (R37).

    By who may grant as much (`by_id`: whom a system names). Above the company's limit it waits for a second signature,
    else it takes effect at once. Raises Invalid for more than the role may, than is owed, or than was paid.
    """
    who = granter(actor, by_id)
    till.hold(who.pk)
    ticket = lock(ticket_id, actor, rules.grant)
    said: dict[str, Any] = {"amount": need_amount(amount), "reason": need(reason, "reason", "R37")[:300]}
    known_kind(kind, AmendKind.values)
    need_right(who, said["amount"])
    way = way_out(ticket, kind, method, receipt_number)
    return ask(Amend(kind=kind, estate=ticket.estate, ticket=ticket, **said, **way), who, actor)


@atomic
def lower(
    *, bill_id: UUID, actor: Principal, kind: str, amount: Decimal, reason: str, once: str = "",
    by_id: UUID | None = None,
) -> Amend:  # fmt: skip
    """A discount or waiver of what is open of a unit's bill (R37); by whom and how as for `grant`.

    `once`: whatever is sent again with the same word gives the same. Raises Invalid for more than is open, NotFound.
    """
    who = granter(actor, by_id)
    till.hold(who.pk)
    bill = bill_for(bill_id, actor)
    said: dict[str, Any] = {"amount": need_amount(amount), "reason": need(reason, "reason", "R37")[:300]}
    known_kind(kind, LOWERS)
    if (before := granted_before(once, bill_id=bill.pk, **said)) is not None:
        return before
    need_right(who, said["amount"])
    return ask(Amend(kind=kind, estate=bill.estate, unit=bill.unit, bill=bill, once=once, **said), who, actor)


@atomic
def give_back(
    *, receipt_id: UUID, actor: Principal, amount: Decimal, reason: str, method: str = "", once: str = "",
    by_id: UUID | None = None,
) -> Amend:  # fmt: skip
    """Money of a unit's receipt goes back: first what it put on the unit's account and is still there, then what was
    paid too much, which is the company's cost (R37); by whom and how as for `grant`.

    `once`: whatever is sent again with the same word gives the same. Raises Invalid for more than is left of the
    receipt, NotFound.
    """
    who = granter(actor, by_id)
    till.hold(who.pk)
    receipt = receipt_for(receipt_id, actor)
    said: dict[str, Any] = {"amount": need_amount(amount), "reason": need(reason, "reason", "R37")[:300]}
    if (before := granted_before(once, receipt_id=receipt.pk, **said)) is not None:
        return before
    need_right(who, said["amount"])
    way = {"receipt": receipt, "method": known(method or Method.CASH), "once": once}
    made = Amend(kind=AmendKind.REFUND, estate=receipt.estate, unit=receipt.unit, **said, **way)
    return ask(made, who, actor)


def known_kind(kind: str, kinds: Iterable[str]) -> None:
    if kind not in kinds:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule="R37", field="kind")


def granted_before(once: str, **said: Any) -> Amend | None:
    """What the same form has granted. Raises Invalid when the word was used for something else (R48)."""
    before = Amend.objects.filter(once=once[:64]).first() if once else None
    if before is not None and any(getattr(before, name) != value for name, value in said.items()):
        raise Invalid(_("This key was used for another request."), rule="R48")
    return before


def ask(amend: Amend, who: StaffMember, actor: Principal) -> Amend:
    """Keep it, where there is room for it; it takes effect, or waits for the second signature."""
    amend.asked_by, amend.asked_by_name, amend.asked_at = who, who.name, now()
    need_room(amend)
    amend.save(force_insert=True)
    if amend.amount > terms().second_above:
        record(about(amend), AmendAsked(amend.kind, str(amend.amount), amend.reason), actor=actor)
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


def take_effect(amend: Amend, actor: Principal) -> Amend:
    """Number and entry; a ticket's fee follows."""
    at, ticket = now(), amend.ticket
    amend.effective_at = at
    amend.number = number(SERIES.get(AmendKind(amend.kind), CREDIT), amend.estate, at)
    amend.save()
    day = till.open_day(amend.estate, amend.asked_by_id, at)
    post(Draft(f"amend:{amend.pk}", amend.kind, amend.estate, at, legs_of(amend), amend.reason, day), actor=actor)
    record(about(amend), AmendGranted(amend.kind, str(amend.amount), amend.number, amend.reason), actor=actor)
    if ticket is not None and amend.kind in LOWERS and outstanding(ticket) <= 0:
        set_fee(ticket_id=ticket.pk, actor=actor, fee=Fee.SETTLED)
    return amend


def legs_of(amend: Amend) -> list[Leg]:
    """Debits of what bears it; the resident owes less, or money goes out."""
    place = amend.ticket.unit_id if amend.ticket is not None else amend.unit_id
    subject = {"ticket_id": amend.ticket_id, "unit_id": place, "bill_id": amend.bill_id}
    kept = kept_part(amend)
    costs = [
        debit(Book.ADVANCES, kept, **subject),
        debit(BOOKS[AmendKind(amend.kind)], amend.amount - kept, **subject),
    ]
    if amend.kind in LOWERS:
        return [*costs, credit(Book.RECEIVABLE, amend.amount, **subject)]
    # Money goes out of the hand of who grants it: it is missing from his day (R36).
    return [*costs, credit(LIES[Method(amend.method)], amend.amount, staff_id=amend.asked_by_id, **subject)]


def kept_part(amend: Amend) -> Decimal:
    """What of a refund is the resident's own money, kept for him in advance."""
    if amend.unit_id is None or amend.receipt is None or amend.method == Method.ON_ACCOUNT:
        return ZERO
    return min(amend.amount, still_kept(amend.receipt))


def waiting(amend_id: UUID, actor: Principal) -> Amend:
    """The grant, locked behind what it is about. Raises NotFound, or Conflict when it is decided already."""
    seen = Amend.objects.filter(pk=amend_id).first()
    if seen is None or not actor.sees_estate(seen.estate_id):
        raise NotFound(_("There is no such grant."), rule="R37")
    till.hold(seen.asked_by_id)
    hold(seen, actor)
    amend: Amend = Amend.objects.select_related("ticket__estate", "estate", "receipt", "unit").lock(amend_id)
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
    record(about(amend), AmendRefused(amend.kind, str(amend.amount), amend.refusal), actor=actor)
    return amend

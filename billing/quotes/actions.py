"""Telling a price: each is a version, reviewed first where it is not of the list; none is ever edited (R33)."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import Payer, QuoteState
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Charge, Quote
from billing.prices.queries import Holding, holding
from billing.quotes.clock import FEE_REVIEW
from billing.quotes.events import Proposed
from billing.quotes.lines import Line, item_for, kept, of_the_list, priced
from billing.quotes.queries import agreed_by_resident, binding, latest, total, waiting
from billing.quotes.said import first_said, seen_as
from billing.quotes.steps import end, hold
from billing.quotes.suggesting import Payers
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now, today_in
from servicedesk.timers.plan import Arm, Change, Drop
from tickets import states
from tickets.actions.steps import finish, lock, need
from tickets.clock import people
from tickets.models import Ticket


@atomic
def propose(
    *, ticket_id: UUID, actor: Principal, lines: Sequence[Line], payer: str = Payer.RESIDENT, reason: str = "",
    seen: str = "",
) -> Quote:  # fmt: skip
    """The price is told before work, and who pays is decided, line by line (R33, R34).

    A new version: one that waits is replaced, one that was agreed binds until this one is agreed. What is not of the
    list goes to the fee review first; what costs the resident nothing holds at once. `seen`: the newest version as its
    author knew it (`seen_as`). Raises Invalid, NotFound, Conflict (who was first; less than has been paid).
    """
    ticket = lock(ticket_id, actor, rules.charge)
    if not ticket.is_open:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    newest = latest(ticket)
    if seen and seen != seen_as(newest):
        raise Conflict(first_said(newest), rule="R11", field="state")
    if not lines:
        raise Invalid(_("Say what it costs and who pays."), rule="R34", field="lines")
    if binding(ticket) is not None:
        reason = need(reason, "reason", "R33")
    return add_version(ticket, actor, lines, payer, reason)


def add_version(
    ticket: Ticket, actor: Principal, lines: Sequence[Line], payer: str, reason: str, *, reviewed: bool = False
) -> Quote:
    """The next version of a locked ticket. `reviewed`: its author is the review."""
    told = holding(ticket.estate_id, today_in(ticket.estate))
    items = [item_for(told, line) for line in lines]
    charges = [priced(ticket, line, item, payer) for line, item in zip(lines, items, strict=True)]
    of_resident = total(charges, Payer.RESIDENT)
    refuse_less_than_paid(ticket, of_resident)
    open_one = waiting(ticket)
    if open_one is not None:
        end(open_one, QuoteState.REPLACED, actor.name, reason)
    review = not all(of_the_list(charge) for charge in charges)
    quote = created(ticket, actor, told, reason, review)
    quote.state = QuoteState.REVIEW if review and not reviewed else QuoteState.OFFERED
    quote.save(force_insert=True)
    payers = Payers(ticket)
    Charge.objects.bulk_create(
        kept(quote, charge, payers.of(item)) for charge, item in zip(charges, items, strict=True)
    )
    waits = quote.state == QuoteState.REVIEW
    event = Proposed(quote.number, str(total(charges)), str(of_resident), waits, reason)
    finish(ticket, event, *clocks(waits), actor=actor)
    if waits:
        ask_review(quote, total(charges))
    elif not of_resident:
        hold(quote, actor)
    return quote


def clocks(waits: bool) -> list[Change]:
    """The review of an earlier version ends; a new one begins where there is one."""
    return [Drop((FEE_REVIEW,)), *([Arm(FEE_REVIEW, now())] if waits else [])]


def created(ticket: Ticket, actor: Principal, told: Holding, reason: str, review: bool) -> Quote:
    """The row of the next version, unsaved, with the versions of the list it was told from."""
    newest = latest(ticket)
    return Quote(
        ticket=ticket, number=newest.number + 1 if newest else 1, reason=reason[:300], company_version=told.company,
        own_version=told.own, made_at=now(), made_by=actor.name[:60], maker_id=actor.staff_id, needs_review=review,
    )  # fmt: skip


def refuse_less_than_paid(ticket: Ticket, of_resident: Decimal) -> None:
    """What has been paid or waived is not quoted away: that is a refund, an entry of its own (R37)."""
    paid = agreed_by_resident(ticket) - balance(Book.RECEIVABLE, ticket=ticket)
    if of_resident < paid:
        words = _("¥{paid} has been paid already: less than that is a refund.")
        raise Conflict(words.format(paid=paid), rule="R37")


def ask_review(quote: Quote, amount: Decimal) -> None:
    """The estate's supervisors are told."""
    params = {"place": quote.ticket.place, "text": f"¥{amount}"}
    for person in people(quote.ticket, ["supervisor"]):
        tell_staff(person, "quote.to_review", subject=quote.ticket, key=f"quote:{quote.pk}", params=params)

"""From a price told or agreed to the ledger: who owes it, or whose cost it is (R33, R34)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.enums import Payer
from billing.ledger.actions import post, reverse
from billing.ledger.drafts import Draft, Leg, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.queries import standing
from billing.models import Charge, Entry
from billing.money import ZERO
from servicedesk.people.principal import Principal
from tickets.models import Ticket

# R34: what is free to the resident still stands against the account of who bears it; a line names its account.
BEARS = (Book.RECEIVABLE, Book.DEVELOPER, Book.COMMON_FUND, Book.REPAIR_FUND, Book.COMPANY)
# What the company pays itself is no income from anybody.
EARNS = {Payer.COMPANY: Book.OWN_WORK}


def post_told(ticket: Ticket, charges: Iterable[Charge], *, actor: Principal, at: datetime) -> Entry | None:
    """The ticket's price as it was told last: what stood before is reversed, the new one posted (R37).

    The caller holds the ticket's lock. Returns the entry, None when nothing is charged.
    """
    take_back(ticket, actor=actor, at=at)
    told_before = Entry.objects.filter(source__startswith=source_of(ticket)).count()
    draft = told_draft(ticket, charges, at, told_before + 1)
    return post(draft, actor=actor) if draft.told else None


def take_back(ticket: Ticket, *, actor: Principal, at: datetime) -> None:
    """The price told no longer holds: its entry is reversed."""
    last = standing(source__startswith=source_of(ticket)).values_list("pk", flat=True)
    reverse(last, actor=actor, reason=_("The price was told anew."), at=at)


def source_of(ticket: Ticket) -> str:
    return f"told:{ticket.pk}:"


def told_draft(ticket: Ticket, charges: Iterable[Charge], at: datetime, nth: int = 1) -> Draft:
    """The entry for these charges: one line for each who bears a part of it, one for each item."""
    legs = list(told_legs(ticket, list(charges)))
    return Draft(f"{source_of(ticket)}{nth}", Why.CHARGE, ticket.estate, at, legs)


def told_legs(ticket: Ticket, charges: list[Charge]) -> Iterator[Leg]:
    about = {"ticket_id": ticket.pk, "unit_id": ticket.unit_id}
    for book in BEARS:
        total: Decimal = sum((one.amount for one in charges if one.account == book), ZERO)
        yield debit(book, total, **about)
    for one in charges:
        yield credit(EARNS.get(Payer(one.payer), Book.SERVICES), one.amount, item=one.name, **about)

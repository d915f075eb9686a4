"""A line of a quote, from what was said to what is kept: item or own words, price, payer, account (R33, R34, R39)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from billing.enums import ACCOUNTS, Payer
from billing.models import Charge, PriceItem, Quote
from billing.money import TOO_MUCH, rounded
from billing.prices.queries import Holding
from billing.quotes.suggesting import Suggestion
from servicedesk.refusals import Invalid, NotFound
from tickets.actions.steps import need
from tickets.models import Ticket


@dataclass(frozen=True)
class Line:
    """An item of the list, with another price than the list's where one is given; or a name and a price of its own.

    Without a payer it is the quote's; an account is named where the payer has several (the funds).
    """

    quantity: Decimal = Decimal(1)
    item_id: UUID | None = None
    name: str = ""
    unit_price: Decimal | None = None
    payer: str = ""
    account: str = ""


def item_for(told: Holding, line: Line) -> PriceItem | None:
    """The item of today's list in this estate; None for words of one's own. Raises NotFound (R33)."""
    if line.item_id is None:
        return None
    item = told.item(line.item_id)
    if item is None:
        raise NotFound(_("There is no such item on today's price list."), rule="R33", field="lines")
    return item


def priced(ticket: Ticket, line: Line, item: PriceItem | None, payer: str) -> Charge:
    """A line with its amount, rounded to the fen. Raises Invalid."""
    name, price = (item.name, item.price) if item else (line.name, None)
    price = line.unit_price if line.unit_price is not None else price
    if price is None:
        raise Invalid(_("Say the price."), rule="R33", field="lines")
    if line.quantity <= 0 or price < 0 or price != rounded(price):
        raise Invalid(_("Quantity above 0, price not below 0."), rule="R39", field="lines")
    amount = rounded(line.quantity * price)
    if amount >= TOO_MUCH:
        raise Invalid(_("This is more than can be kept."), rule="R39", field="lines")
    who = line.payer or payer
    return Charge(
        ticket=ticket, item=item, name=need(name, "lines", "R33")[:80], unit=item.unit if item else "",
        quantity=line.quantity, list_price=item.price if item else None, unit_price=price, amount=amount, payer=who,
        account=account_of(who, line.account),
    )  # fmt: skip


def account_of(payer: str, account: str) -> str:
    """The payer's account. Raises Invalid for a payer nobody knows, or an account that is not his (R34)."""
    if payer not in Payer.values:
        raise Invalid(_("Say what it costs and who pays."), rule="R34", field="payer")
    known = ACCOUNTS[Payer(payer)]
    if account and account not in known:
        raise Invalid(_("This is not an account of who pays."), rule="R34", field="account")
    return account or known[0]


def of_the_list(charge: Charge) -> bool:
    """Whether it may be told without a review: an item, at the price of the list (R33)."""
    return charge.item_id is not None and charge.unit_price == charge.list_price


def kept(quote: Quote, charge: Charge, proposed: Suggestion) -> Charge:
    """The line as a part of its quote, with what was proposed as its payer."""
    charge.quote, charge.added_by, charge.added_at = quote, quote.made_by, quote.made_at
    charge.suggested, charge.suggested_why = proposed.payer, proposed.why[:200]
    return charge

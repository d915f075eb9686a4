"""No work is signed off, and no money taken, for a price that nobody has agreed to (R33)."""

from django.utils.translation import gettext as _

from billing.actions import outstanding
from billing.quotes.said import agreed_first
from servicedesk.refusals import Invalid
from tickets.enums import Fee
from tickets.models import Ticket
from visits.bills import GUARDS


def before_sign_off(ticket: Ticket, fee: str) -> None:
    """How the fee is said to stand must be what was agreed and paid. Raises Conflict, Invalid."""
    agreed_first(ticket)
    due = outstanding(ticket)
    if fee in (Fee.FREE, Fee.SETTLED) and due > 0:
        words = _("¥{due} was agreed and is not paid: take it, or record that it is owed.")
        raise Invalid(words.format(due=due), rule="R35", field="fee")
    if fee == Fee.OWED and due <= 0 and ticket.quotes.exists():
        raise Invalid(_("Nothing was agreed that could be owed."), rule="R33", field="fee")


GUARDS.append(before_sign_off)

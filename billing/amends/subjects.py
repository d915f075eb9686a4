"""What a grant is about: a ticket, a unit's bill, or a unit's receipt; it is held alone, and has so much room (R37)."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from billing import rules
from billing.amends.enums import LOWERS
from billing.enums import Method
from billing.fees.settling import open_amounts
from billing.ledger.enums import Book
from billing.ledger.queries import balance, postings
from billing.models import Amend, Bill, Receipt
from billing.money import ZERO
from billing.receipts.actions import outstanding, unit_for
from billing.receipts.drafts import source_of
from servicedesk.journal.record import About, Subject
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from tickets.actions.steps import lock

NOBODY = UUID(int=0)


def about(amend: Amend) -> Subject:
    """Whose history it stands in."""
    return amend.ticket or About("unit", amend.unit_id, amend.estate_id)  # type: ignore[arg-type]


def hold(amend: Amend, actor: Principal) -> None:
    """Lock what it is about, in the order in which payments do. Raises NotFound for another tenant's or estate's."""
    if amend.ticket_id is not None:
        lock(amend.ticket_id, actor, rules.grant)
        return
    unit_for(amend.unit_id, actor, rules.grant)  # type: ignore[arg-type]
    if amend.bill_id is not None:
        Bill.objects.lock(amend.bill_id)


def bill_for(bill_id: UUID, actor: Principal) -> Bill:
    """A bill, with its unit held alone. Raises NotFound for another tenant's or estate's."""
    seen = Bill.objects.filter(pk=bill_id).first()
    if seen is None or not actor.sees_estate(seen.estate_id):
        raise NotFound(_("There is no such bill."), rule="R37")
    unit_for(seen.unit_id, actor, rules.grant)
    bill: Bill = Bill.objects.select_related("unit", "estate").lock(bill_id)
    return bill


def receipt_for(receipt_id: UUID, actor: Principal) -> Receipt:
    """A receipt of a unit, which is held alone. Raises NotFound for another tenant's or estate's, Invalid for a
    ticket's, whose money is the ticket's.
    """
    rows = Receipt.objects.seen_by(actor).select_related("unit", "estate", "ticket")
    seen = rows.filter(pk=receipt_id).first()
    if seen is None:
        raise NotFound(_("There is no such receipt."), rule="R35", field="receipt")
    if seen.ticket is not None:
        words = _("This receipt is of ticket {number}: its money is given back there.")
        raise Invalid(words.format(number=seen.ticket.number), rule="R37", field="receipt")
    unit_for(seen.unit_id, actor, rules.grant)  # type: ignore[arg-type]
    return seen


def need_room(amend: Amend) -> None:
    """Not more than is owed, and not more than was paid and is not given back already."""
    if amend.kind in LOWERS and amend.amount > (due := owed_of(amend)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R37", field="amount")
    if amend.receipt is not None and amend.amount > (left := left_of(amend, amend.receipt)):
        raise Invalid(_("Only ¥{left} of it can be given back.").format(left=left), rule="R37", field="amount")


def owed_of(amend: Amend) -> Decimal:
    """What is owed of the ticket, or of the bill."""
    if amend.ticket is not None:
        return outstanding(amend.ticket)
    return open_amounts([amend.bill_id]).get(amend.bill_id, ZERO)  # type: ignore[list-item,arg-type]


def left_of(amend: Amend, receipt: Receipt) -> Decimal:
    """How much of its receipt can go out in this way. What is kept in advance is on the unit's account already: only
    what has paid bills can be put there.
    """
    left = refundable(receipt, saved(amend))
    if receipt.ticket_id is not None or amend.method != Method.ON_ACCOUNT:
        return left
    return min(left, receipt.amount - kept_by(receipt) - given_back(receipt, Book.REFUNDS))


def saved(amend: Amend) -> UUID:
    """Its key, which one that is only asked for has not got yet."""
    return amend.pk if isinstance(amend.pk, UUID) else NOBODY


def refundable(receipt: Receipt, but: UUID = NOBODY) -> Decimal:
    """What is left of a receipt, what waits for its second signature counted as given; `but` this grant."""
    given = receipt.refunds.filter(refused_at=None).exclude(pk=but)
    back: Decimal = given.aggregate(sum=Sum("amount"))["sum"] or ZERO
    return ZERO if receipt.is_void else receipt.amount - back


def kept_by(receipt: Receipt) -> Decimal:
    """What it put on the unit's account."""
    lines = postings(Book.ADVANCES, entry__source=source_of(receipt)).filter(amount__lt=0)
    return -sum(lines.values_list("amount", flat=True), ZERO)


def given_back(receipt: Receipt, book: Book) -> Decimal:
    """What was given back of it at the cost of an account."""
    sources = [f"amend:{key}" for key in receipt.refunds.values_list("pk", flat=True)]
    lines = postings(book, entry__source__in=sources).filter(amount__gt=0)
    return sum(lines.values_list("amount", flat=True), ZERO)


def still_kept(receipt: Receipt) -> Decimal:
    """What of it is still on the unit's account: not used since, and not given back."""
    there = -balance(Book.ADVANCES, unit=receipt.unit_id)
    return max(min(kept_by(receipt) - given_back(receipt, Book.ADVANCES), there), ZERO)

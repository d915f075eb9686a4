"""What a unit owes of fees, bill by bill, and what its money settles (R35, R38). The ledger's lines name their bill."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from billing.ledger.drafts import Leg, credit
from billing.ledger.enums import Book
from billing.ledger.queries import balances, postings
from billing.models import Bill
from billing.money import ZERO
from servicedesk.estates.models import Unit
from servicedesk.refusals import Invalid

RULE = "R35"


def fees_owed(unit_id: UUID) -> Decimal:
    """What a unit owes apart from tickets, which are paid each for itself."""
    rows = postings(Book.RECEIVABLE, unit=unit_id).filter(ticket=None).values_list("amount", flat=True)
    return sum(rows, ZERO)


def open_amounts(bills: Iterable[UUID]) -> dict[UUID, Decimal]:
    """What is still owed of each of these bills; those of which nothing is are not named."""
    return {row["bill"]: row["sum"] for row in balances("bill", account=Book.RECEIVABLE, bill__in=list(bills))}


def open_bills(unit_id: UUID) -> list[tuple[Bill, Decimal]]:
    """A unit's bills of which something is owed, the oldest first, and how much."""
    owed = {row["bill"]: row["sum"] for row in balances(
        "bill", account=Book.RECEIVABLE, unit=unit_id, bill__isnull=False)}  # fmt: skip
    rows = Bill.objects.filter(pk__in=owed).select_related("fee").order_by("period", "fee__code", "pk")
    return [(bill, owed[bill.pk]) for bill in rows]


def touched(bills: Iterable[UUID]) -> int:
    """How many of these standing bills are paid, or lowered, in whole or in part: these are not reversed (R37)."""
    rows = Bill.objects.in_bulk(list(bills))
    owed = open_amounts(rows)
    return sum(owed.get(key, ZERO) != bill.amount for key, bill in rows.items())


def settled(unit: Unit, amount: Decimal, chosen: Iterable[UUID] = ()) -> list[Leg]:
    """The lines by which money settles what a unit owes. Bills that the payer chose are settled in their order of age;
    where he chose none, the oldest first, then what else the unit owes of fees. What is over is kept in advance.

    The caller holds the unit's money alone; the bills are locked here, as whoever reverses one locks it too. Raises
    Invalid for a chosen bill of which nothing is owed.
    """
    due = due_of(unit, set(chosen))
    legs = []
    rest = amount
    for bill_id, owed in due:
        part = min(rest, owed)
        legs.append(credit(Book.RECEIVABLE, part, unit_id=unit.pk, bill_id=bill_id))
        rest -= part
    return [*legs, credit(Book.ADVANCES, rest, unit_id=unit.pk)]


def due_of(unit: Unit, chosen: set[UUID]) -> list[tuple[UUID | None, Decimal]]:
    """What may be settled, in its order: bills, and under None what is owed without one."""
    keys = [bill.pk for bill, _owed in open_bills(unit.pk)]
    list(Bill.objects.lock_all(keys))
    owed = open_amounts(keys)
    if chosen - set(owed):
        raise Invalid(_("Nothing is owed of this bill any more."), rule=RULE, field="bills")
    due: list[tuple[UUID | None, Decimal]] = [(key, owed[key]) for key in keys if key in (chosen or owed)]
    other = fees_owed(unit.pk) - sum(owed.values(), ZERO)
    return due if chosen or other <= 0 else [*due, (None, other)]


def owed_of(unit: Unit, chosen: Iterable[UUID]) -> Decimal:
    """What is owed of the chosen bills, or where none is chosen of all fees."""
    keys = list(chosen)
    return sum(open_amounts(keys).values(), ZERO) if keys else max(fees_owed(unit.pk), ZERO)

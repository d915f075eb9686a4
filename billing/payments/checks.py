"""What providers reported against the ledger, and the figure beside the page of what waits (R35, R39)."""

from collections.abc import Iterator

from django.db.models import Sum
from django.http import HttpRequest

from billing.ledger.checks import OTHERS
from billing.ledger.enums import Book
from billing.ledger.queries import balances
from billing.models import NoticeDecision, Settlement
from billing.money import ZERO
from billing.payments import queries
from servicedesk.web.context import COUNTS


def unassigned() -> Iterator[str]:
    """In each estate: what waits for a decision is what the ledger calls not yet assigned."""
    rows = queries.with_rest().values_list("code__estate", "rest")
    waits = dict.fromkeys((estate for estate, _rest in rows), ZERO)
    for estate, rest in rows:
        waits[estate] += rest
    asked = NoticeDecision.objects.filter(effective_at=None, refused_at=None)
    for estate, amount in asked.values_list("notice__code__estate", "amount"):
        waits[estate] += amount
    posted = {row["estate"]: -row["sum"] for row in balances("estate", account=Book.UNCLEAR)}
    for estate in waits.keys() | posted.keys():
        if waits.get(estate, ZERO) != posted.get(estate, ZERO):
            yield f"estate {estate}: {waits.get(estate, ZERO)} not assigned, {posted.get(estate, ZERO)} in the ledger"


def settled() -> Iterator[str]:
    """Each settlement that stands has its entry, of just what it says."""
    stands = Settlement.objects.filter(undone_at=None)
    total = stands.aggregate(sum=Sum("arrived"))["sum"] or ZERO
    posted = sum((row["sum"] for row in balances("entry__why", account=Book.BANK, entry__why="settlement")), ZERO)
    undone = sum(
        (row["sum"] for row in balances("entry__why", account=Book.BANK, entry__reverses__why="settlement")), ZERO
    )
    if total != posted + undone:
        yield f"settlements: {total} in the bank, {posted + undone} in the ledger"


def count(request: HttpRequest) -> int:
    """How many wait for a decision, in the estates of who looks."""
    return queries.waiting(queries.seen(request.actor)).count()  # type: ignore[attr-defined]


OTHERS.extend((unassigned, settled))
COUNTS["billing-notices"] = count

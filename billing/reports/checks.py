"""For `manage.py ledger --check`: what the reports compare and the ledger's own checks do not (R36, R39)."""

from collections.abc import Iterator
from datetime import date

from billing.ledger.checks import OTHERS
from billing.reports.proofs import Difference, Proof, proofs
from billing.reports.scope import Scope
from servicedesk.estates.models import Estate

EVER = (date.min, date.max)
MOST = 10_000
# Of these each difference (but of cash signed for, which has a check already); of the others, where the ledger's checks
# begin from the papers, what no paper stands for.
WHOLE = ("signed", "handed")
ONLY_POSTED = ("receipts", "voids", "grants")


def report_differences() -> Iterator[str]:
    """A line for each entry without its paper (or on another account than the paper says), and each cash-up that the
    ledger knows otherwise; of every estate and day.
    """
    scope = Scope(tuple(Estate.objects.order_by("code")), *EVER)
    for proof in proofs((*ONLY_POSTED, *WHOLE), scope, MOST):
        yield from lines(proof)


def lines(proof: Proof) -> Iterator[str]:
    whole = proof.name in WHOLE
    mine = [one for one in proof.differences if (one.book != "cash" if whole else one.paper is None)]
    yield from (f"{proof.name}: {said(one)}" for one in mine)


def said(one: Difference) -> str:
    account = f" ({one.book})" if one.book else ""
    return f"{one.name}{account}: {one.paper or 0} on paper, {one.posted or 0} in the ledger"


OTHERS.append(report_differences)

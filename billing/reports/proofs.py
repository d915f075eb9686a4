"""Each report against the ledger: sums from papers beside sums of postings, and every difference by its name (R39)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from billing.ledger.enums import Book
from billing.models import Bill, CashUp, Receipt
from billing.reports import pairs
from billing.reports.scope import Scope

# So many differences are named; how many there are is said in any case.
MOST = 20
COMPARE = """
SELECT '{name}', * FROM (WITH d AS ({papers}), l AS ({ledger}), both_sides AS (
    SELECT coalesce(d.source, l.source) AS source, coalesce(d.book, l.book) AS book, coalesce(d.name, '') AS name,
        d.amount AS paper, l.amount AS posted, d.amount IS DISTINCT FROM l.amount AS differs
    FROM d FULL JOIN l ON l.source = d.source AND l.book = d.book
)
SELECT coalesce(sum(paper), 0), coalesce(sum(posted), 0), count(paper), count(*) FILTER (WHERE differs),
    (array_agg(source ORDER BY name, source, book) FILTER (WHERE differs))[1:{most}],
    (array_agg(book ORDER BY name, source, book) FILTER (WHERE differs))[1:{most}],
    (array_agg(name ORDER BY name, source, book) FILTER (WHERE differs))[1:{most}],
    (array_agg(paper ORDER BY name, source, book) FILTER (WHERE differs))[1:{most}],
    (array_agg(posted ORDER BY name, source, book) FILTER (WHERE differs))[1:{most}]
FROM both_sides) {name}_sides
"""


@dataclass(frozen=True)
class Difference:
    """One paper, or one entry, that the other side does not know, or knows otherwise. None: it does not know it."""

    source: str
    book: str
    name: str
    paper: Decimal | None
    posted: Decimal | None

    @property
    def account(self) -> Any:
        """The account in words; '' where there is only one."""
        return dict(Book.choices).get(self.book, self.book)


@dataclass(frozen=True)
class Proof:
    """Two figures that must be the same. `differences` names at most MOST of the `wrong` ones."""

    name: str
    words: Any
    paper: Decimal
    posted: Decimal
    papers: int = 0
    wrong: int = 0
    differences: Sequence[Difference] = ()

    @property
    def difference(self) -> Decimal:
        return self.paper - self.posted

    @property
    def good(self) -> bool:
        """Two wrongs may come to the same sum: neither may be there."""
        return not self.difference and not self.wrong


# name -> (what is compared, papers, postings).
COMPARED: dict[str, tuple[Any, tuple[str, str]]] = {
    "receipts": (_("Receipts"), pairs.RECEIPTS),
    "voids": (_("Void receipts"), pairs.VOIDS),
    "grants": (_("Grants"), pairs.GRANTS),
    "signed": (_("Signed at cash-up"), pairs.SIGNED),
    "handed": (_("Cash handed over"), pairs.HANDED),
    "told": (_("Prices that hold"), pairs.TOLD),
    "bills": (_("Bills"), pairs.BILLS),
    "reversed": (_("Reversed bills"), pairs.REVERSED),
}


def proofs(names: Iterable[str], scope: Scope, most: int = MOST) -> list[Proof]:
    """These comparisons, in one query; of each at most `most` differences are named."""
    queries = [
        COMPARE.format(name=name, papers=papers, ledger=ledger, most=most)
        for name, (_words, (papers, ledger)) in ((name, COMPARED[name]) for name in names)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), scope.query)
        return [made(*row) for row in cursor.fetchall()]


def made(name: str, paper: Decimal, posted: Decimal, papers: int, wrong: int, *columns: Any) -> Proof:
    found = [Difference(*row) for row in zip(*columns, strict=True)] if wrong else []
    return Proof(name, COMPARED[name][0], paper, posted, papers, wrong, named(found))


KNOWN = ("receipt", "bill", "cash-up")


def named(found: Sequence[Difference]) -> list[Difference]:
    """An entry whose paper is of another day, or a bill, has a name that people know."""
    bare = {one.source.partition(":")[::2] for one in found if not one.name}
    keys = {kind: [key for its, key in bare if its == kind and is_key(key)] for kind in KNOWN}
    names = {f"receipt:{one.pk}": one.number for one in Receipt.objects.filter(pk__in=keys["receipt"])}
    for one in Bill.objects.filter(pk__in=keys["bill"]).select_related("unit", "fee"):
        names[f"bill:{one.pk}"] = f"{one.unit.code} {one.fee.name} {one.period:%Y-%m}"
    for sheet in CashUp.objects.filter(pk__in=keys["cash-up"]):
        names[f"cash-up:{sheet.pk}"] = f"{sheet.collector_name} {sheet.day}"
    return [one if one.name else replace(one, name=names.get(one.source, one.source)) for one in found]


def is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def same(name: str, words: Any, paper: Decimal, posted: Decimal) -> Proof:
    """Two sums that a report has made itself, by different ways."""
    return Proof(name, words, paper, posted, wrong=int(paper != posted))

"""A report as tables: page, paper, spreadsheet and REST show the same lines, so that no figure can differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.money import ZERO
from billing.reports.proofs import Proof
from billing.reports.scope import Scope


@dataclass(frozen=True)
class Column:
    """`kind`: money, count, text, or words (text that may be long)."""

    key: str
    words: Any
    kind: str = "money"


@dataclass(frozen=True)
class Line:
    """`look`: '' a plain line, 'part' one below a 'group', 'sum' the last. A cell that is not there is no figure."""

    name: str
    cells: Mapping[str, Any]
    look: str = ""
    href: str = ""


@dataclass(frozen=True)
class Table:
    """`head`: what its lines are."""

    name: str
    title: Any
    head: Any
    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def body(self) -> list[tuple[Line, list[tuple[Column, Any]]]]:
        """Each line with its cells in the order of the columns."""
        return [(line, [(one, line.cells.get(one.key)) for one in self.columns]) for line in self.lines]

    @property
    def empty(self) -> bool:
        return all(line.look == "sum" for line in self.lines)


@dataclass(frozen=True)
class Report:
    """`facts`: short statements above the tables. `proofs`: whether it agrees with the ledger, each in one line."""

    name: str
    title: Any
    scope: Scope
    tables: Sequence[Table]
    proofs: Sequence[Proof]
    facts: Sequence[tuple[Any, Any]] = field(default_factory=tuple)

    @property
    def proved(self) -> bool:
        return all(one.good for one in self.proofs)


def summed(lines: Iterable[Line], columns: Sequence[Column]) -> Line:
    """The last line: each figure added up; parts are in their group already."""
    whole = [line for line in lines if line.look != "part"]
    cells: dict[str, Any] = {}
    for one in columns:
        if one.kind in ("money", "count"):
            start: Decimal | int = ZERO if one.kind == "money" else 0
            cells[one.key] = sum((line.cells.get(one.key) or start for line in whole), start)
    return Line(_("Sum"), cells, "sum")

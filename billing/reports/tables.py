"""A report as tables: page, paper, spreadsheet and REST show the same lines, so that no figure can differ."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
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
    """`draw`, `compare`, `tell`: each is asked once, and only when its part is wanted."""

    name: str
    title: Any
    scope: Scope
    draw: Callable[[], Sequence[Table]]
    compare: Callable[[], Sequence[Proof]]
    tell: Callable[[], Sequence[tuple[Any, Any]]] = tuple

    @cached_property
    def tables(self) -> Sequence[Table]:
        return self.draw()

    @cached_property
    def proofs(self) -> Sequence[Proof]:
        """Whether it agrees with the ledger, each comparison in one line."""
        return self.compare()

    @cached_property
    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Short statements above the tables."""
        return self.tell()

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

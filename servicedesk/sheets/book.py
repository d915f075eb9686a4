"""One table that goes out and comes in: its columns, its rows, what a row from outside would do, and doing it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.seal import seal, unseal

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True)
class Line:
    """One row from outside: where it stood, what it says, what it would do (new, changed, same, wrong) and why not."""

    number: int
    cells: list[str]
    effect: str
    error: str = ""


@dataclass(frozen=True)
class Book:
    """A table. `heads`: (words, width). `rows`: what goes out. `judge`: all rows at once -> their lines, unwritten.
    `write`: the good lines, in the import's transaction; see `each` for tables whose rows stand alone.
    """

    name: str
    title: Any
    heads: Sequence[tuple[Any, int]]
    rows: Callable[[], Iterable[Sequence[Any]]]
    judge: Callable[[list[tuple[int, list[str]]]], list[Line]]
    write: Callable[[Principal, list[Line]], None]
    back: str = ""

    @property
    def words(self) -> list[Any]:
        """The head's words."""
        return [words for words, _width in self.heads]

    def about(self, tenant_id: Any) -> str:
        """What its previews are sealed with."""
        return f"{self.name} {tenant_id}"


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    lines: list[Line]
    token: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether it may be written: no row is wrong, and some row does something."""
        return not self.counts[WRONG] and bool(self.counts[NEW] + self.counts[CHANGED])


def preview(book: Book, rows: list[tuple[int, list[str]]], tenant_id: Any) -> Preview:
    """Each row judged; the rows travel signed to the button that writes them."""
    lines = book.judge(rows)
    counts = {effect: sum(line.effect == effect for line in lines) for effect in (NEW, CHANGED, SAME, WRONG)}
    return Preview(lines, seal(book.about(tenant_id), rows), counts)


def read_back(book: Book, token: str, tenant_id: Any) -> list[tuple[int, list[str]]]:
    """The rows of a preview. Raises Invalid when they are another table's or company's, or too old."""
    return [(int(number), list(cells)) for number, cells in unseal(book.about(tenant_id), token)]


def carry_out(book: Book, rows: list[tuple[int, list[str]]], actor: Principal) -> int:
    """Judge again and write every row, or none: what was good a minute ago may not be now. How many did something."""
    lines = book.judge(rows)
    if wrong := next((line for line in lines if line.effect == WRONG), None):
        raise Invalid(_("Row {n}: {error}").format(n=wrong.number, error=wrong.error), rule="", field="file")
    book.write(actor, lines)
    return sum(line.effect != SAME for line in lines)


def each(write: Callable[[Principal, list[str]], Any]) -> Callable[[Principal, list[Line]], None]:
    """A table's `write` that does row after row what does something; a refusal names its row."""

    def write_all(actor: Principal, lines: list[Line]) -> None:
        for line in lines:
            if line.effect == SAME:
                continue
            try:
                write(actor, line.cells)
            except Refusal as refusal:
                words = _("Row {n}: {error}").format(n=line.number, error=refusal.message)
                raise Invalid(words, rule=refusal.rule, field="file") from refusal

    return write_all


def twice(rows: list[tuple[int, list[str]]], column: int, key: Callable[[str], str] = str.casefold) -> set[int]:
    """The numbers of rows whose cell of this column stood in an earlier row already."""
    seen: set[str] = set()
    found = set()
    for number, cells in rows:
        value = key(cells[column])
        if value in seen:
            found.add(number)
        seen.add(value)
    return found

"""A version's items as a table that goes out and comes in; what comes in is the whole list (R33)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import PriceItem, PriceVersion
from billing.prices.actions import keep_item
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.book import CHANGED, NEW, SAME, WRONG, Book, Line, twice

COLUMNS = ("code", "name", "unit", "labour", "parts", "included", "warranty_days", "note")
HEADS: tuple[tuple[Any, int], ...] = (
    (gettext_lazy("Item code"), 12), (gettext_lazy("Item"), 30), (gettext_lazy("Per"), 8),
    (gettext_lazy("Labour"), 10), (gettext_lazy("Parts"), 10), (gettext_lazy("Parts that are in it"), 30),
    (gettext_lazy("Days of warranty"), 10), (gettext_lazy("Remark"), 30),
)  # fmt: skip
LONGEST: dict[str, int] = {
    name: getattr(PriceItem._meta.get_field(name), "max_length", 0)
    for name in ("code", "name", "unit", "included", "note")
}
Rows = list[tuple[int, list[str]]]


def book_of(version: PriceVersion) -> Book:
    """The table of one draft: rows of known codes change them, others are added; what is missing stays."""
    return Book(
        f"prices-{version.pk}", gettext_lazy("Price list"), HEADS, lambda: rows_of(version),
        lambda rows: judge(version, rows), lambda actor, lines: write(version, actor, lines),
    )  # fmt: skip


def rows_of(version: PriceVersion) -> Iterator[Sequence[Any]]:
    for item in version.items.order_by("code"):
        yield [getattr(item, name) for name in COLUMNS]


def judge(version: PriceVersion, rows: Rows) -> list[Line]:
    known = {item.code.casefold(): item for item in version.items.all()}
    again = twice(rows, 0)
    return [line_of(number, cells, known, number in again) for number, cells in rows]


def line_of(number: int, cells: list[str], known: dict[str, PriceItem], again: bool) -> Line:
    """What a row would do, or why it cannot be written."""
    try:
        values = values_of(cells)
    except ValueError as wrong:
        return Line(number, cells, WRONG, str(wrong))
    if again:
        return Line(number, cells, WRONG, _("This code stands twice."))
    item = known.get(values["code"].casefold())
    if item is None:
        return Line(number, cells, NEW)
    same = all(getattr(item, name) == value for name, value in values.items())
    return Line(number, cells, SAME if same else CHANGED)


def values_of(cells: list[str]) -> dict[str, Any]:
    """A row's cells as the fields of an item. Raises ValueError that says which cell is wrong and why."""
    values: dict[str, Any] = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    for name, longest in LONGEST.items():
        needed = name in ("code", "name", "unit")
        if len(values[name]) > longest or (needed and not values[name]):
            words = _("Between 1 and {n} characters.") if needed else _("At most {n} characters.")
            raise ValueError(f"{head_of(name)}{_(': ')}{words.format(n=longest)}")
    for name in ("labour", "parts"):
        values[name] = money(values[name], head_of(name))
    values["warranty_days"] = days(values["warranty_days"])
    return values


def head_of(name: str) -> str:
    return str(HEADS[COLUMNS.index(name)][0])


def money(cell: str, head: str) -> Decimal:
    """An amount in whole fen (R39). Raises ValueError."""
    try:
        amount = Decimal((cell or "0").replace(",", "").replace("¥", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 10**8 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"{head}{_(': ')}{_('“{value}” is no amount.').format(value=cell)}")
    return amount


def days(cell: str) -> int:
    """A number of days. Raises ValueError."""
    if not (cell or "0").isascii() or not (cell or "0").isdigit() or int(cell or 0) > 3650:
        words = _("“{value}” is no number of days.").format(value=cell)
        raise ValueError(f"{head_of('warranty_days')}{_(': ')}{words}")
    return int(cell or 0)


def write(version: PriceVersion, actor: Principal, lines: list[Line]) -> None:
    """The good rows, in the import's transaction; a refusal names its row."""
    known = {item.code.casefold(): item.pk for item in version.items.all()}
    for line in lines:
        if line.effect == SAME:
            continue
        values = values_of(line.cells)
        try:
            keep_item(actor=actor, version_id=version.pk, values=values, item_id=known.get(values["code"].casefold()))
        except Refusal as refusal:
            words = _("Row {n}: {error}").format(n=line.number, error=refusal.message)
            raise Invalid(words, rule=refusal.rule, field="file") from refusal

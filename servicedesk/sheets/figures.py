"""Reports as a spreadsheet: a sheet for each table, amounts as numbers that can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from servicedesk.sheets.writing import safe

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True)
class Page:
    """`heads`: (words, width). `above`: lines of words before the table. `strong`: the numbers of bold rows."""

    title: str
    heads: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]
    above: Sequence[Sequence[Any]] = ()
    strong: frozenset[int] = frozenset()


def workbook(pages: Sequence[Page]) -> IO[bytes]:
    """An open temporary .xlsx. A Decimal is a number with two places; a whole number is one without."""
    out = TemporaryFile()  # noqa: SIM115  the response closes it
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        looks = {
            (kind, bold): book.add_format({"num_format": shape, "bold": bold})
            for kind, shape in (("money", "#,##0.00"), ("plain", "General"), ("time", "yyyy-mm-dd hh:mm"))
            for bold in (False, True)
        }
        for page in pages:
            fill(book.add_worksheet(page.title.translate(FORBIDDEN)[:31]), page, looks)
    out.seek(0)
    return out


def fill(sheet: Any, page: Page, looks: dict[tuple[str, bool], Any]) -> None:
    """What stands above, the head, the rows."""
    for number, line in enumerate(page.above):
        for column, value in enumerate(line):
            put(sheet, number, column, value, looks, bold=False)
    top = len(page.above)
    for column, (words, width) in enumerate(page.heads):
        sheet.set_column(column, column, width)
        put(sheet, top, column, words, looks, bold=True)
    sheet.freeze_panes(top + 1, 1)
    for number, row in enumerate(page.rows):
        for column, value in enumerate(row):
            put(sheet, top + 1 + number, column, value, looks, bold=number in page.strong)


def put(sheet: Any, row: int, column: int, value: Any, looks: dict[tuple[str, bool], Any], *, bold: bool) -> None:
    """One cell, by what it is. A spreadsheet's numbers hold fifteen digits: more than an amount of money has."""
    if isinstance(value, Decimal):
        sheet.write_number(row, column, value, looks["money", bold])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks["plain", bold])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), looks["time", bold])
    elif isinstance(value, date):
        sheet.write_string(row, column, value.isoformat(), looks["plain", bold])
    elif value not in (None, ""):
        sheet.write_string(row, column, safe(str(value)), looks["plain", bold])

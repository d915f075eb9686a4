"""Reading an .xlsx from outside: never more than it may hold, never a formula, always text."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils.exceptions import InvalidFileException

from servicedesk.refusals import Invalid

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 5_000
LONGEST_CELL = 1_000
# A time of day is a fraction of the day a spreadsheet counts from.
FIRST_YEAR = 1910
BROKEN = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError, IndexError,
    AttributeError,
)  # fmt: skip


def rows_of(upload: IO[bytes], heads: Sequence[Any]) -> list[tuple[int, list[str]]]:
    """[(number of the row, cells in the order of `heads`)], empty rows left out. `heads` are lazy words.

    Raises Invalid for a file that is none, too large, or whose head lacks one of the columns.
    """
    try:
        check_size(upload)
        book = openpyxl.load_workbook(upload, read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        return list(read(lines, heads))
    except BROKEN as wrong:
        raise Invalid(_("This is not an .xlsx file that can be read."), rule="", field="file") from wrong


def check_size(upload: IO[bytes]) -> None:
    """A small file may unpack to a large one: refuse both."""
    upload.seek(0, 2)
    size = upload.tell()
    upload.seek(0)
    unpacked = sum(entry.file_size for entry in zipfile.ZipFile(upload).infolist())
    upload.seek(0)
    if size > MOST_BYTES or unpacked > MOST_UNPACKED:
        raise Invalid(_("The file is too large: {n} rows at most.").format(n=MOST_ROWS), rule="", field="file")


def spellings(words: Any) -> set[str]:
    """Lazy words in each language: a sheet may come from a colleague who reads another."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(str(words))
    return found


def place_of(words: Any, head: Sequence[str]) -> int:
    """The column with this head. Raises Invalid when there is none."""
    known = spellings(words)
    for place, cell in enumerate(head):
        if cell in known:
            return place
    missing = _("The first row lacks the column “{name}”: export first, and fill in that file.").format(name=words)
    raise Invalid(missing, rule="", field="file")


def read(lines: Iterator[Sequence[Any]], heads: Sequence[Any]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the head, cells by the head's words, in whatever order they stand."""
    head = [text(cell) for cell in next(lines, ())]
    places = [place_of(words, head) for words in heads]
    found = 0
    for number, line in enumerate(lines, start=2):
        cells = [text(line[place]) if place < len(line) else "" for place in places]
        if not any(cells):
            continue
        found += 1
        if found > MOST_ROWS:
            raise Invalid(_("The file is too large: {n} rows at most.").format(n=MOST_ROWS), rule="", field="file")
        yield number, cells


def text(cell: Any) -> str:
    """A cell as a person wrote it: 12.0 is 12, and the sign that made a formula text is taken off again."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        cell = format(Decimal(str(cell)).normalize(), "f")
    if isinstance(cell, date | time | timedelta):
        cell = moment(cell)
    words = str(cell).replace("\x00", "").strip()[:LONGEST_CELL]
    return words[1:] if words[:1] == "'" and words[1:2] in set("=+-@") else words


def moment(cell: date | time | timedelta) -> str:
    """A spreadsheet program makes dates and times of what was typed: 2026-12-31, 20:00, or both."""
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60) % (24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if not isinstance(cell, datetime):
        return cell.isoformat()
    if cell.year < FIRST_YEAR:
        return f"{cell:%H:%M}"
    return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"

"""Reading an .xlsx from outside: never more than it may hold, never a formula, always text."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from servicedesk.refusals import Invalid

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 5_000
LONGEST_CELL = 1_000
BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError)


def rows_of(upload: IO[bytes], heads: Sequence[str]) -> list[tuple[int, list[str]]]:
    """[(number of the row, cells in the order of `heads`)], empty rows left out.

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


def read(lines: Iterator[Sequence[Any]], heads: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the head, cells by the head's words, in whatever order they stand."""
    head = [text(cell) for cell in next(lines, ())]
    if missing := [word for word in heads if word not in head]:
        words = _("The first row lacks the column “{name}”: export first, and fill in that file.")
        raise Invalid(words.format(name=missing[0]), rule="", field="file")
    places = [head.index(word) for word in heads]
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
    if isinstance(cell, datetime):
        cell = cell.isoformat(sep=" ", timespec="minutes")
    words = str(cell).replace("\x00", "").strip()[:LONGEST_CELL]
    return words[1:] if words[:1] == "'" and words[1:2] in set("=+-@") else words

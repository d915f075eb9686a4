"""The catalogue of translations: what the code and templates say, what Chinese there is, what is missing.

English is the source language and stands in the code; zh-Hans, the product's first, stands in the catalogue.
"""

import ast
import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("servicedesk", "tickets", "dispatch", "visits", "billing")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CALLS = frozenset({"_", "gettext", "gettext_lazy"})
MARKED = re.compile(r"""\b(?:gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def wanted() -> dict[str, list[str]]:
    """{msgid: [file, …]} of everything the product says."""
    found: dict[str, list[str]] = {}
    for path, msgid in [*from_python(), *from_templates()]:
        found.setdefault(msgid, []).append(path)
    return found


def from_python() -> Iterator[tuple[str, str]]:
    """(file, msgid) of each literal handed to gettext."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                        yield str(path.relative_to(ROOT)), first.value


def from_templates() -> Iterator[tuple[str, str]]:
    """(file, msgid) of each translate and blocktranslate tag and _("…") of a template, as Django itself reads them."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for match in MARKED.finditer(templatize(path.read_text("utf-8"))):
            yield str(path.relative_to(ROOT)), ast.literal_eval(match[1])


@contextmanager
def catalogue(*, write: bool) -> Iterator[polib.POFile]:
    """The catalogue, under a lock, saved at the end when `write`."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with (CATALOGUE.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        book = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else new_book()
        yield book
        if write:
            book.sort(key=lambda entry: entry.msgid)
            book.save(str(CATALOGUE))


def new_book() -> polib.POFile:
    book = polib.POFile(wrapwidth=0)
    book.metadata = {"Language": "zh_Hans", "Content-Type": "text/plain; charset=utf-8", "MIME-Version": "1.0"}
    return book


def add(source: Path) -> int:
    """Merge {"msgid": "中文"} from a JSON file. Returns how many were new or changed."""
    new = json.loads(source.read_text("utf-8"))
    changed = 0
    with catalogue(write=True) as book:
        entries = {entry.msgid: entry for entry in book}
        for msgid, chinese in new.items():
            if msgid not in entries:
                book.append(polib.POEntry(msgid=msgid, msgstr=chinese))
            elif entries[msgid].msgstr == chinese:
                continue
            else:
                entries[msgid].msgstr = chinese
            changed += 1
    return changed


def missing() -> dict[str, list[str]]:
    """Wanted but not translated, with the files that want it."""
    with catalogue(write=False) as book:
        have = {entry.msgid for entry in book if entry.msgstr}
    return {msgid: paths for msgid, paths in wanted().items() if msgid not in have}


def unused() -> list[str]:
    """In the catalogue and wanted by nobody."""
    want = wanted()
    with catalogue(write=False) as book:
        return [entry.msgid for entry in book if entry.msgid not in want]


def prune() -> int:
    """Drop what nobody wants. Returns how many."""
    gone = set(unused())
    with catalogue(write=True) as book:
        book[:] = [entry for entry in book if entry.msgid not in gone]
    return len(gone)


def compile_catalogue() -> None:
    """Write the .mo that Django reads, when the .po is newer."""
    target = CATALOGUE.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with catalogue(write=False) as book:
            book.save_as_mofile(str(target))

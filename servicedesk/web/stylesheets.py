"""Style sheets as browsers get them: with all that they import written in, one request instead of sixty."""

import gzip
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

STATIC = Path(__file__).parent / "static"
ENTRIES = ("css/app.css", "css/paper.css", "css/resident.css")
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\)(?: layer\((?P<layer>[\w.]+)\))?;')


class WholeSheets(finders.BaseFinder):
    """Before all other finders: the three sheets that pages name, written out whole; the parts are left to the others.

    Written anew whenever somebody asks, which web processes do once, when they start.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.DATA_DIR) / "sheets"
        self.storage = FileSystemStorage(location=self.folder)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind /static/`path`: a path, or a list of paths with `find_all`; [] for what is none of ours."""
        if path not in ENTRIES:
            return []
        written = str(self.write(path))
        return [written] if find_all else written

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in ENTRIES:
            self.write(path)
            yield path, self.storage

    def write(self, path: str) -> Path:
        """Where the sheet now stands; beside it the same compressed, which WhiteNoise sends."""
        file = self.folder / path
        content = whole(path).encode()
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace(file.with_name(file.name + ".gz"), gzip.compress(content, mtime=0))
            replace(file, content)
        return file


def whole(path: str) -> str:
    """The sheet's text, each import replaced by its file, in its layer."""

    def written_in(found: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(path), found["name"]))
        file = finders.find(name)
        if file is None:
            raise FileNotFoundError(f"{path} imports {name}, which is not there.")
        text = Path(file).read_text("utf-8").removeprefix('@charset "UTF-8";')
        return f"@layer {found['layer']} {{\n{text}\n}}" if found["layer"] else text

    return IMPORT.sub(written_in, (STATIC / path).read_text("utf-8"))


def replace(file: Path, content: bytes) -> None:
    """The old file or the new one, never a part: several processes may start at once."""
    with NamedTemporaryFile(dir=file.parent, delete=False) as out:
        out.write(content)
    made = Path(out.name)
    made.chmod(0o644)
    made.replace(file)

"""Rules of the front end, read from its sources."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from servicedesk.web.stylesheets import ENTRIES

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "servicedesk" / "web" / "static"
TEMPLATES = sorted(
    path for folder in ("templates", "servicedesk", "tickets", "dispatch", "visits", "billing")
    for path in (ROOT / folder).rglob("*.html")
)  # fmt: skip
PYTHON = sorted(
    path for app in ("servicedesk", "tickets", "dispatch", "visits", "billing") for path in (ROOT / app).rglob("*.py")
)
SPRITE = (STATIC / "icons" / "sprite.svg").read_text()
IDS = re.findall(r'<symbol id="([^"]+)"', SPRITE)


def sources(pattern: str, files: list[Path]) -> Iterator[tuple[str, str]]:
    for path in files:
        text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
        for found in re.findall(pattern, text):
            yield str(path.relative_to(ROOT)), found


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    used = sources(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""", TEMPLATES)
    defaults = sources(r"""\{%\s*icon\s+\w[\w.]*\|default:["']([a-z0-9-]+)["']""", TEMPLATES)
    assert [(path, name) for path, name in (*used, *defaults) if f"i-{name}" not in IDS] == []


def test_every_icon_named_in_python_is_in_the_sprite() -> None:
    named = sources(r"""["']?icon["']?\s*[=:]\s*["']([a-z0-9-]+)["']""", PYTHON)
    assert [(path, name) for path, name in named if f"i-{name}" not in IDS] == []


def test_the_sprite_is_sorted_without_doubles_and_keeps_the_licence() -> None:
    assert sorted(set(IDS)) == IDS
    assert "MIT licence" in SPRITE
    assert (STATIC / "icons" / "LICENSE.txt").exists()


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline script", r"<script(?![^>]*\bsrc=)[^>]*>"),
        ("a style element", r"<style\b"),
        ("a style attribute", r"<[^>]*\sstyle="),
        ("an event attribute", r"<[^>]*\son[a-z]+="),
        ("an address of another host in a resource", r"<(?:script|link|img|source)[^>]*(?:src|href)=[\"']https?:"),
        ("htmx that needs eval", r"\bhx-on[:-]|hx-vals=[\"']js:|hx-trigger=\"[^\"]*\["),
        ("a {# comment #} over several lines, which Django would print", r"\{#(?:(?!#\}).)*\n"),
    ],
)
def test_no_template_has(what: str, pattern: str) -> None:
    assert list(sources(pattern, TEMPLATES)) == [], what


def test_no_script_writes_inline_style_or_markup_from_strings() -> None:
    scripts = sorted((STATIC / "js").glob("*.js"))
    banned = r"(\.innerHTML|insertAdjacentHTML|\beval\(|new Function|\.cssText|document\.write)"
    assert list(sources(banned, scripts)) == []


@pytest.mark.parametrize("entry", ["app.css", "resident.css"])
def test_the_entries_import_every_component(entry: str) -> None:
    text = (STATIC / "css" / entry).read_text()
    parts = {f"parts/{path.name}" for path in (STATIC / "css" / "parts").glob("*.css")}
    assert parts - set(re.findall(r'url\("([^"]+)"\) layer\(parts\)', text)) == set()


def test_every_imported_style_exists_and_every_page_style_is_imported() -> None:
    css = STATIC / "css"
    entries = "".join(path.read_text() for path in css.glob("*.css"))
    imported = set(re.findall(r'@import url\("([^"]+)"\)', entries))
    own = {name for name in imported if not name.startswith("../vendor/")}
    assert [name for name in own if not (css / name).exists()] == []
    assert {f"pages/{path.name}" for path in (css / "pages").glob("*.css")} <= own


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_style_sheet_is_sent_whole_and_asks_for_no_other_file(entry: str) -> None:
    """One request instead of sixty; a relative address in a part would point elsewhere once it is written in."""
    sent = Path(str(finders.find(entry))).read_text()
    assert "@import" not in sent and "@charset" not in sent and "--ink" in sent
    assert [url for url in re.findall(r"url\(['\"]?([^)'\"]+)", sent) if not url.startswith(("data:", "#"))] == []


def test_styles_avoid_what_old_office_browsers_drop() -> None:
    styles = sorted((STATIC / "css").rglob("*.css"))
    text = {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in styles}
    new = re.compile(r":has\(|light-dark\(|oklch\(|^\s*&", re.MULTILINE)
    assert [name for name, css in text.items() if new.search(css)] == []


def test_every_module_that_is_imported_exists() -> None:
    scripts = sorted((STATIC / "js").glob("*.js"))
    assert [found for found in sources(r'from "\./([^"]+)"|^import "\./([^"]+)"', scripts)
            if not any((STATIC / "js" / name).exists() for name in found[1] if name)] == []  # fmt: skip


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert set(lock["packages"][""]["dependencies"]) == {"@tabler/core", "echarts", "signature_pad"}

"""The database's clock decides, never Python's (architecture.md, "The clock", 3)."""

import ast
from pathlib import Path

from tests.codebase.test_layers import APPS, ROOT, sources

FORBIDDEN = {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today")}
DATES = {"date", "year", "month", "day", "weekday"}
# path: why it may ask Python's clock
EXEMPT: dict[str, str] = {}


def calls(path: Path) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            found.append((node.func.value.id, node.func.attr))
    return found


def test_no_product_code_asks_pythons_clock() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {a}.{b}()"
        for app in APPS
        for path in sources(app)
        if str(path.relative_to(ROOT)) not in EXEMPT
        for a, b in calls(path)
        if (a, b) in FORBIDDEN
    ]
    assert not wrong, "\n".join(wrong)


def is_now(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "now"


def dates_of_now(path: Path) -> list[int]:
    """Lines that ask the moment for its date: it is in UTC, where it is still yesterday until eight in the morning of
    the estate. Django's localdate is no better: outside of pages its zone is UTC too.
    """
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Name) and node.id == "localdate")
        or (isinstance(node, ast.Attribute) and node.attr in DATES and is_now(node.value))
    ]


def test_a_date_is_asked_of_a_place_never_of_utc() -> None:
    everywhere = [path for app in APPS for path in sources(app)] + sorted((ROOT / "tests").rglob("*.py"))
    wrong = [f"{path.relative_to(ROOT)}:{line}" for path in everywhere for line in dates_of_now(path)]
    assert not wrong, "\n".join(wrong)

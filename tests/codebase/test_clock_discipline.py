"""The database's clock decides, never Python's (architecture.md, "The clock", 3)."""

import ast
from pathlib import Path

from tests.codebase.test_layers import APPS, ROOT, sources

FORBIDDEN = {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today")}
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

"""Each rule of dispatching and visiting has a test that names it (R13–R24, R42, R43), of calling back (R25–R28),
of money (R33–R37, R39)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
RULES = {f"R{n}" for n in (*range(13, 29), *range(33, 38), 39, 42, 43)}
NAMED = re.compile(r"R(\d+)(?:–R(\d+))?")


def named() -> Iterator[str]:
    """The rules in the docstrings of test functions; a range names each of its rules."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for first, last in NAMED.findall(ast.get_docstring(node) or ""):
                    yield from (f"R{n}" for n in range(int(first), int(last or first) + 1))


def test_each_rule_of_dispatch_visits_and_callbacks_is_named_by_a_test() -> None:
    assert not RULES - set(named())

"""Small files, small functions, every function annotated (architecture.md, "Style")."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.codebase.test_layers import APPS, ROOT, sources

LONGEST_FILE, LONGEST_FUNCTION, P90_FUNCTION = 400, 50, 20


def files() -> list[Path]:
    return [path for app in [*APPS, "bench"] for path in sources(app)]


def files_of_tests() -> list[Path]:
    return [*(ROOT / "tests").rglob("*.py")]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_over_400_lines() -> None:
    every = [*files(), *files_of_tests(), *(ROOT / "templates").rglob("*.html")]
    long = [
        f"{path.relative_to(ROOT)}: {n}" for path in every if (n := path.read_text("utf-8").count("\n")) > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_no_function_is_over_50_lines_and_nine_in_ten_have_at_most_20() -> None:
    lengths = {f"{path.relative_to(ROOT)}:{node.name}": length(node) for path in files() for node in functions(path)}
    in_tests = {
        f"{path.relative_to(ROOT)}:{one.name}": length(one) for path in files_of_tests() for one in functions(path)
    }
    long = [f"{name}: {n}" for name, n in (lengths | in_tests).items() if n > LONGEST_FUNCTION]
    assert not long, "\n".join(long)
    assert statistics.quantiles(lengths.values(), n=10)[8] <= P90_FUNCTION


def test_every_function_says_what_it_returns() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{node.name}" for path in files() for node in functions(path) if node.returns is None
    ]
    assert not bare, "\n".join(bare)

"""No test asserts how long something took: that fails on a slow machine and proves nothing. Speed is for bin/bench."""

import ast

from tests.codebase.test_layers import ROOT

STOPWATCHES = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "process_time_ns"}


def measures(node: ast.AST) -> bool:
    """Whether this piece of code asks a stopwatch, by whatever way the name was imported."""
    names = {getattr(part, "attr", getattr(part, "id", None)) for part in ast.walk(node)}
    return bool(names & STOPWATCHES)


def test_no_assertion_holds_a_stopwatch() -> None:
    wrong = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assert) and measures(node.test):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)

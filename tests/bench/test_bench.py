"""bin/bench runs and says what it measured; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("bench")]


def bench(name: str) -> list[dict[str, Any]]:
    """The lines of a quick run, on servers of its own; foreign keys are checked while it loads."""
    command = [sys.executable, "-P", "-m", "bench", name, "--quick"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "servicedesk.settings"}
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=400)
    assert run.returncode == 0, run.stderr[-2000:]
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert all({"bench", "machine", "sizes"} <= line.keys() for line in lines)
    assert lines[0]["machine"]["synchronous_commit"] == "on"
    return lines


def test_the_board_is_measured() -> None:
    (line,) = bench("board")
    assert line["bench"] == "board" and line["sizes"]["technicians"] == 8 and line["p95_ms"] > 0


def test_intake_is_measured_with_one_four_and_sixteen_clients() -> None:
    lines = bench("intake")
    assert [line["sizes"]["clients"] for line in lines] == [1, 4, 16]
    assert all(line["p50_ms"] <= line["p95_ms"] <= line["p99_ms"] for line in lines)


def test_lists_are_measured_at_two_sizes_and_compared() -> None:
    lines = bench("list")
    named = [line["bench"] for line in lines]
    assert named.count("list.load") == 2 and named.count("list.desk") == 2 and named.count("list.register") == 2
    assert all(line["ratio_of_medians"] > 0 for line in lines if line["bench"].startswith("list.ratio"))


def test_timers_are_measured_by_kind_mixed_and_for_lateness() -> None:
    """Every clock that was made due is fired once, whatever its kind and however many processes sweep."""
    lines = {(line["bench"], line["sizes"]["worker_processes"]): line for line in bench("timers")}
    for name in ("dispatch", "arrival", "accept"):
        assert lines[f"timers.rate.{name}", 1]["fired"] == 20
    assert lines["timers.rate.mixed", 1]["fired"] == lines["timers.rate.mixed", 2]["fired"] == 80
    assert lines["timers.lateness", 2]["fired"] == 50

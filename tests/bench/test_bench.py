"""bin/bench runs and says what it measured; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

Lines = list[dict[str, Any]]
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes


def measured() -> Lines:
    """The lines of a quick run of all, on servers of its own; foreign keys are checked while it loads."""
    command = [sys.executable, "-P", "-m", "bench", "all", "--quick"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "servicedesk.settings"}
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=500)
    assert run.returncode == 0, run.stderr[-2000:]
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert all({"bench", "machine", "sizes"} <= line.keys() for line in lines)
    assert lines[0]["machine"]["synchronous_commit"] == "on"
    return lines


def test_every_bench_says_what_it_measured() -> None:
    """One run for all: starting the servers is what costs."""
    lines = measured()
    for check in (timers, board, intake, lists, billing):
        check(lines)


def board(lines: Lines) -> None:
    (line,) = (line for line in lines if line["bench"] == "board")
    assert line["sizes"]["technicians"] == 8 and line["p95_ms"] > 0


def billing(lines: Lines) -> None:
    mine = [line for line in lines if line["bench"] == "billing.run"]
    assert [line["sizes"] for line in mine] == [{"units": n, "bills": n, "owing": n} for n in (200, 500)]
    assert all(line["peak_rss_mib"] > 0 and line["seconds"] > 0 for line in mine)


def intake(lines: Lines) -> None:
    mine = [line for line in lines if line["bench"] == "intake"]
    assert [line["sizes"]["clients"] for line in mine] == [1, 4, 16]
    assert all(line["p50_ms"] <= line["p95_ms"] <= line["p99_ms"] for line in mine)


def lists(lines: Lines) -> None:
    named = [line["bench"] for line in lines]
    assert named.count("list.load") == 2 and named.count("list.desk") == 2 and named.count("list.register") == 2
    assert all(line["ratio_of_medians"] > 0 for line in lines if line["bench"].startswith("list.ratio"))


def timers(lines: Lines) -> None:
    """Every clock that was made due is fired once, whatever its kind and however many processes sweep."""
    mine = {(line["bench"], line["sizes"].get("worker_processes")): line for line in lines}
    for name in ("dispatch", "arrival", "accept"):
        assert mine[f"timers.rate.{name}", 1]["fired"] == 20
    assert mine["timers.rate.mixed", 1]["fired"] == mine["timers.rate.mixed", 2]["fired"] == 80
    assert mine["timers.lateness", 2]["fired"] == 50

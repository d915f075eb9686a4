"""What a bench prints: one JSON object a line, with the machine it was measured on."""

import json
import os
import platform
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import psutil


@lru_cache(maxsize=1)
def machine() -> dict[str, Any]:
    """Processor, cores, memory, versions."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW synchronous_commit")
        durable = cursor.fetchone()[0]
    return {
        "cpu": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "postgres": version,
        "synchronous_commit": durable,
        # Somebody else's work on the machine makes every figure worse.
        "load_before": round(os.getloadavg()[0], 2),
    }


def reference() -> float:
    """Milliseconds of a fixed piece of arithmetic, the middle of five: how fast the machine is just now. Rented ones
    are slowed by their neighbours, by two and more, while their own load stays at nothing.
    """
    spent = []
    for _turn in range(5):
        began = time.perf_counter()
        sum(n * n for n in range(200_000))
        spent.append(time.perf_counter() - began)
    return round(sorted(spent)[2] * 1000, 1)


def processor() -> str:
    """The model's name, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of a sorted sequence."""
    return values[min(len(values) - 1, max(0, round(share * len(values) + 0.5) - 1))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the worst, in milliseconds."""
    ranked = sorted(seconds)
    named = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {name: round(percentile(ranked, share) * 1000, 2) for name, share in named.items()} | {
        "max_ms": round(ranked[-1] * 1000, 2)
    }


def report(bench: str, sizes: dict[str, Any], figures: dict[str, Any], **goals: Any) -> None:
    """One line of results; goals, where there are any, say what was wanted and whether it was reached."""
    line = {"bench": bench, "machine": machine() | {"reference_ms": reference()}, "sizes": sizes, **figures, **goals}
    print(json.dumps(line), flush=True)

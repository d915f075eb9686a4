"""A billing run for so many units: seconds, and the memory it takes, which must not grow with them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from bench.companies import companies
from bench.copying import copier
from bench.demo.ids import Ids
from bench.figures import report
from servicedesk.estates.models import Unit
from servicedesk.timers.now import now

GOAL_SECONDS = 60
FLOORS, DOORS = 25, 4


def run(*, quick: bool, data: Path) -> None:
    """Two sizes, each in a company and a process of its own; the larger one's peak is compared with the smaller's."""
    peaks = []
    for units in (200, 500) if quick else (5_000, 50_000):
        told = measured(*load(units, checked=quick))
        peaks.append(told["peak_rss_mib"])
        told["reversal_to_run"] = round(told["reverse_seconds"] / told["seconds"], 2)
        sizes = {"units": units, "bills": told.pop("bills"), "owing": told.pop("owing")}
        report("billing.run", sizes, told, goal_seconds=GOAL_SECONDS)
    report("billing.memory", {}, {"ratio_of_peaks": round(peaks[1] / peaks[0], 2)})


def load(units: int, *, checked: bool) -> tuple[str, str]:
    """A company with an estate of so many units (and forty homes whose area is not known), by COPY. Its keys."""
    with copier(checked=checked) as into:
        (firm,) = companies(into, 1, now())
        ids = Ids(Random(units))
        names = ["id", "tenant_id", "estate_id", "building_id", "code", "area"]
        fixed = (firm.tenant, firm.estate, firm.building)
        into.rows(Unit, names, ([ids.text(now()), *fixed, code, area] for code, area in flats(units)))
        into.analyse()
    return firm.tenant, firm.estate


def flats(how_many: int) -> Iterator[tuple[str, str]]:
    """(code, area) of so many flats, a hundred to a building."""
    random = Random(how_many)
    for nth in range(how_many):
        building, rest = divmod(nth, FLOORS * DOORS)
        code = f"B{building + 1}-1-{rest // DOORS + 1}{rest % DOORS + 1:02d}"
        yield code, f"{random.randrange(4500, 18000) / 100:.2f}"


def measured(tenant: str, estate: str) -> dict[str, Any]:
    """The run in a process of its own, so that its peak is its own."""
    command = [sys.executable, "-m", "bench.billing_run", tenant, estate]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    found: dict[str, Any] = json.loads(done.stdout)
    return found

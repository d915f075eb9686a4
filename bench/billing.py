"""A billing run for so many units: seconds, and the memory it takes, which must not grow with them."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bench.copying import copier
from bench.demo.ids import Ids
from bench.figures import report

GOAL_SECONDS = 60
MONTH = date(2026, 10, 1)
FLOORS, DOORS = 25, 4


def run(*, quick: bool, data: Path) -> None:
    """Two sizes, each in a company and a process of its own; the larger one's peak is compared with the smaller's."""
    peaks = []
    for units in (200, 500) if quick else (5_000, 50_000):
        told = measured(*load(units, checked=quick))
        peaks.append(told["peak_rss_mib"])
        report("billing.run", {"units": units, "bills": told.pop("bills")}, told, goal_seconds=GOAL_SECONDS)
    report("billing.memory", {}, {"ratio_of_peaks": round(peaks[1] / peaks[0], 2)})


def load(units: int, *, checked: bool) -> tuple[str, str]:
    """A company with an estate of so many units (and forty homes whose area is not known), by COPY. Its keys."""
    from bench.companies import companies
    from servicedesk.estates.models import Unit
    from servicedesk.timers.now import now

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
    command = [sys.executable, "-m", "bench.billing", tenant, estate]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(tenant: str, estate: str) -> dict[str, Any]:
    """Preview, carry out, repeat, reverse: each as one transaction, commit included."""
    import django

    django.setup()
    from billing.fees.previews import preview
    from billing.fees.runs import carry_out, reverse_run
    from servicedesk.estates.models import Estate
    from servicedesk.people.principal import SYSTEM
    from servicedesk.tenancy.scope import tenant_scope

    times = {}
    with tenant_scope(UUID(tenant)):
        fee = fee_of_all()
    begins = peak()
    with timed(times, "preview_seconds"), tenant_scope(UUID(tenant)):
        seen = preview(Estate.objects.get(pk=estate), [fee], MONTH)
    about = {"actor": SYSTEM, "estate_id": UUID(estate), "fee_ids": [fee.pk], "period": MONTH}
    with timed(times, "seconds"), tenant_scope(UUID(tenant)):
        made = carry_out(expected=(seen.bills, seen.total), **about)
    with timed(times, "reverse_seconds"), tenant_scope(UUID(tenant)):
        reverse_run(actor=SYSTEM, run_id=made.pk, reason="bench")
    return {**times, "bills": made.bills, "rss_before_mib": begins, "peak_rss_mib": peak()}


def fee_of_all() -> Any:
    """A management fee by area."""
    from billing.fees.actions import keep_fee, set_rate
    from servicedesk.people.principal import SYSTEM

    fee = keep_fee(actor=SYSTEM, code="WY", name="物业费", basis="area", account="management")
    set_rate(actor=SYSTEM, fee_id=fee.pk, amount=Decimal("2.35"), valid_from=date(2020, 1, 1))
    return fee


class timed:
    """`with timed(times, name)`: seconds spent, kept under the name."""

    def __init__(self, times: dict[str, float], name: str) -> None:
        self.times, self.name = times, name

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, *_raised: object) -> None:
        self.times[self.name] = round(time.monotonic() - self.began, 2)


def peak() -> float:
    """The most memory this process has had, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    print(json.dumps(child(*sys.argv[1:])))

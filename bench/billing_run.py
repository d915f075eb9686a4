"""The measured process of bench/billing.py: nothing is in its memory but what a billing run needs."""

import json
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

MONTH = date(2026, 10, 1)
# A day on which its bills are overdue.
LATE = date(2026, 12, 1)


def child(tenant: str, estate: str) -> dict[str, Any]:
    """Preview, carry out, look at the arrears and the reports, reverse: each as one transaction, commit included."""
    import django

    django.setup()
    from billing.fees.previews import preview
    from billing.fees.runs import carry_out, reverse_run
    from servicedesk.estates.models import Estate
    from servicedesk.people.principal import SYSTEM
    from servicedesk.tenancy.scope import tenant_scope

    times: dict[str, float] = {}
    with tenant_scope(UUID(tenant)):
        fee = fee_of_all()
    begins = peak()
    with timed(times, "preview_seconds"), tenant_scope(UUID(tenant)):
        seen = preview(Estate.objects.get(pk=estate), [fee], MONTH)
    about: dict[str, Any] = {"actor": SYSTEM, "estate_id": UUID(estate), "fee_ids": [fee.pk], "period": MONTH}
    with timed(times, "seconds"), tenant_scope(UUID(tenant)):
        made = carry_out(expected=(seen.bills, seen.total), **about)
    with timed(times, "arrears_seconds"), tenant_scope(UUID(tenant)):
        owing = arrears_page(estate)
    for name, look in (("rates", rates), ("receivables", receivables_page), ("trial_balance", trial_page)):
        with timed(times, f"{name}_seconds"), tenant_scope(UUID(tenant)):
            look(estate)
    with timed(times, "reverse_seconds"), tenant_scope(UUID(tenant)):
        reverse_run(actor=SYSTEM, run_id=made.pk, reason="bench")
    return {**times, "bills": made.bills, "owing": owing, "rss_before_mib": begins, "peak_rss_mib": peak()}


def arrears_page(estate: str) -> int:
    """What the first page of the arrears asks of the ledger: sums by age, and fifty units. How many owe something."""
    from billing.arrears.ageing import Asked, aged, totals
    from billing.arrears.standing import standings
    from servicedesk.estates.models import Estate

    asked = Asked([Estate.objects.get(pk=estate)], on=LATE)
    units = totals(asked).units
    standings([one.unit_id for one in aged(asked, 50, 0)])
    return units


def rates(estate: str) -> None:
    """The collection rate of the year."""
    from billing.arrears.rates import collected
    from servicedesk.estates.models import Estate

    collected([Estate.objects.get(pk=estate)], MONTH.year)


def receivables_page(estate: str) -> None:
    from billing.reports.receivables import receivables

    shown(receivables, estate)


def trial_page(estate: str) -> None:
    from billing.reports.trial import trial

    shown(trial, estate)


def shown(report: Any, estate: str) -> None:
    """Its tables and its comparisons with the ledger, for the month in which the bills were made."""
    from billing.fees.queries import month_of
    from billing.reports.scope import of_month, today
    from servicedesk.estates.models import Estate

    here = [Estate.objects.get(pk=estate)]
    made = report(of_month(here, month_of(today(here))))
    assert made.tables and made.proved


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
    """The most memory this process has had, in MiB. Not getrusage: that counts what the parent had before the exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kib = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return round(kib / 1024, 1)


if __name__ == "__main__":
    print(json.dumps(child(*sys.argv[1:])))

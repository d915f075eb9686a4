"""The reports by their names: how each is made, and from what is asked for which days it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from billing.fees.queries import after, month_of
from billing.reports.daily import TITLE as DAILY
from billing.reports.daily import daily
from billing.reports.monthly import TITLE as MONTHLY
from billing.reports.monthly import monthly
from billing.reports.receivables import TITLE as RECEIVABLES
from billing.reports.receivables import receivables
from billing.reports.scope import Scope, of_day, of_days, of_month, read_day, read_month, today
from billing.reports.tables import Report
from billing.reports.trial import TITLE as TRIAL
from billing.reports.trial import trial
from servicedesk.estates.models import Estate

Estates = Sequence[Estate]


@dataclass(frozen=True)
class Kind:
    """`asks`: the parameters that say which days. `steps`: how far the one before and the one after lie."""

    name: str
    title: Any
    make: Callable[[Scope], Report]
    asks: tuple[str, ...]
    read: Callable[[Estates, Mapping[str, str]], Scope]

    @property
    def section(self) -> str:
        return f"report-{self.name}"


def read_one_day(estates: Estates, query: Mapping[str, str]) -> Scope:
    """`day`, by default today. Raises Invalid."""
    return of_day(estates, read_day(query["day"]) if query.get("day") else today(estates))


def read_one_month(estates: Estates, query: Mapping[str, str]) -> Scope:
    """`month`, by default this one. Raises Invalid."""
    return of_month(estates, read_month(query["month"]) if query.get("month") else month_of(today(estates)))


def read_days(estates: Estates, query: Mapping[str, str]) -> Scope:
    """`since` and `until`, or `month`, by default this one. Raises Invalid."""
    if not query.get("since") and not query.get("until"):
        return read_one_month(estates, query)
    until = read_day(query["until"], "until") if query.get("until") else today(estates)
    since = read_day(query["since"], "since") if query.get("since") else month_of(until)
    return of_days(estates, since, until)


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind("daily", DAILY, daily, ("day",), read_one_day),
        Kind("monthly", MONTHLY, monthly, ("month",), read_one_month),
        Kind("receivables", RECEIVABLES, receivables, ("month",), read_one_month),
        Kind("trial", TRIAL, trial, ("month", "since", "until"), read_days),
    )
}


def beside(kind: Kind, scope: Scope) -> tuple[dict[str, date], dict[str, date]]:
    """What asks for the day or month before, and after; of days in a row the months before and after."""
    if kind.asks == ("day",):
        return {"day": scope.since - timedelta(days=1)}, {"day": scope.since + timedelta(days=1)}
    month = month_of(scope.since)
    return {"month": after(month, -1)}, {"month": after(month)}

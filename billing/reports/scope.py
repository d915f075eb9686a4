"""What a report is about: one or several estates, and a day, a month, or any days in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from billing.fees.queries import after, month_of
from servicedesk.estates.models import Estate
from servicedesk.refusals import Invalid
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now, today_in

# Before and after these years a date is a slip of the pen, and sums with it may leave the calendar.
YEARS = range(2000, 2100)
# Any days in a row, as long as two years with a leap day.
MOST_DAYS = 732


@dataclass(frozen=True)
class Scope:
    """Days of cash-up (`Entry.day`, R36) in some estates, both ends included."""

    estates: tuple[Estate, ...]
    since: date
    until: date

    @property
    def running(self) -> bool:
        """Whether its last day is not over yet in one of its estates: what is shown is then so far."""
        at = now()
        return any(self.until >= at.astimezone(one.tz).date() for one in self.estates)

    @property
    def several(self) -> bool:
        return len(self.estates) > 1

    @property
    def query(self) -> dict[str, Any]:
        """The parameters of every query of a report. They name the tenant as a subquery, (SELECT %(tenant)s::uuid):
        written in, a young company's id is held for one that has no rows (docs/measuring.md).
        """
        return {
            "tenant": require_tenant_id(), "estates": [str(one.pk) for one in self.estates],
            "since": self.since, "until": self.until,
        }  # fmt: skip


def today(estates: Sequence[Estate]) -> date:
    """Today where the first of them lies."""
    return today_in(estates[0])


def of_day(estates: Sequence[Estate], day: date) -> Scope:
    return Scope(tuple(estates), day, day)


def of_month(estates: Sequence[Estate], month: date) -> Scope:
    return Scope(tuple(estates), month, after(month) - timedelta(days=1))


def before(scope: Scope) -> Scope:
    """The month before a month."""
    return of_month(scope.estates, after(month_of(scope.since), -1))


def of_days(estates: Sequence[Estate], since: date, until: date) -> Scope:
    """Raises Invalid where the end lies before the beginning, or too far after it."""
    if until < since or (until - since).days > MOST_DAYS:
        raise Invalid(_("The last day lies after the first, two years at most."), rule="R39", field="until")
    return Scope(tuple(estates), since, until)


def read_day(text: str, field: str = "day") -> date:
    """A day as 2026-11-22. Raises Invalid."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != 10 or found.year not in YEARS:
        raise Invalid(_("A date is needed, such as 2027-02-06."), rule="R39", field=field)
    return found


def read_month(text: str, field: str = "month") -> date:
    """A month as 2026-11, by its first day. Raises Invalid."""
    if len(text) != 7:
        raise Invalid(_("A month is needed, such as 2027-02."), rule="R39", field=field)
    return read_day(f"{text}-01", field)

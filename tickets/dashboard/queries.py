"""Figures of an estate's days, five queries whatever the number of days; each walks an index of those days.

A day is a day of the estate's zone. Counts are split at the present time of day, so that today can be compared with the
same hours of a week ago.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, ExtractHour, Least, TruncDate, TruncTime

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.kinds import leads
from servicedesk.timers.models import Timer
from servicedesk.timers.now import now
from tickets.dashboard.figures import Figures, Share, of_counts
from tickets.models import Ticket

ARRIVAL = "arrival"
WATCHED = ("dispatch", ARRIVAL)
# What the journal says that no column does. Events of the apps downstream are known by their names alone.
EVENTS = {
    "visit.rework": "rework",
    "dispatch.reopened": "rework",
    "ticket.reopened_in_warranty": "rework",
    "dispatch.refused": "refusals",
    "dispatch.expired": "expired",
    "visit.no_access": "no_access",
    "timer.breached": "breaches",
}
CALLED = "callback.attempted"
# States of an assignment (dispatch is downstream, so by name) that somebody has accepted.
TAKEN = ("accepted", "done")


@dataclass(frozen=True)
class Days:
    """Counts of some days: `early` until the present time of day, `late` after it; arrival shares by person."""

    first: date
    last: date
    as_of: datetime
    early: dict[date, Counter[str]]
    late: dict[date, Counter[str]]
    hours: Counter[tuple[date, int]]
    people: dict[UUID, Share]

    def whole(self, day: date) -> Figures:
        return of_counts(day, self.early[day] + self.late[day])

    def so_far(self, day: date) -> Figures:
        """Until the present time of day."""
        return of_counts(day, self.early[day])

    def between(self, first: date, last: date) -> list[Figures]:
        return [self.whole(first + timedelta(days=n)) for n in range((last - first).days + 1)]


def figures(estate: Estate, day: date) -> Figures:
    """The figures of one day; of today, until now. See Figures for what each one counts."""
    return days(estate, day, day).whole(day)


def days(estate: Estate, first: date, last: date) -> Days:
    """The figures of the days from `first` to `last`."""
    found = Days(first, last, now(), defaultdict(Counter), defaultdict(Counter), Counter(), {})
    for row in registered(estate, found):
        half(found, row)["registered"] += row["n"]
        found.hours[row["day"], row["hour"]] += row["n"]
    for row in closed(estate, found):
        half(found, row)["closed"] += row["n"]
        half(found, row)[f"closed.{row['resolution']}"] += row["n"]
    for row in happened(estate, found):
        name = f"grade.{row['grade']}" if row["type"] == CALLED else EVENTS[row["type"]]
        half(found, row)[name] += row["n"]
    for row in decided(estate, found):
        add_deadlines(found, row)
    return found


def half(found: Days, row: dict[str, Any]) -> Counter[str]:
    return (found.early if row["early"] else found.late)[row["day"]]


def add_deadlines(found: Days, row: dict[str, Any]) -> None:
    counts, good = half(found, row), row["n"] if row["on_time"] else 0
    counts[f"{row['kind']}.good"] += good
    counts[f"{row['kind']}.of"] += row["n"]
    person = row["person"]
    if row["kind"] == ARRIVAL and person is not None:
        found.people[person] = found.people.get(person, Share()) + Share(good, row["n"])


def registered(estate: Estate, found: Days) -> Iterable[dict[str, Any]]:
    rows = Ticket.objects.filter(estate=estate, **span("registered_at", estate, found))
    rows = split(rows, "registered_at", estate, found).annotate(hour=ExtractHour("registered_at", tzinfo=estate.tz))
    return rows.values("day", "early", "hour").annotate(n=Count("pk")).order_by()


def closed(estate: Estate, found: Days) -> Iterable[dict[str, Any]]:
    rows = split(Ticket.objects.filter(estate=estate, **span("closed_at", estate, found)), "closed_at", estate, found)
    return rows.values("day", "early", "resolution").annotate(n=Count("pk")).order_by()


def happened(estate: Estate, found: Days) -> Iterable[dict[str, Any]]:
    """Events that are figures, with the grade of a callback."""
    rows = Event.objects.filter(estate=estate, type__in=(*EVENTS, CALLED), **span("at", estate, found))
    rows = split(rows, "at", estate, found).annotate(grade=KeyTextTransform("grade", "payload"))
    return rows.values("day", "early", "type", "grade").annotate(n=Count("pk")).order_by()


def decided(estate: Estate, found: Days) -> Iterable[dict[str, Any]]:
    """Deadlines by the day on which they were met or passed, by who had accepted when the clock began."""
    rows = split(deadlines(estate, found.first, found.last, found.as_of), "decided_at", estate, found)
    ticket = Ticket.objects.filter(pk=OuterRef("clock_id"))
    accepted = ticket.filter(assignments__state__in=TAKEN, assignments__answered_at__lte=OuterRef("starts_at"))
    # Not whoever has the ticket now: after a reopening that is somebody who was not there.
    then = accepted.order_by("-assignments__answered_at").values("assignments__staff_id")[:1]
    rows = rows.annotate(person=Coalesce(Subquery(then), Subquery(ticket.values("assignee_id"))))
    return rows.values("day", "early", "kind", "on_time", "person").annotate(n=Count("pk")).order_by()


def deadlines(estate: Estate, first: date, last: date, as_of: datetime) -> QuerySet[Timer]:
    """Dispatch and arrival deadlines decided in these days, with `decided_at` and `on_time`.

    A deadline met or missed leaves an event that day, so the days' events lead to the few timers concerned: timers have
    no index by time, and need none. The ids are fetched first, because a planner that may choose walks every timer the
    company ever had.
    """
    since, until = bounds(estate, first, last)
    touched = Event.objects.filter(estate=estate, at__gte=since, at__lt=until).values_list("subject_id", flat=True)
    ids = list(touched.order_by().distinct())
    return decided_deadlines(ids, since, until, as_of).filter(kind__in=WATCHED)


def decided_deadlines(ids: list[UUID], since: datetime, until: datetime, as_of: datetime) -> QuerySet[Timer]:
    """Of these tickets, deadlines of any kind decided in this time; not what the clock does itself."""
    rows = Timer.objects.filter(clock_id__in=ids, level=BREACH).exclude(kind__in=leads())
    rows = rows.exclude(state__in=(TimerState.SUPERSEDED, TimerState.PAUSED))
    rows = rows.annotate(decided_at=Least("met_at", "breach_at"), on_time=flag(Q(met_at__lte=F("breach_at"))))
    return rows.filter(decided_at__gte=since, decided_at__lt=until, decided_at__lte=as_of)


def span(field: str, estate: Estate, found: Days) -> dict[str, datetime]:
    since, until = bounds(estate, found.first, found.last)
    return {f"{field}__gte": since, f"{field}__lt": until}


def bounds(estate: Estate, first: date, last: date) -> tuple[datetime, datetime]:
    """The instants at which these days of the estate begin and end."""
    start, end = (datetime.combine(day, time(0), estate.tz) for day in (first, last + timedelta(days=1)))
    return start, end


def split(rows: QuerySet[Any], field: str, estate: Estate, found: Days) -> QuerySet[Any]:
    """With `day` and whether it was `early`: not after the present time of day."""
    cut = found.as_of.astimezone(estate.tz).time()
    rows = rows.annotate(day=TruncDate(field, tzinfo=estate.tz), clock_time=TruncTime(field, tzinfo=estate.tz))
    return rows.annotate(early=flag(Q(clock_time__lte=cut)))


def flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())

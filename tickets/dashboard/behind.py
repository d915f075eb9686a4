"""The tickets behind a figure: the figure's own conditions, so that the list is as long as the figure says.

The register asks `narrowed` with the names in a figure's link: ?figure=arrival_late&since=2026-11-15&until=2026-11-21
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.timers.now import now
from tickets.dashboard.present import BUSY, NOBODY, due_next, late
from tickets.dashboard.queries import CALLED, EVENTS, bounds, deadlines
from tickets.enums import SATISFIED, Grade, Resolution, State
from tickets.models import Ticket

Condition = Callable[[Estate, date, date], Q]


def closing(estate: Estate, first: date, last: date) -> Q:
    since, until = bounds(estate, first, last)
    return Q(closed_at__gte=since, closed_at__lt=until)


def unreachable(estate: Estate, first: date, last: date) -> Q:
    return closing(estate, first, last) & Q(resolution=Resolution.UNREACHABLE)


def deadline(kind: str, *, on_time: bool | None = None) -> Condition:
    """Tickets with a deadline of this kind decided in the days: met in time, missed, or either."""

    def condition(estate: Estate, first: date, last: date) -> Q:
        rows: QuerySet[Any] = deadlines(estate, first, last, now()).filter(kind=kind)
        if on_time is not None:
            rows = rows.filter(on_time=on_time)
        return Q(pk__in=rows.values("clock_id"))

    return condition


def event(*types: str, grades: frozenset[Any] | None = None) -> Condition:
    """Tickets to which one of these happened in the days; for calls, with one of the grades."""

    def condition(estate: Estate, first: date, last: date) -> Q:
        since, until = bounds(estate, first, last)
        rows = Event.objects.filter(estate=estate, at__gte=since, at__lt=until, type__in=types)
        if grades is not None:
            rows = rows.filter(payload__grade__in=sorted(grades))
        return Q(pk__in=rows.values("subject_id"))

    return condition


def counted(name: str) -> Condition:
    return event(*(kind for kind, figure in EVENTS.items() if figure == name))


def at_present(condition: Callable[[Any], Q]) -> Condition:
    """A condition of this moment, whatever the days."""
    return lambda estate, first, last: ~Q(state=State.CLOSED) & condition(now())


ALL = frozenset(Grade.values)
# name in the address: (what the list is called, its condition)
FIGURES: dict[str, tuple[Any, Condition]] = {
    "closed": (_("Closed"), closing),
    "unreachable": (_("Unreachable"), unreachable),
    "dispatch": (_("Dispatch deadlines"), deadline("dispatch")),
    "dispatch_late": (_("Dispatched late"), deadline("dispatch", on_time=False)),
    "arrival": (_("Arrival deadlines"), deadline("arrival")),
    "arrival_late": (_("Arrived late"), deadline("arrival", on_time=False)),
    "graded": (_("Called back"), event(CALLED, grades=ALL)),
    "satisfied": (_("Satisfied"), event(CALLED, grades=SATISFIED)),
    "dissatisfied": (_("Dissatisfied, so-so included"), event(CALLED, grades=ALL - SATISFIED)),
    **{f"grade.{grade.value}": (grade.label, event(CALLED, grades=frozenset({grade.value}))) for grade in Grade},
    "rework": (_("Rework"), counted("rework")),
    "refusals": (_("Refusals"), counted("refusals")),
    "expired": (_("Not answered"), counted("expired")),
    "no_access": (_("Nobody at home"), counted("no_access")),
    "breaches": (_("Deadlines missed"), counted("breaches")),
    "open": (_("Not closed"), at_present(lambda at: Q())),
    "overdue": (_("Overdue now"), at_present(late)),
    "carried": (_("In somebody's hands"), at_present(lambda at: Q(state__in=BUSY, assignee__isnull=False))),
    "next": (_("Due within two hours"), at_present(due_next)),
    "next_nobody": (_("Due within two hours, with nobody"), at_present(lambda at: due_next(at) & NOBODY)),
    "suspended": (_("Suspended"), at_present(lambda at: ~Q(suspended=""))),
}


def narrowed(rows: QuerySet[Ticket], estate: Estate, name: str, first: date, last: date) -> QuerySet[Ticket]:
    """`rows` without the tickets that the figure does not count; unchanged for an unknown name."""
    return rows.filter(FIGURES[name][1](estate, first, last)) if name in FIGURES else rows

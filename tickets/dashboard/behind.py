"""The tickets behind a figure: the figure's own conditions, so that the list is as long as the figure says.

The register asks `narrowed` with the names in a figure's link: ?figure=arrival_late&since=2026-11-15&until=2026-11-21
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Timer
from servicedesk.timers.now import now
from tickets.dashboard.present import BUSY, NOBODY, due_next, late
from tickets.dashboard.queries import CALLED, EVENTS, bounds, deadlines, decided_deadlines
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


def signed_off(estate: Estate, first: date, last: date) -> Q:
    since, until = bounds(estate, first, last)
    return Q(signed_off_at__gte=since, signed_off_at__lt=until)


def was_suspended(estate: Estate, first: date, last: date) -> Q:
    """Signed off in the days, and suspended for a while before (R31)."""
    stood = Event.objects.filter(estate=estate, type__in=("visit.suspended", "visit.no_access"))
    return signed_off(estate, first, last) & Q(pk__in=stood.values("subject_id"))


def of_timers(kind: str, which: str) -> Condition:
    """Tickets with a deadline decided in the days ('' any kind): all, missed ("late"), or a timer fired ("fired")."""

    def condition(estate: Estate, first: date, last: date) -> Q:
        since, until = bounds(estate, first, last)
        events = Event.objects.filter(estate=estate, subject_type="ticket", at__gte=since, at__lt=until)
        ids = list(events.values_list("subject_id", flat=True).order_by().distinct())
        rows: QuerySet[Any] = Timer.objects.filter(
            clock_id__in=ids, fired_at__isnull=False, due_at__gte=since, due_at__lt=until
        )
        if which != "fired":
            decided: QuerySet[Any] = decided_deadlines(ids, since, until, now())
            rows = decided.filter(on_time=False) if which == "late" else decided
        return Q(pk__in=(rows.filter(kind=kind) if kind else rows).values("clock_id"))

    return condition


# Of the page of trust, as are those of each timer.
WAITED: dict[str, tuple[Any, Condition]] = {
    "signed_off": (_("Signed off"), signed_off),
    "was_suspended": (_("Suspended for a while"), was_suspended),
}
WHICH = {"": _("Deadlines: {kind}"), "late": _("Missed: {kind}"), "fired": _("Fired: {kind}")}


def figure_named(name: str) -> tuple[Any, Condition] | None:
    """What the list behind a figure is called, and its condition; None for an unknown name."""
    if not name.startswith("timer."):
        return (FIGURES | WAITED).get(name)
    kind, _dot, which = name.removeprefix("timer.").partition(".")
    if (kind and kind not in KINDS) or which not in WHICH:
        return None
    words = WHICH[which].format(kind=KINDS[kind].label if kind else gettext("all clocks"))
    return words, of_timers(kind, which)


def figure_names() -> list[tuple[str, Any]]:
    """Every name that a link may carry."""
    timers = [f"timer.{kind}{tail}" for kind in ("", *KINDS) for tail in ("", ".late", ".fired")]
    return [("", ""), *((name, name) for name in (*FIGURES, *WAITED, *timers))]


def narrowed(rows: QuerySet[Ticket], estate: Estate, name: str, first: date, last: date) -> QuerySet[Ticket]:
    """`rows` without the tickets that the figure does not count; unchanged for an unknown name."""
    known = figure_named(name)
    return rows.filter(known[1](estate, first, last)) if known else rows

"""The overview's context: figures, charts and lists, a constant number of queries whatever the estate's size."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.people.models import StaffMember
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from tickets.dashboard import charts, links, present
from tickets.dashboard.figures import Figures, Share, added
from tickets.dashboard.queries import Days, days
from tickets.dashboard.tiles import PERIODS, last_weekday, period_of, strip, tiles
from tickets.enums import SATISFIED, Grade
from tickets.models import Ticket
from tickets.rows import short

DAYS = 30
SOON, LATE_SHOWN, PEOPLE, NEWS = 6, 3, 6, 14


def figures_part(estate: Estate, period_name: str) -> dict[str, Any]:
    """Everything but the feed."""
    as_of = timezone.localtime(now(), estate.tz)
    today = as_of.date()
    period = period_of(period_name, today)
    found = days(estate, today - timedelta(days=DAYS - 1), today)
    moment = present.standing(estate, as_of)
    coming = present.coming(estate, as_of)
    heat = charts.heat(found, today)
    late = present.overdue(estate, as_of, SOON)
    return {
        "estate": estate, "now": as_of, "period": period, "periods": [period_of(name, today) for name in PERIODS],
        "compared": last_weekday(today), "tiles": tiles(found, moment, period), "strip": strip(found, period),
        "present": moment, "states": states(moment), "soon": soon(late, coming),
        "forecast": charts.forecast(coming, as_of),
        "people": people(estate, found, as_of), "calls": calls(found), "heat": heat, "heat_json": json.dumps(heat),
        "busiest": charts.busiest(found, today), "urls": urls(),
    }  # fmt: skip


def urls() -> dict[str, str]:
    return {
        "open": links.register(figure="open"),
        "overdue": links.register(figure="overdue", order="due"),
        "next": links.register(figure="next", order="due"),
        "next_nobody": links.register(figure="next_nobody", order="due"),
        "suspended": links.register(figure="suspended"),
    }


def soon(late: list[Ticket], coming: list[Ticket]) -> list[dict[str, Any]]:
    """What breaches now and next, six lines: the longest overdue first, and room for what can still be kept."""
    shown = late[: max(LATE_SHOWN, SOON - len(coming))]
    return [line(ticket) for ticket in [*shown, *coming[: SOON - len(shown)]]]


def line(ticket: Ticket) -> dict[str, Any]:
    who = ticket.assignee or ticket.department
    kind = KINDS[ticket.due_kind].label if ticket.due_kind in KINDS else ticket.due_kind
    return {"ticket": ticket, "kind": kind, "who": who.name if who else _("nobody")}


def states(moment: present.Present) -> list[dict[str, Any]]:
    """Rows of the open states: how many, and since when the oldest."""
    most = max((one.count for one in moment.states), default=0) or 1
    return [
        {
            "state": one.state, "count": one.count, "most": most,
            "url": links.register(figure="open", state=one.state.value),
            "age": moment.at - one.oldest if one.oldest else None,
        }
        for one in moment.states
    ]  # fmt: skip


def people(estate: Estate, found: Days, as_of: datetime) -> list[dict[str, Any]]:
    """The busiest first; then who was sent in these days and carries nothing now."""
    loads = present.loads(estate, as_of)
    busy = {load.staff_id for load in loads}
    idle = StaffMember.objects.filter(pk__in=found.people.keys() - busy, active=True).order_by("name")
    rows = [(load.staff_id, load.name, load.open, load.overdue) for load in loads]
    rows += [(person.pk, person.name, 0, 0) for person in idle]
    most = max((row[2] for row in rows), default=0) or 1
    return [
        {
            "name": name, "open": carried, "overdue": late, "most": most,
            "arrival": found.people.get(pk, Share()).percent, "url": links.register(figure="carried", assignee=pk),
        }
        for pk, name, carried, late in rows[:PEOPLE]
    ]  # fmt: skip


def calls(found: Days) -> dict[str, Any]:
    """Callbacks of 30 days: reached, satisfied, dissatisfied, and apart from them the unreachable (R25, R27)."""
    sums: Figures = added(found.between(found.first, found.last))
    steps = (
        (_("Got through"), sums.reached, "graded", None),
        (_("Satisfied"), sums.satisfied, "satisfied", sums.satisfaction.percent),
        (_("Dissatisfied"), sums.dissatisfied, "dissatisfied", Share(sums.dissatisfied, sums.reached).percent),
        (_("Unreachable"), sums.unreachable, "unreachable", None),
    )
    most = max(sums.reached, sums.unreachable) or 1
    return {
        "steps": [
            {"name": name, "n": n, "most": most, "share": share, "url": links.of_days(found.first, found.last, figure)}
            for name, n, figure, share in steps
        ],
        "grades": [
            {
                "label": grade.label, "n": sums.grades.get(grade.value, 0), "bad": grade not in SATISFIED,
                "url": links.of_days(found.first, found.last, f"grade.{grade.value}"),
            }
            for grade in Grade
        ],
    }  # fmt: skip


def feed_part(estate: Estate) -> dict[str, Any]:
    """The newest events, each a line with its ticket's short number."""
    at = timezone.localtime(now(), estate.tz)
    news = [entry(event, ticket, at) for event, ticket in present.feed(estate, NEWS)]
    return {"estate": estate, "now": at, "news": news}


def entry(event: Event, ticket: Ticket, at: datetime) -> dict[str, Any]:
    data = event.data
    text, who = data.title(), event.actor_name if event.actor_kind != "system" else ""
    return {
        "at": event.at, "ticket": ticket, "short": short(ticket.number, at), "text": text,
        "icon": getattr(data, "icon", "point"), "who": "" if text.startswith(who) else who,
        "breach": event.type in {"timer.breached", "timer.escalated"},
        "new": event.type == "ticket.registered",
    }  # fmt: skip

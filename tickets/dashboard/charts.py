"""What the charts draw: the bars of the next two hours as SVG figures, the hours of fourteen days for ECharts."""

import math
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.dashboard import links
from tickets.dashboard.present import SLOT, slots
from tickets.dashboard.queries import Days
from tickets.models import Ticket

BASE, HEIGHT, LEFT, PITCH, WIDTH = 182, 156, 24.0, 25.2, 18
LINES = 3
HEAT_DAYS = 14


def forecast(tickets: list[Ticket], at: datetime) -> dict[str, Any]:
    """Bars of ten minutes: `grid` (y, number), `bars` (x, two rectangles, words), `axis` (x, time)."""
    counts = slots(tickets, at)
    step = max(1, math.ceil(max(map(sum, counts)) / LINES))
    unit = HEIGHT / (step * LINES)
    return {
        "grid": [(round(BASE - unit * step * n, 1), step * n) for n in range(1, LINES + 1)],
        "bars": [bar(n, in_hand, nobody, unit, at) for n, (in_hand, nobody) in enumerate(counts) if in_hand + nobody],
        "axis": [(round(20 + 75.6 * n), at + 3 * n * SLOT) for n in range(4)],
        "last": at + len(counts) * SLOT,
    }


def bar(n: int, in_hand: int, nobody: int, unit: float, at: datetime) -> dict[str, Any]:
    tall, top = round(unit * in_hand, 1), round(unit * nobody, 1)
    words = _("Ten minutes from {time}: {n} due, {m} with nobody").format(
        time=f"{timezone.localtime(at + n * SLOT):%H:%M}", n=in_hand + nobody, m=nobody
    )
    return {
        "x": round(LEFT + PITCH * n, 1), "width": WIDTH, "words": words,
        "ok": (round(BASE - tall, 1), tall) if in_hand else None,
        "nobody": (round(BASE - tall - top, 1), max(top - 1, 1)) if nobody else None,
    }  # fmt: skip


def heat(found: Days, today: date) -> dict[str, Any]:
    """Tickets registered by day and hour, fourteen days: `days` with their words and links, `cells` [hour, day, n]."""
    days = [today - timedelta(days=n) for n in reversed(range(HEAT_DAYS))]
    weekdays = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
    rows = {day: n for n, day in enumerate(days)}
    cells = [[hour, rows[day], n] for (day, hour), n in sorted(found.hours.items()) if day in rows]
    return {
        "days": [
            {"words": f"{day:%m-%d} {weekdays[day.weekday()]}", "url": links.of_days(day, day)} for day in days
        ],
        "cells": cells,
        "most": max((n for _hour, _row, n in cells), default=0),
        "unit": _("{n} tickets"),
        "hour": _("{h}:00"),
    }  # fmt: skip


def busiest(found: Days, today: date) -> str:
    """The same in a sentence, for those who do not see the chart."""
    since = today - timedelta(days=HEAT_DAYS - 1)
    hours: dict[int, int] = {}
    for (day, hour), n in found.hours.items():
        if since <= day <= today:
            hours[hour] = hours.get(hour, 0) + n
    if not hours:
        return _("No tickets in this period.")
    hour = max(hours, key=lambda one: (hours[one], -one))
    return _("Busiest from {first} to {last}: {n} tickets in 14 days").format(
        first=f"{hour}:00", last=f"{hour + 1}:00", n=hours[hour]
    )

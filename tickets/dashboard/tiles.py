"""The six figures at the top, and the strip beneath: each a link, with last week's same weekday until the same time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tickets.dashboard import links
from tickets.dashboard.figures import Figures, Share, added
from tickets.dashboard.present import Present
from tickets.dashboard.queries import Days

WEEK = timedelta(days=7)
Spark = list[float]


@dataclass(frozen=True)
class Period:
    """Which days the page is about. `today` alone is compared with a week ago: the same hours of the same weekday."""

    name: str
    first: date
    last: date

    @property
    def is_today(self) -> bool:
        return self.first == self.last

    @property
    def label(self) -> str:
        return {"today": _("Today"), "7": _("7 days"), "30": _("30 days")}[self.name]


PERIODS = ("today", "7", "30")


def period_of(name: str, today: date) -> Period:
    """The period called `name`; today for anything else."""
    name = name if name in PERIODS else "today"
    return Period(name, today - timedelta(days=int(name) - 1 if name != "today" else 0), today)


def last_weekday(day: date) -> str:
    """'last Sat.' for a Saturday."""
    names = (
        _("last Mon."), _("last Tue."), _("last Wed."), _("last Thu."), _("last Fri."), _("last Sat."), _("last Sun."),
    )  # fmt: skip
    return names[day.weekday()]


def tiles(found: Days, present: Present, period: Period) -> list[dict[str, Any]]:
    """The tiles, as parts/_kpi.html takes them."""
    sums, before = of_period(found, period), a_week_ago(found, period)
    week = found.between(period.last - timedelta(days=6), period.last)
    return [
        registered(sums, before, week, period),
        still_open(present, week),
        overdue(present, found, week, period),
        on_time(_("Dispatched in time"), "dispatch", sums, before, week, period),
        on_time(_("Arrived in time"), "arrival", sums, before, week, period),
        satisfaction(found, week),
    ]


def of_period(found: Days, period: Period) -> Figures:
    return added(found.between(period.first, period.last))


def a_week_ago(found: Days, period: Period) -> Figures | None:
    """The same weekday last week until this time of day; None for longer periods."""
    return found.so_far(period.last - WEEK) if period.is_today else None


def registered(sums: Figures, before: Figures | None, week: list[Figures], period: Period) -> dict[str, Any]:
    tile = {
        "url": links.of_days(period.first, period.last), "name": _("New tickets"), "value": sums.registered,
        "unit": _("tickets"), **spark([one.registered for one in week]),
    }  # fmt: skip
    if before is None:
        return tile
    return tile | against(sums.registered - before.registered, period.last)


def against(more: int, day: date, *, bad: bool = False) -> dict[str, Any]:
    """'6 more than last Sat.' with its arrow; `bad`: more is worse, fewer is better."""
    words = _("{n} more than {day}") if more > 0 else _("{n} fewer than {day}") if more else _("as many as {day}")
    trend = ("worse" if more > 0 else "better") if bad and more else "same"
    up = more > 0 if more else None
    return {"against": words.format(n=abs(more), day=last_weekday(day)), "trend": trend, "up": up}


def still_open(present: Present, week: list[Figures]) -> dict[str, Any]:
    """Open now; what came and went in seven days says where it is going."""
    came, went = sum(one.registered for one in week), sum(one.closed for one in week)
    return {
        "url": links.register(figure="open"), "name": _("Open now"), "value": present.open, "unit": _("tickets"),
        "against": _("7 days: {came} came, {went} closed").format(came=came, went=went),
        "trend": "worse" if came > went else "better" if came < went else "same",
        "up": came > went if came != went else None,
    }  # fmt: skip


def overdue(present: Present, found: Days, week: list[Figures], period: Period) -> dict[str, Any]:
    """Overdue now; beneath, whether more deadlines were missed today than a week ago."""
    more = found.so_far(period.last).breaches - found.so_far(period.last - WEEK).breaches
    words = _("{n} more missed than {day}") if more > 0 else _("{n} fewer missed than {day}")
    tile = against(more, period.last, bad=True)
    if more:
        tile["against"] = words.format(n=abs(more), day=last_weekday(period.last))
    return {
        "url": links.register(figure="overdue", order="due"), "name": _("Overdue now"),
        "value": present.overdue, "unit": _("tickets"),
        **spark([one.breaches for one in week]), **tile,
    }  # fmt: skip


def on_time(
    name: str, kind: str, sums: Figures, before: Figures | None, week: list[Figures], period: Period
) -> dict[str, Any]:
    """Share of deadlines met in time, compared in points."""
    share: Share = getattr(sums, kind)
    tile = {
        "url": links.of_days(period.first, period.last, kind), "name": name, **percent(share),
        **spark([one.percent for one in (getattr(day, kind) for day in week) if one.percent is not None]),
    }  # fmt: skip
    compared = points(share, getattr(before, kind), period.last) if before else None
    return tile | (compared or {"against": _("{good} of {of}").format(good=share.good, of=share.of)})


def percent(share: Share) -> dict[str, Any]:
    return {"value": "–" if share.percent is None else share.percent, "unit": "" if share.percent is None else "%"}


def points(share: Share, before: Share, day: date) -> dict[str, Any] | None:
    """'2.1 points above last Sat.'; None when one of them has nothing to compare."""
    if share.percent is None or before.percent is None:
        return None
    more = round(share.percent - before.percent, 1)
    words = _("{n} points above {day}") if more > 0 else _("{n} points below {day}") if more else _("as {day}")
    trend = "better" if more > 0 else "worse" if more else "same"
    return {
        "against": words.format(n=abs(more), day=last_weekday(day)), "trend": trend, "up": more > 0 if more else None
    }  # fmt: skip


def satisfaction(found: Days, week: list[Figures]) -> dict[str, Any]:
    """Of those reached in 30 days; so-so counts as dissatisfied, who was not reached stands apart (R25, R27)."""
    sums = added(found.between(found.first, found.last))
    return {
        "url": links.of_days(found.first, found.last, "graded"), "name": _("Satisfied, 30 days"),
        **percent(sums.satisfaction),
        **spark([one.percent for one in (day.satisfaction for day in week) if one.percent is not None]),
        "against": _("{n} dissatisfied, {m} unreachable").format(n=sums.dissatisfied, m=sums.unreachable),
    }  # fmt: skip


def spark(values: list[Any]) -> dict[str, Any]:
    """The little line beside a figure, in its 68 × 24 box; nothing for fewer than two days."""
    if len(values) < 2:
        return {}
    low, high = min(values), max(values)
    step = 60 / (len(values) - 1)
    spots = [
        (round(4 + n * step, 1), round(21 - 18 * (value - low) / (high - low), 1) if high > low else 12.0)
        for n, value in enumerate(values)
    ]
    return {"spark_points": " ".join(f"{x},{y}" for x, y in spots), "spark_last": spots[-1]}


def strip(found: Days, period: Period) -> list[dict[str, Any]]:
    """The period's other figures, each with last week's in brackets when the period is today."""
    sums, before = of_period(found, period), a_week_ago(found, period)
    names = (
        ("closed", _("Closed")), ("breaches", _("Deadlines missed")), ("refusals", _("Refusals")),
        ("expired", _("Not answered")), ("no_access", _("Nobody at home")), ("rework", _("Rework")),
    )  # fmt: skip
    return [
        {
            "name": name, "value": getattr(sums, key), "url": links.of_days(period.first, period.last, key),
            "before": getattr(before, key) if before else None,
        }
        for key, name in names
    ]  # fmt: skip

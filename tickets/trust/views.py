"""The supervisor's page of trust, and the same as a spreadsheet."""

from datetime import timedelta
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.people.rules import requires
from servicedesk.sheets.writing import sheet
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from tickets.dashboard import links
from tickets.dashboard.tiles import PERIODS, Period, period_of
from tickets.rules import view_dashboard
from tickets.trust.queries import Trust, Waiting, trust

PAGE = "tickets/trust.html"
# Figures over all kinds, and what their tickets are called in the register's address.
DRILLS = {"timers": "timer.", "fired": "timer..fired", "signed_off": "signed_off", "was_suspended": "was_suspended"}


@requires(view_dashboard)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Figures of today or of 7 or 30 days (?period=) of the estate one works in; each opens its tickets."""
    found = here(request)
    if found is None:
        return render(request, PAGE, {"estate": None})
    figures, period = found
    today = timezone.localtime(now(), figures.estate.tz).date()
    context = {
        "estate": figures.estate, "trust": figures, "period": period,
        "rows": [row(figures, one) for one in figures.kinds],
        "periods": [period_of(name, today) for name in PERIODS], "now": timezone.localtime(now(), figures.estate.tz),
        "url": {key: links.of_days(figures.first, figures.last, name) for key, name in DRILLS.items()},
        "waited": spans(figures.waiting),
    }  # fmt: skip
    return render(request, PAGE, context)


def spans(waiting: Waiting) -> dict[str, timedelta]:
    """Seconds as spans of time, to the minute."""
    names = {
        "gross": waiting.gross_p50, "net": waiting.net_p50, "gross_p90": waiting.gross_p90, "net_p90": waiting.net_p90,
        "gross_mean": waiting.gross_mean, "net_mean": waiting.net_mean,
    }  # fmt: skip
    return {name: timedelta(minutes=round(seconds / 60)) for name, seconds in names.items()}


def here(request: HttpRequest) -> tuple[Trust, Period] | None:
    """The figures asked for; None when one works in no estate."""
    estate = current_estate(request)
    if estate is None:
        return None
    view_dashboard.demand(request.actor, estate)  # type: ignore[attr-defined]
    period = period_of(request.GET.get("period", "7"), timezone.localtime(now(), estate.tz).date())
    return trust(estate, period.first, period.last), period


def row(figures: Trust, one: Any) -> dict[str, Any]:
    """One kind with the addresses of the tickets behind each of its figures."""
    name = f"timer.{one.kind}"
    return {
        "one": one,
        **{key: links.of_days(figures.first, figures.last, name + tail)
           for key, tail in (("all", ""), ("late", ".late"), ("fired", ".fired"))},
    }  # fmt: skip


@requires(view_dashboard)
@require_GET
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same as .xlsx: a line for each kind of timer, then what was waited."""
    found = here(request)
    if found is None:
        return render(request, PAGE, {"estate": None})
    figures, _period = found
    heads = [
        (_("Clock"), 18), (_("Decided"), 10), (_("Kept"), 10), (_("Missed"), 10), (_("Kept in %"), 10),
        (_("Fired"), 10),
        (_("Late, median (s)"), 14), (_("Late, 95% (s)"), 14), (_("Late, 99% (s)"), 14), (_("Latest (s)"), 14),
    ]  # fmt: skip
    name = f"{figures.estate.code}-trust-{figures.first}-{figures.last}.xlsx"
    return FileResponse(sheet(_("Trust"), heads, list(cells(figures))), as_attachment=True, filename=name)


def cells(figures: Trust) -> Any:
    for label, kept, late in [
        *((one.label, one.kept, one.lateness) for one in figures.kinds), (_("All"), figures.kept, figures.lateness)
    ]:  # fmt: skip
        yield (
            label, kept.of, kept.good, kept.of - kept.good, kept.percent, late.fired,
            *(f"{one:.1f}" for one in (late.p50, late.p95, late.p99, late.worst)),
        )  # fmt: skip
    waited = figures.waiting
    for words, mean, half, most in (
        (_("Waited, gross (min)"), waited.gross_mean, waited.gross_p50, waited.gross_p90),
        (_("Waited, net of suspension (min)"), waited.net_mean, waited.net_p50, waited.net_p90),
    ):
        names = (_("tickets"), waited.tickets, _("Mean"), f"{mean / 60:.0f}", _("Median"), f"{half / 60:.0f}", "90%")
        yield words, *names, f"{most / 60:.0f}"

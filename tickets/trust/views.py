"""The leaders' page of trust: all their estates together or one, any days, against those before; and a spreadsheet."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.estates.models import Estate
from servicedesk.people.rules import requires
from servicedesk.sheets.writing import sheet
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate, estates_of
from tickets.dashboard import links
from tickets.dashboard.tiles import PERIODS, Period, period_of
from tickets.rules import view_dashboard
from tickets.trust import sheets
from tickets.trust.forms import ALL, TrustForm
from tickets.trust.present import comparison, spans
from tickets.trust.queries import KindFigures, Together, Trust, before, trusts

PAGE = "tickets/trust.html"
# Figures over all kinds, and what their tickets are called in the register's address.
DRILLS = {"timers": "timer.", "fired": "timer..fired", "signed_off": "signed_off", "was_suspended": "was_suspended"}


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: these estates (one, or all of his), these days."""

    form: TrustForm
    estates: list[Estate]
    single: bool

    def figures(self) -> tuple[Together, Together]:
        """Of these days, and of as many before."""
        first, last = self.form.first, self.form.last
        at = now()
        return trusts(self.estates, first, last, at), trusts(self.estates, *before(first, last), at)


def asked(request: HttpRequest) -> Asked | None:
    """From the address: ?estate=…&since=…&until=…, or ?period=7. None for who has no estate; 404 for another's."""
    current, mine = current_estate(request), estates_of(request)
    if current is None:
        return None
    today = timezone.localtime(now(), current.tz).date()
    chosen = request.GET.get("estate") or str(current.pk)
    estates = mine if chosen == ALL else [one for one in mine if str(one.pk) == chosen]
    if not estates:
        raise Http404
    data = {"estate": chosen if len(mine) > 1 else str(mine[0].pk), **days_asked(request, today)}
    return Asked(TrustForm(mine, today, data), estates, chosen != ALL or len(mine) == 1)


def days_asked(request: HttpRequest, today: date) -> dict[str, str]:
    period = period_of(request.GET["period"], today) if request.GET.get("period") in PERIODS else None
    if period is not None:
        return {"since": period.first.isoformat(), "until": period.last.isoformat()}
    if "since" in request.GET or "until" in request.GET:
        return {name: request.GET.get(name, "") for name in ("since", "until")}
    usual = period_of("7", today)
    return {"since": usual.first.isoformat(), "until": usual.last.isoformat()}


@requires(view_dashboard)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Of one estate each figure opens its tickets; of several each estate opens its own figures."""
    wanted = asked(request)
    if wanted is None:
        return render(request, PAGE, {"form": None})
    form = wanted.form
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "periods": periods(form)}, status=422)
    found, earlier = wanted.figures()
    place = wanted.estates[0] if wanted.single else None
    other = place if place != current_estate(request) else None
    context = {
        "form": form, "trust": found.total, "single": wanted.single, "drills": wanted.single, "periods": periods(form),
        "before": before(form.first, form.last), "query": f"since={form.first}&until={form.last}",
        "rows": [kind_row(found.total, one, earlier.total, other) for one in found.total.kinds],
        "estates": [] if wanted.single else [estate_row(*pair) for pair in zip(found.each, earlier.each, strict=True)],
        "url": {key: links.of_days(form.first, form.last, name, other) for key, name in DRILLS.items()},
        "waited": spans(found.total.waiting), "against": comparison(found.total, earlier.total),
    }  # fmt: skip
    return render(request, PAGE, context)


def periods(form: TrustForm) -> list[tuple[Period, bool]]:
    """The usual ones, and whether its days are those that are shown."""
    shown = (getattr(form, "first", None), getattr(form, "last", None))
    found = [period_of(name, form.today) for name in PERIODS]
    return [(one, (one.first, one.last) == shown) for one in found]


def kind_row(figures: Trust, one: KindFigures, earlier: Trust, other: Estate | None) -> dict[str, Any]:
    """One kind with the addresses of the tickets behind each of its figures, and what was kept before."""
    name = f"timer.{one.kind}"
    return {
        "one": one, "before": earlier.kind(one.kind).kept.percent,
        **{key: links.of_days(figures.first, figures.last, name + tail, other)
           for key, tail in (("all", ""), ("late", ".late"), ("fired", ".fired"))},
    }  # fmt: skip


def estate_row(found: Trust, earlier: Trust) -> dict[str, Any]:
    return {
        "one": found, "missed": found.kept.of - found.kept.good, "before": earlier.kept.percent,
        "waited": spans(found.waiting) if found.waiting.tickets else None,
        "late": timedelta(seconds=found.lateness.worst),
    }  # fmt: skip


@requires(view_dashboard)
@require_GET
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """What is shown, as .xlsx: the estates, then the clocks, each against the days before."""
    wanted = asked(request)
    if wanted is None:
        return render(request, PAGE, {"form": None})
    form = wanted.form
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "periods": periods(form)}, status=422)
    rows = list(sheets.lines(*wanted.figures(), single=wanted.single))
    place = wanted.estates[0].code if wanted.single else ALL
    name = f"{place}-trust-{form.first}-{form.last}.xlsx"
    return FileResponse(sheet(_("Trust"), sheets.heads(), rows), as_attachment=True, filename=name)

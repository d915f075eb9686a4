"""The overview page and its two live parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servicedesk.people.rules import requires
from servicedesk.web.estate import current_estate
from tickets.dashboard.page import feed_part, figures_part
from tickets.rules import view_dashboard

PAGE = "tickets/dashboard/page.html"


@requires(view_dashboard)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures of today (?period=today, 7, 30) of the estate one works in; ?part=figures or feed for one part alone."""
    estate = current_estate(request)
    if estate is None:
        return render(request, PAGE, {"estate": None})
    view_dashboard.demand(request.actor, estate)  # type: ignore[attr-defined]
    part, period = request.GET.get("part", ""), request.GET.get("period", "")
    if part == "feed":
        return render(request, "tickets/dashboard/_feed.html", feed_part(estate))
    context = figures_part(estate, period)
    if part == "figures":
        return render(request, "tickets/dashboard/_figures.html", context)
    return render(request, PAGE, context | feed_part(estate))

"""The dispatch board: a row per person, a column per station (design/board.html)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from dispatch import rules
from dispatch.board import Narrow, board_of, fits_of
from dispatch.views import transitions
from servicedesk.people.rules import requires
from servicedesk.web.estate import current_estate, moment
from servicedesk.web.htmx import render_part
from tickets.views.transition import ticket_or_404


@requires(rules.view_board)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The estate's people and open jobs now; to htmx the live part alone.

    `?day=tomorrow` or `week`: appointments; `skill`, `urgent=1`, `staff` narrow it.
    """
    estate = current_estate(request)
    if estate is None:
        return redirect("home")
    found = board_of(estate, request.GET.get("day", ""), Narrow.read(request.GET), moment(request))
    context: dict[str, Any] = {"board": found, "estate": estate}
    return render_part(request, "dispatch/board.html", "dispatch/_board.html", context)


@requires(rules.view_board)
@require_GET
def fits(request: HttpRequest, number: str) -> HttpResponse:
    """What each row says while this ticket's card is lifted (R19): {"<staff id>": {"fit": …, "words": …}}."""
    ticket = ticket_or_404(request, number)
    return JsonResponse(fits_of(ticket))


@requires(rules.view_board)
@require_GET
def reason(request: HttpRequest) -> HttpResponseBase:
    """Somebody whom the row calls unfit was chosen: the form that asks why, with him already chosen (R19)."""
    return transitions.dispatch(request, request.GET.get("ticket", ""))

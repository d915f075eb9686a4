"""Making one incident of many calls, from the line above the worklist (R7)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from servicedesk.people.rules import requires
from servicedesk.refusals import Refusal
from servicedesk.web.estate import current_estate, moment
from servicedesk.web.forms import beside, sent
from tickets import rules
from tickets.incidents.actions import gather
from tickets.incidents.forms import IncidentForm
from tickets.incidents.notices import HIDDEN
from tickets.incidents.queries import Proposal, proposals

MOST_HIDDEN = 50


def proposal_of(request: HttpRequest, number: str) -> Proposal | None:
    """The proposal that this ticket belongs to in the estate one works in; None when somebody was faster."""
    estate = current_estate(request)
    found = proposals(estate, moment(request)) if estate else []
    return next((one for one in found if any(line.number == number for line in one.lines)), None)


@requires(rules.merge)
@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest) -> HttpResponse:
    """`?of=<number>`: the calls that may be one fault, to be looked through and confirmed."""
    proposal = proposal_of(request, request.GET.get("of", ""))
    if proposal is None:
        messages.info(request, _("These reports are no longer open side by side."))
        return redirect("desk")
    initial = {"tickets": [line.number for line in proposal.lines], "lead": proposal.lead.number}
    form = IncidentForm(proposal, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with beside(form, Refusal):
            lead = gather(actor=request.actor, **form.values)  # type: ignore[attr-defined]
            messages.success(request, _("{number} is now one incident.").format(number=lead.number))
            return redirect("ticket", lead.number)
    chosen = set(form["tickets"].value() or [])
    context = {"form": form, "proposal": proposal, "chosen": chosen, "lead": form["lead"].value()}
    return render(request, "tickets/incidents/incident.html", context, status=422 if form.errors else 200)


@requires(rules.merge)
@require_POST
def not_one(request: HttpRequest) -> HttpResponse:
    """These are different faults: the line does not come back for this person unless one more is reported."""
    proposal = proposal_of(request, request.POST.get("of", ""))
    if proposal is not None:
        hidden = [*request.session.get(HIDDEN, []), proposal.key]
        request.session[HIDDEN] = hidden[-MOST_HIDDEN:]
    return redirect("desk")

"""The pages behind the code of the printed work order (R18, R22, R23): for one visit, until it ends; no account.

The token names its tenant, so the scope is known before a view runs; a forged, old or foreign one is 404, one whose
visit has ended is 410 and shows nothing of it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dispatch.models import Assignment
from servicedesk.people.rules import View, public
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.web.forms import add_refusal
from servicedesk.web.happened import happened_at
from servicedesk.web.htmx import go, is_part, refused, render_part
from servicedesk.web.idempotency import once
from servicedesk.web.throttle import limited
from tickets import photos
from tickets.enums import PhotoKind
from visits import checklists
from visits.clock import between_knocks
from visits.paper import actions
from visits.paper.forms import ArriveForm, Knocking, PhotoForm, SignForm, WorkForm
from visits.paper.links import assignment_of, at_the_door, is_live, let_in, nobody_opened, second_knock_from, visit_of
from visits.phone_queries import DOOR

few = limited("paper", reads=240, writes=60, seconds=600)
PAGE, PART = "public/order.html", "public/_order.html"


def assignment_or_404(token: str) -> Assignment:
    """The paper's assignment."""
    pk = assignment_of(token)
    found = actions.find(pk) if pk is not None else None
    if found is None:
        raise Http404
    return found


def shown(request: HttpRequest, token: str, *, status: int = 200, part: str = PART, **given: Any) -> HttpResponse:
    """The order as it stands, or its fragment; once it has ended, only that."""
    assignment = assignment_or_404(token)
    if not is_live(assignment):
        if is_part(request):
            return go(request, "paper-order", token)
        context = {"estate": assignment.ticket.estate, "ended": True, "nobody": nobody_opened(assignment)}
        return render(request, PAGE, context, status=410)
    ticket, visit = assignment.ticket, visit_of(assignment)
    sheet, wait = checklists.asked(ticket, visit), between_knocks(ticket)
    context = {
        "assignment": assignment, "ticket": ticket, "estate": ticket.estate, "visit": visit, "token": token,
        "sheet": sheet, "photos": kept(ticket) if visit else {}, "arrive_form": ArriveForm(),
        "now": now(), "knock_form": Knocking(), "stage": at_the_door(visit, ticket),
        "second_from": second_knock_from(visit, wait), "knock_wait": wait, "knock_seconds": int(wait.total_seconds()),
        "first_stage": DOOR if ticket.unit_id and not let_in(visit) else "",
        "work_form": WorkForm(sheet=sheet, initial=initial_of(visit)),
        "sign_form": SignForm(initial={"signer_name": ticket.contact_name}), **given,
    }  # fmt: skip
    return render_part(request, PAGE, part, context, status=status)


def initial_of(visit: Any) -> dict[str, Any]:
    if visit is None:
        return {}
    return {"findings": visit.findings, "work_done": visit.work_done, "checks": visit.ticked}


def kept(ticket: Any) -> dict[str, int]:
    """How many photos there are of each kind; the pictures themselves need an account."""
    kinds = list(ticket.photos.values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in (PhotoKind.BEFORE.value, PhotoKind.AFTER.value)}


@public
@never_cache
@require_GET
@few
def order(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be done, and the next step."""
    return shown(request, token)


def step(
    form_of: Callable[[HttpRequest, Assignment], django_forms.Form], name: str, act: Callable[..., Any],
    part: str = PART,
) -> View:  # fmt: skip
    """The view of one POST: form, action, back to the order; a refusal stands beside its field.

    Done once per key, at the time of the tap: the phone keeps what it could not send (R48).
    """

    def one(request: HttpRequest, token: str) -> HttpResponse:
        assignment = assignment_or_404(token)
        if is_part(request) and not is_live(assignment):
            return refused(_("This order has ended."), status=410)
        form = form_of(request, assignment)
        if form.is_valid():
            try:
                act(assignment, form, happened_at(request, since=since(assignment)))
                return shown(request, token, part=part) if is_part(request) else redirect("paper-order", token)
            except Invalid as refusal:
                add_refusal(form, refusal)
            except Conflict as refusal:
                # The whole order, as it stands by now, wherever the form's own answer goes.
                response = shown(request, token, status=409, error=refusal.message)
                response["HX-Retarget"] = "#job"
                return response
        return shown(request, token, status=422, part=part, **{name: form})

    view: View = public(never_cache(require_POST(few(once(one)))))
    return view


def since(assignment: Assignment) -> datetime | None:
    """No tap of his was before this: his arrival, or that he was sent."""
    visit = visit_of(assignment)
    if visit is None:
        return assignment.answered_at or assignment.offered_at
    return visit.arrived_at


def arriving(request: HttpRequest, assignment: Assignment) -> ArriveForm:
    return ArriveForm(request.POST)


def working(request: HttpRequest, assignment: Assignment) -> WorkForm:
    """Against the list that was on the page."""
    visit = visit_of(assignment)
    ticket = assignment.ticket
    try:
        sheet = checklists.shown(ticket, visit, request.POST.get("checklist")) if visit else checklists.current(ticket)
    except Invalid:
        sheet = checklists.asked(ticket, visit)
    return WorkForm(request.POST, sheet=sheet)


def knocking(request: HttpRequest, assignment: Assignment) -> Knocking:
    return Knocking(request.POST)


def keep_photo(assignment: Assignment, form: django_forms.Form, at: datetime | None) -> None:
    picture = photos.check(form.cleaned_data["photo"])
    actions.photo(assignment=assignment, picture=picture, kind=form.cleaned_data["kind"], at=at)


arrive = step(arriving, "arrive_form", lambda one, form, at: actions.arrive(assignment=one, at=at, **form.cleaned_data))
knock = step(knocking, "knock_form", lambda one, form, at: actions.knock(assignment=one, at=at))
no_access = step(knocking, "knock_form", lambda one, form, at: actions.no_access(assignment=one, at=at))
work = step(working, "work_form", lambda one, form, at: actions.record(assignment=one, at=at, **form.cleaned_data))
photo = step(
    lambda request, one: PhotoForm(request.POST, request.FILES), "photo_form", keep_photo, "public/_order_shots.html"
)
sign = step(
    lambda request, one: SignForm(request.POST), "sign_form",
    lambda one, form, at: actions.sign(assignment=one, at=at, **form.values()),
)  # fmt: skip

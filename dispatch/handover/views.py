"""Handing over a shift: one's own sheet, taking over a colleague's, what was left, history, the paper (R43)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dispatch.enums import HandoverState
from dispatch.handover import actions, queries, rules
from dispatch.handover.forms import ItemForm, SignInForm, SignOutForm, uuids
from dispatch.handover.notices import open_of
from dispatch.models import Handover
from dispatch.shifts.views.week import here
from servicedesk.estates.models import Estate
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.web.forms import beside, sent

A_PAGE = 30


@requires(rules.work_handover)
@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """What waits to be taken over, and one's own sheet as it would be signed now."""
    estate, at = here(request)
    return own_page(request, estate, at)


def own_page(
    request: HttpRequest, estate: Estate, at: datetime, item_form: ItemForm | None = None,
    form: SignOutForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page with its two forms; 422 when one of them has errors."""
    me = request.actor.staff_id  # type: ignore[attr-defined]
    period, lines = queries.as_it_would_be_signed(estate, me, at)
    sheets, left = open_of(request)
    form = form or SignOutForm(initial={"cash_counted": queries.cash_of(lines) or None})
    item_form = item_form or ItemForm()
    context = {
        "estate": estate, "period": period, "now": at, "sections": queries.sections(lines), "left": left,
        "waiting": [one for one in sheets if one.outgoing_id != me],
        "mine": next((one for one in sheets if one.outgoing_id == me), None),
        "form": form, "item_form": item_form, "cash": queries.cash_of(lines), "lines": len(lines),
        "kept": {str(one) for one in uuids(request.POST, "kept")},
    }  # fmt: skip
    wrong = form.errors or item_form.errors
    return render(request, "handover/own.html", context, status=422 if wrong else 200)


@requires(rules.work_handover)
@require_POST
def add_item(request: HttpRequest) -> HttpResponse:
    """A key, an item, a matter to pass on."""
    estate, at = here(request)
    form = ItemForm(sent(request))
    if form.is_valid():
        with beside(form):
            actions.add_item(actor=request.actor, estate_id=estate.pk, **form.values)  # type: ignore[attr-defined]
            return redirect("handover")
    return own_page(request, estate, at, item_form=form)


@requires(rules.work_handover)
@require_POST
def remove_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    actions.remove_item(actor=request.actor, item_id=item_id)  # type: ignore[attr-defined]
    return redirect("handover")


@requires(rules.work_handover)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Who goes signs."""
    estate, at = here(request)
    form = SignOutForm(sent(request))
    if form.is_valid():
        with beside(form):
            sheet = actions.sign_out(
                actor=request.actor, estate_id=estate.pk, kept=uuids(request.POST, "kept"),  # type: ignore[attr-defined]
                cash_counted=form.cleaned_data["cash_counted"], remark=form.cleaned_data["remark"],
                signature=form.drawn(),
            )  # fmt: skip
            return redirect("handover-sheet", sheet.pk)
    return own_page(request, estate, at, form=form)


def seen_or_404(request: HttpRequest, handover_id: UUID) -> Handover:
    sheet = queries.seen(request.actor).filter(pk=handover_id).first()  # type: ignore[attr-defined]
    if sheet is None:
        raise Http404
    return sheet


@requires(rules.view_handover)
@require_GET
def sheet(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One sheet: to be taken over, or as both signed it."""
    return sheet_page(request, seen_or_404(request, handover_id))


def sheet_page(request: HttpRequest, found: Handover, form: SignInForm | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    items = list(
        found.items.select_related("ticket", "ticket__owner", "ticket__appointee").order_by("kind", "at", "pk")
    )
    waits = found.state == HandoverState.WAITING and rules.work_handover(actor, found)
    if waits and form is None:
        people = queries.desk_people(found.estate, found.outgoing_id)
        form = SignInForm(people, initial={"incoming": str(actor.staff_id)})
    context = {
        "sheet": found, "estate": found.estate, "sections": queries.sections(items), "form": form if waits else None,
        "cash": queries.cash_of(items), "myself": str(actor.staff_id), "own": actor.staff_id == found.outgoing_id,
        "ticked": uuids(request.POST, "taken") if request.method == "POST" else {one.pk for one in items},
    }  # fmt: skip
    return render(request, "handover/sheet.html", context, status=422 if form and form.errors else 200)


@requires(rules.work_handover)
@require_POST
def sign_in(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Who comes signs, for the lines that are ticked."""
    found = seen_or_404(request, handover_id)
    form = SignInForm(queries.desk_people(found.estate, found.outgoing_id), sent(request))
    if form.is_valid():
        with beside(form, Invalid, Conflict):
            actions.sign_in(
                actor=request.actor, handover_id=handover_id, taken=uuids(request.POST, "taken"),  # type: ignore[attr-defined]
                incoming_id=UUID(form.cleaned_data["incoming"]), signature=form.drawn(),
                remark=form.cleaned_data["remark"],
            )  # fmt: skip
            messages.success(request, _("The shift is handed over."))
            return redirect("handover-sheet", handover_id)
    return sheet_page(request, seen_or_404(request, handover_id), form)


@requires(rules.work_handover)
@require_POST
def take_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """What was left is taken over after all."""
    item = actions.take_item(actor=request.actor, item_id=item_id)  # type: ignore[attr-defined]
    messages.success(request, _("Taken over: {what}").format(what=item.label or item.get_kind_display()))
    return redirect("handover")


@requires(rules.view_handover)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every signed sheet of the estate, latest first."""
    estate, _at = here(request)
    rows = queries.seen(request.actor).filter(estate=estate).order_by("-outgoing_signed_at")  # type: ignore[attr-defined]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "handover/history.html", {"page": page, "estate": estate})


@requires(rules.view_handover)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """交接班记录, A4, with both signatures or lines to sign; POST prints it."""
    found = seen_or_404(request, handover_id)
    items = list(found.items.select_related("ticket").order_by("kind", "at", "pk"))
    actor: Principal = request.actor  # type: ignore[attr-defined]
    nth = actions.printed(actor=actor, sheet=found) if request.method == "POST" else 0
    context: dict[str, Any] = {
        "counted": True, "nth": nth, "sheet": found, "company": found.estate.tenant.name, "estate": found.estate.name,
        "now": now(), "printer": actor.name, "sections": queries.sections(items), "cash": queries.cash_of(items),
    }  # fmt: skip
    return render(request, "print/handover.html", context)

"""Cash-up: the collector's page, on a phone too, and finance's (R36)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from billing import rules
from billing.cashup import actions, queries
from billing.cashup.forms import CloseForm, HandOverForm, ObjectForm
from billing.models import CashUp
from servicedesk.people.rules import View, requires
from servicedesk.sheets.views import XLSX
from servicedesk.sheets.writing import sheet as written
from servicedesk.timers.now import now, today_in
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent

KEPT = timedelta(days=31)


def own(base: str, name: str) -> View:
    """The collector's page, in the frame of a desk or of a phone."""

    @requires(rules.hand_over_money)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        """His open days, oldest first; of the first one what it must come to, and his signature."""
        staff_id = request.actor.staff_id  # type: ignore[attr-defined]
        estates = {one.pk: one for one in estates_of(request)}
        days = queries.open_days(estates, postings__staff=staff_id)
        back = list(queries.seen(request.actor).filter(collector=staff_id, closed_at=None).order_by("day"))  # type: ignore[attr-defined]
        turn = next((one for one in back if one.state == "objected"), None)
        chosen = turned(turn) if turn else chosen_day(request, days)
        form, rows = None, []
        if chosen is not None:
            rows = queries.expected(chosen["estate"], staff_id, chosen["day"])
            form = HandOverForm(rows, sent(request))
            if form.is_valid() and signed(request, form, chosen):
                return redirect(name)
        context = {
            "base": base, "form": form, "chosen": chosen, "days": days, "back": back, "turn": turn, "section": "own",
            "receipts": queries.receipts_of(chosen["estate"], staff_id, chosen["day"]) if chosen else [],
            "estate": estates.get(chosen["estate"]) if chosen else None,
            "total": sum(row.amount for row in rows),
        }  # fmt: skip
        return render(request, "billing/cash_up.html", context, status=422 if form and form.errors else 200)

    return view


def turned(turn: CashUp) -> dict[str, Any]:
    return {"estate": turn.estate_id, "day": turn.day, "n": 0}


def chosen_day(request: HttpRequest, days: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The day of the address, else the oldest."""
    wanted = request.GET.get("day", ""), request.GET.get("estate", "")
    named = (one for one in days if (str(one["day"]), str(one["estate"])) == wanted)
    return next(named, days[0] if days else None)


def signed(request: HttpRequest, form: HandOverForm, chosen: dict[str, Any]) -> bool:
    """Hand the day over; False with the refusal in the form."""
    with beside(form):
        actions.hand_over(
            estate_id=chosen["estate"], actor=request.actor, day=chosen["day"], handed=form.handed(),  # type: ignore[attr-defined]
            explanation=form.cleaned_data["explanation"],
        )  # fmt: skip
        messages.success(request, _("{day} is handed over and waits for finance.").format(day=chosen["day"]))
        return True
    return False


@requires(rules.view_cash_ups)
@require_GET
def finance(request: HttpRequest) -> HttpResponse:
    """What waits for the cashier, what nobody has handed over yet, and the last month's closed days."""
    rows = queries.seen(request.actor).filter(estate__in=estates_of(request))  # type: ignore[attr-defined]
    since = today_in() - KEPT
    context = {
        "waiting": rows.filter(closed_at=None).order_by("day"),
        "open_days": queries.open_days([one.pk for one in estates_of(request)]),
        "estates": {one.pk: one.name for one in estates_of(request)},
        "closed": rows.filter(closed_at__isnull=False, day__gte=since).order_by("-day", "collector_name")[:200],
        "section": "cash-ups",
    }  # fmt: skip
    return render(request, "billing/cash_ups.html", context)


def found(request: HttpRequest, pk: UUID) -> CashUp:
    sheet: CashUp = get_object_or_404(queries.seen(request.actor), pk=pk)  # type: ignore[attr-defined]
    return sheet


@requires(rules.view_cash_ups)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: by method expected against handed over, its receipts, and the cashier's word."""
    one = found(request, pk)
    closing, objecting = CloseForm(), ObjectForm()
    if request.method == "POST":
        if "object" in request.POST:
            objecting = ObjectForm(request.POST)
            form: Any = objecting
        else:
            closing = CloseForm(request.POST)
            form = closing
        if form.is_valid() and decided(request, one, form):
            return redirect("billing-cash-ups")
    context = {
        "sheet": one, "closing": closing, "objecting": objecting, "section": "cash-ups",
        "may_close": one.state == "handed" and rules.close_cash_up(request.actor, one),  # type: ignore[attr-defined]
        "receipts": queries.receipts_of(one.estate_id, one.collector_id, one.day),
    }  # fmt: skip
    wrong = closing.errors or objecting.errors
    return render(request, "billing/cash_up_sheet.html", context, status=422 if wrong else 200)


def decided(request: HttpRequest, one: CashUp, form: Any) -> bool:
    """Close it, or object; False with the refusal in the form."""
    actor = request.actor  # type: ignore[attr-defined]
    with beside(form):
        if isinstance(form, ObjectForm):
            actions.object_to(cash_up_id=one.pk, actor=actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("It waits for the collector."))
        else:
            actions.close(cash_up_id=one.pk, actor=actor, remark=form.cleaned_data["remark"])
            messages.success(request, _("The day is closed."))
        return True
    return False


@requires(rules.view_cash_ups)
@require_GET
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """日结单, A4."""
    one = found(request, pk)
    context = {
        "sheet": one, "receipts": queries.receipts_of(one.estate_id, one.collector_id, one.day), "now": now(),
        "company": one.estate.tenant.name, "estate": one.estate.name, "printer": request.actor.name,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "print/cash_up.html", context)


HEADS = (
    (gettext_lazy("Estate"), 18), (gettext_lazy("Day"), 12), (gettext_lazy("Collector"), 12), (gettext_lazy("How"), 10),
    (gettext_lazy("Receipts"), 9), (gettext_lazy("Expected"), 12), (gettext_lazy("Handed over"), 12),
    (gettext_lazy("Difference"), 12), (gettext_lazy("Why it differs"), 30), (gettext_lazy("Cashier"), 12),
    (gettext_lazy("Closed"), 18),
)  # fmt: skip


@requires(rules.view_cash_ups)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The last month's cash-ups as a spreadsheet, a row for each method."""
    rows = queries.seen(request.actor).filter(estate__in=estates_of(request))  # type: ignore[attr-defined]
    since: date = today_in() - KEPT
    lines = (
        (one.estate.name, one.day, one.collector_name, line.get_method_display(), line.receipts, line.expected,
         line.handed, line.difference, one.explanation, one.cashier_name, one.closed_at)
        for one in rows.filter(day__gte=since).order_by("-day", "collector_name") for line in one.lines.all()
    )  # fmt: skip
    out = written(_("Cash-up"), [(str(words), width) for words, width in HEADS], lines)
    return FileResponse(out, as_attachment=True, filename="cash-ups.xlsx", content_type=XLSX)

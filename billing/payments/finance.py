"""Finance's pages of providers: their lists, what was no receipt, and money on its way to the bank (R35)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing import rules
from billing.amends.terms import terms
from billing.models import NoticeDecision, PaymentNotice, Settlement
from billing.money import ZERO
from billing.payments import deciding, queries, reconciling, settling
from billing.payments.forms import ConfirmForm, GiveBackForm, HandForm, ListForm, TakeForm
from servicedesk.people.rules import requires
from servicedesk.web.forms import beside, sent

PAGE = 50


@requires(rules.reconcile)
@require_http_methods(["GET", "POST"])
def reconciliations(request: HttpRequest) -> HttpResponse:
    """A provider's list of a day is brought in; what was compared before stands below."""
    actor = request.actor  # type: ignore[attr-defined]
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        with beside(form):
            values = form.cleaned_data
            made = reconciling.reconcile(
                actor=actor, provider=values["provider"], day=values["day"], text=values["file"]
            )
            return redirect("billing-reconciliation", made.pk)
    page = Paginator(reconciling.seen(actor).order_by("-id"), PAGE).get_page(request.GET.get("page"))
    rows = [reconciling.shown(row, actor) for row in page]
    context = {"form": form, "rows": rows, "page": page, "section": "reconciliations"}
    return render(request, "billing/reconciliations.html", context, status=422 if form.errors else 200)


@requires(rules.reconcile)
@require_http_methods(["GET", "POST"])
def reconciliation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One comparison; its next step, that the day's money is in the bank, is confirmed here."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Any = get_object_or_404(reconciling.seen(actor), pk=pk)
    offers = settling.offers(row)
    form = ConfirmForm(offers, sent(request))
    if form.is_valid():
        with beside(form):
            settling.settle(
                reconciliation_id=row.pk, actor=actor, fees=form.fees(), explanation=form.cleaned_data["explanation"]
            )
            messages.success(request, _("The day's money is in the bank."))
            return redirect("billing-reconciliation", row.pk)
    context = {
        "one": reconciling.shown(row, actor), "offers": offers, "form": form, "section": "reconciliations",
        "may_settle": rules.settle(actor) and any(one.lines and not one.done for one in offers),
        "whole": actor.estate_ids is None,
    }  # fmt: skip
    return render(request, "billing/reconciliation.html", context, status=422 if form.errors else 200)


@requires(rules.decide_notice)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What waits for a decision or its second signature, the oldest first; then what was decided lately."""
    rows = queries.odd(queries.seen(request.actor))  # type: ignore[attr-defined]
    waiting = queries.waiting(rows).order_by("paid_at", "pk")
    done = rows.exclude(pk__in=waiting.values("pk")).order_by("-paid_at", "-pk")
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "done": done[:PAGE], "section": "notices"}
    return render(request, "billing/notices.html", context)


@requires(rules.decide_notice)
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One payment, and its two decisions."""
    found = get_object_or_404(queries.seen(request.actor), pk=pk)  # type: ignore[attr-defined]
    back = request.method == "POST" and "give_back" in request.POST
    due = deciding.owed_now(found.code) if found.rest > 0 else ZERO
    takes = request.POST if request.method == "POST" and not back else None
    taking = TakeForm(takes, initial={"advance": "" if due else "1"})
    giving = GiveBackForm(request.POST if back else None, initial={"amount": found.rest})
    form: Any = giving if back else taking
    if form.is_valid() and decided(request, found, form):
        return redirect("billing-notice", found.pk)
    context = {
        "one": found, "taking": taking, "giving": giving, "section": "notices", "due": due,
        "over": max(found.rest - due, ZERO),
        "signs": found.decisions.filter(effective_at=None, refused_at=None).first(),
        "second_above": terms().second_above, "me": request.actor.staff_id,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "billing/notice.html", context, status=422 if taking.errors or giving.errors else 200)


def decided(request: HttpRequest, found: PaymentNotice, form: Any) -> bool:
    """Take it, or give it back; False with the refusal in the form."""
    actor = request.actor  # type: ignore[attr-defined]
    with beside(form):
        values = form.cleaned_data
        if isinstance(form, TakeForm):
            made = deciding.take_it(notice_id=found.pk, actor=actor, advance=bool(values["advance"]))
            messages.success(request, _("Taken: {numbers}").format(numbers=", ".join(one.number for one in made)))
        else:
            one = deciding.give_back(notice_id=found.pk, actor=actor, **values)
            messages.success(request, _("Waits for the second signature") if one.waits else _("Given back"))
        return True
    return False


@requires(rules.decide_notice)
@require_POST
def give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second signature of what is given back, or a refusal with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    one = NoticeDecision.objects.filter(pk=pk, notice__in=queries.seen(actor).values("pk")).first()
    if one is None:
        raise Http404
    if "refuse" in request.POST:
        deciding.refuse(decision_id=one.pk, actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, _("Not given back"))
    else:
        deciding.sign(decision_id=one.pk, actor=actor)
        messages.success(request, _("Given back"))
    return redirect("billing-notice", one.notice_id)


@requires(rules.settle)
@require_GET
def settlements(request: HttpRequest) -> HttpResponse:
    """What collectors took and is not in the bank yet, day by day; then what was settled lately."""
    actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(settling.settlements_seen(actor).order_by("-at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {"waiting": settling.by_hand_waiting(actor)[:200], "page": page, "section": "settlements"}
    return render(request, "billing/settlements.html", context)


def named(row: dict[str, Any]) -> tuple[UUID, str, str]:
    return row["estate"], row["account__key"], f"{row['entry__day']}"


@requires(rules.settle)
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, estate_id: UUID, book: str, day: str) -> HttpResponse:
    """One account's total of one day is in the bank."""
    actor = request.actor  # type: ignore[attr-defined]
    row = next((one for one in settling.by_hand_waiting(actor) if named(one) == (estate_id, book, day)), None)
    if row is None:
        raise Http404
    form = HandForm(sent(request), initial={"arrived": row["sum"]})
    if form.is_valid():
        with beside(form):
            settling.settle_by_hand(
                estate_id=estate_id, actor=actor, book=book, day=row["entry__day"], **form.cleaned_data
            )
            messages.success(request, _("The day's money is in the bank."))
            return redirect("billing-settlements")
    context = {"row": row, "form": form, "section": "settlements"}
    return render(request, "billing/by_hand.html", context, status=422 if form.errors else 200)


@requires(rules.settle)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A settlement is undone, with the reason."""
    actor = request.actor  # type: ignore[attr-defined]
    found: Settlement = get_object_or_404(settling.settlements_seen(actor), pk=pk)
    settling.undo(settlement_id=found.pk, actor=actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("The settlement is undone."))
    return redirect("billing-settlements")

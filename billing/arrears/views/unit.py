"""Pages: one unit's arrears with what can be done about them; reminding one, and many (R38)."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing.arrears import promising, rules
from billing.arrears.ageing import Asked, aged
from billing.arrears.enums import IN_PERSON
from billing.arrears.forms import LookForm, ManyForm, PromiseForm, ReasonForm, RemindForm, StopForm
from billing.arrears.links import link_of
from billing.arrears.promises import judged, state_label
from billing.arrears.reminding import MOST, Told, facts_of, plan, preview_many, remind, remind_many
from billing.arrears.standing import standings
from billing.arrears.terms import terms_of
from billing.arrears.units import unit_seen
from billing.arrears.views.lists import list_form, shell
from billing.models import ArrearsStop, PaymentPromise, Reminder
from servicedesk.estates.api import uuid_of
from servicedesk.estates.models import Unit
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import Refusal
from servicedesk.web.forms import beside

# What a unit's page shows of its past.
LATEST = 30


@requires(rules.view_arrears)
@require_GET
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """One unit: what is open, the next reminder in its words (the address says which), promises, stops, the log."""
    found = unit_seen(unit_id, actor_of(request))
    return unit_page(request, found)


def unit_page(request: HttpRequest, found: Unit, **bound: forms.Form) -> HttpResponse:
    """The page, with the forms that were sent and not taken."""
    actor, terms = actor_of(request), terms_of(found.estate)
    look = LookForm(request.GET if "language" in request.GET else None, terms=terms)
    standing, error = standings([found.pk])[found.pk], ""
    try:
        seen = plan(standing, look.told() if look.is_bound else Told())
    except Refusal as refusal:
        seen, error = plan(standing, Told()), str(refusal.message)
    language = (look.told() if look.is_bound else Told()).language
    starting = {"stage": seen.stage.nth if seen.stage else None, "channel": seen.channel, "language": language,
                "amount": standing.owed, "once": uuid4().hex}  # fmt: skip
    who = standing.resident.name if standing.resident else ""
    open_forms: dict[str, forms.Form] = {
        "remind_form": RemindForm(initial=starting, terms=terms), "stop_form": StopForm(may_legal=may_legal(request)),
        "promise_form": PromiseForm(initial={"promised_by": who, "promised": standing.owed}), **bound,
    }  # fmt: skip
    wrong = any(one.errors for one in bound.values()) or error
    context = shell(
        request, "arrears", unit=found, standing=standing, plan=seen, look=look, error=error,
        talk=seen.channel in IN_PERSON, may_legal=may_legal(request), may_act=rules.remind(actor, found), **past(found),
        **open_forms,
    )  # fmt: skip
    return render(request, "arrears/unit.html", context, status=422 if wrong else 200)


def may_legal(request: HttpRequest) -> bool:
    return rules.stop_legally(actor_of(request))


def past(found: Unit) -> dict[str, Any]:
    """What was said and promised, latest first."""
    said = Reminder.objects.filter(unit=found).order_by("-at", "-id")[:LATEST]
    promised = judged(PaymentPromise.objects.filter(unit=found).select_related("estate")).order_by("-at", "-id")
    return {
        "said": [(one, link_of(one)) for one in said],
        "promised": [(one, state_label(one)) for one in promised[:LATEST]],
        "stopped": ArrearsStop.objects.filter(unit=found).order_by("-set_at", "-id")[:LATEST],
    }  # fmt: skip


def seen_for_writing(request: HttpRequest, unit_id: UUID) -> Unit:
    found = unit_seen(unit_id, actor_of(request))
    rules.remind.demand(actor_of(request), found)
    return found


@requires(rules.remind)
@require_POST
def remind_one(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The reminder that was looked at goes, if nothing has come in between."""
    found = seen_for_writing(request, unit_id)
    form = RemindForm(request.POST, terms=terms_of(found.estate))
    if form.is_valid():
        with beside(form):
            remind(unit_id=found.pk, actor=actor_of(request), told=form.told())
            messages.success(request, _("The reminder is recorded."))
            return redirect("fees-arrears-unit", found.pk)
    return unit_page(request, found, remind_form=form)


@requires(rules.remind)
@require_POST
def promise(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A promise to pay is kept; while it runs nobody is reminded."""
    found = seen_for_writing(request, unit_id)
    form = PromiseForm(request.POST)
    if form.is_valid():
        with beside(form):
            promising.promise(unit_id=found.pk, actor=actor_of(request), word=form.word())
            messages.success(request, _("The promise is recorded."))
            return redirect("fees-arrears-unit", found.pk)
    return unit_page(request, found, promise_form=form)


@requires(rules.remind)
@require_POST
def promise_withdrawn(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """It does not hold any more, with the reason."""
    one = get_object_or_404(seen_rows(request, PaymentPromise), pk=promise_id)
    return with_reason(request, one, promising.withdraw, promise_id=one.pk)


@requires(rules.view_arrears)
@require_POST
def stop(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The unit is not reminded, with the reason."""
    found = unit_seen(unit_id, actor_of(request))
    form = StopForm(request.POST, may_legal=may_legal(request))
    if form.is_valid():
        with beside(form):
            promising.stop(unit_id=found.pk, actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("No reminders from now on."))
            return redirect("fees-arrears-unit", found.pk)
    return unit_page(request, found, stop_form=form)


@requires(rules.view_arrears)
@require_POST
def stop_ended(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """The unit may be reminded again, with the reason."""
    one = get_object_or_404(seen_rows(request, ArrearsStop), pk=stop_id)
    return with_reason(request, one, promising.end_stop, stop_id=one.pk)


def seen_rows(request: HttpRequest, model: Any) -> Any:
    return actor_of(request).among(model.objects.all())


def with_reason(request: HttpRequest, one: Any, act: Any, **what: UUID) -> HttpResponse:
    """Do it; back to the unit's page, on which a refusal stands beside what it is about."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        with beside(form):
            act(actor=actor_of(request), reason=form.cleaned_data["reason"], **what)
            messages.success(request, _("Saved"))
            return redirect("fees-arrears-unit", one.unit_id)
    return unit_page(request, unit_seen(one.unit_id, actor_of(request)), reason_form=form)


def chosen(request: HttpRequest) -> list[UUID]:
    """The units that were ticked, of those that this person sees; with `all` those of the list as it was narrowed."""
    if "all" in request.POST:
        form = list_form(request)
        form.data = QueryDict(request.POST.get("query", ""))
        asked: Asked = form.asked()
        return [one.unit_id for one in aged(asked, MOST)]
    keys = [key for text in request.POST.getlist("units")[:MOST] if (key := uuid_of(text))]
    rows = actor_of(request).among(Unit.objects.filter(pk__in=keys))
    return list(rows.values_list("pk", flat=True))


@requires(rules.remind)
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """First what reminding the chosen units would do; sent again with `go`, it is done for those that still may be."""
    units, form = chosen(request), ManyForm(request.POST)
    told = form.told()
    if not units:
        messages.error(request, _("Choose units first."))
        return redirect("fees-arrears")
    if "go" in request.POST:
        done = remind_many(unit_ids=units, actor=actor_of(request), told=told)
        if done.key is not None:
            words = _("{n} reminders recorded, {out} left out.")
            messages.success(request, words.format(n=len(done.goes), out=len(done.left_out)))
            return redirect("fees-arrears-batch", done.key)
        messages.error(request, _("None of them may be reminded now."))
    batch = preview_many(units, told)
    context = shell(request, "arrears", batch=batch, form=form, units=units, sums=facts_of(batch))
    return render(request, "arrears/many.html", context)


@requires(rules.view_arrears)
@require_http_methods(["GET"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Those who were reminded together: messages to be copied with their links, letters to be printed."""
    rows = seen_rows(request, Reminder).filter(batch=batch_id).select_related("unit", "resident").order_by("unit__code")
    found = list(rows)
    if not found:
        raise Http404
    sent = [(one, f"{one.words}\n{request.build_absolute_uri(link_of(one))}") for one in found]
    context = shell(
        request, "reminders", batch_id=batch_id, rows=found,
        sent=[pair for pair in sent if pair[0].channel == "message"],
        letters=[one for one in found if one.channel == "letter"],
    )  # fmt: skip
    return render(request, "arrears/batch.html", context)

"""Settings: the company's terms for each kind of timer (R29, R32). Leaders read, the tenant's admin changes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicedesk.journal.record import history
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import queries, said
from servicedesk.timers.actions import change_policy, create_policy, proposed, reset_policy, values_of
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.forms import PolicyForm, initial_of, scope_of
from servicedesk.timers.kinds import KINDS, Kind, Terms
from servicedesk.timers.models import Policy
from servicedesk.timers.now import now
from servicedesk.timers.policies import Scope, choose, terms_of
from servicedesk.timers.samples import effect, effect_of_reset, proposed_or_saved, wider
from servicedesk.timers.targets import labels
from servicedesk.web.estate import current_estate, estates_of
from servicedesk.web.forms import add_refusal, sent
from servicedesk.web.htmx import go

EMPTY_STEPS = 1
CHANGES_SHOWN = 5


@requires(view_settings)
def policies(request: HttpRequest) -> HttpResponse:
    """Every kind of timer with the terms that hold, and each scope that has its own."""
    actor = request.actor  # type: ignore[attr-defined]
    found = list(queries.rows(actor))
    known = labels(to for _kind, rows in found for row in rows for step in row.terms.ladder for to in step.to)
    groups = [(kind, [row_context(row, known) for row in rows]) for kind, rows in found]
    return render(
        request, "settings/policies.html", {"groups": groups, "may_edit": edit_settings(actor), "section": "policies"}
    )


def row_context(row: queries.Row, known: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row, "scope": scope_words(row.estate, row.subject_kind, row.urgent),
        "time": said.length(row.terms.duration, row.terms.calendar), "ladder": said.ladder(row.terms, known),
        "calendar": CalendarName(row.terms.calendar).label,
    }  # fmt: skip


def scope_words(estate: Any, subject_kind: str, urgent: bool | None) -> str:
    """'和景雅苑 · Complaint · Urgent', or that it is for all."""
    parts = [
        estate.name if estate else "", said.name_of(subject_kind) if subject_kind else "",
        {True: _("Urgent"), False: _("Not urgent"), None: ""}[urgent],
    ]  # fmt: skip
    return " · ".join(filter(None, parts)) or _("All tickets")


@requires(edit_settings)
def policy(request: HttpRequest, kind: str, policy_id: UUID | None = None) -> HttpResponse:
    """The form of one scope: of a policy, or (without an id) of a scope that has none yet."""
    found, existing = kind_named(kind), policy_of(kind, policy_id)
    terms = terms_of(existing) if existing else held(found, request)
    form = form_for(request, found, terms, existing)
    if request.method == "POST" and form.is_valid() and saved(request, form, existing):
        messages.success(request, said_after(form.cleaned_data["running"]))
        return go(request, "settings")
    return render(request, "settings/policy.html", page_of(request, form, existing), status=422 if form.errors else 200)


def said_after(running: bool) -> str:
    if running:
        return _("Saved. The clocks that run follow within seconds; each says so in its ticket's history.")
    return _("Saved. It holds for what begins from now on.")


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def policy_of(kind: str, policy_id: UUID | None) -> Policy | None:
    if policy_id is None:
        return None
    found = Policy.objects.select_related("estate").filter(pk=policy_id, kind=kind, active=True).first()
    if found is None:
        raise Http404
    return found


def held(kind: Kind, request: HttpRequest) -> Terms:
    """The terms that hold now for the scope asked for: where an own policy begins."""
    urgent = request.GET.get("urgent") == "1"
    return choose(kind.name, Scope(None, "", urgent)).terms


def form_for(request: HttpRequest, kind: Kind, terms: Terms, existing: Policy | None) -> PolicyForm:
    """Bound to what was sent; else filled with the terms that hold."""
    steps = len(terms.ladder) + EMPTY_STEPS
    initial = initial_of(terms) | scope_initial(existing, request)
    return PolicyForm(kind, estates_of(request), steps, sent(request), initial=initial)


def scope_initial(existing: Policy | None, request: HttpRequest) -> dict[str, Any]:
    if existing is None:
        return {"urgent": request.GET.get("urgent", "")}
    urgent = {True: "1", False: "0", None: ""}[existing.urgent]
    return {
        "estate": str(existing.estate_id or ""), "subject_kind": existing.subject_kind, "urgent": urgent,
        "version": existing.version,
    }  # fmt: skip


def saved(request: HttpRequest, form: PolicyForm, existing: Policy | None) -> bool:
    """Write it; a refusal stands beside its field."""
    actor = request.actor  # type: ignore[attr-defined]
    values = values_of(form.terms) | {"running": form.cleaned_data["running"]}
    try:
        if existing is not None:
            change_policy(actor=actor, policy_id=existing.pk, version=form.cleaned_data["version"], **values)
        else:
            create_policy(actor=actor, kind=form.kind.name, **form.scope, **values)
    except (Invalid, Conflict) as refusal:
        refusal.field = form.field_for(refusal.field)
        add_refusal(form, refusal)
        return False
    return True


def page_of(request: HttpRequest, form: PolicyForm, existing: Policy | None) -> dict[str, Any]:
    words = ""
    if existing is not None:
        words = scope_words(existing.estate, existing.subject_kind, existing.urgent)
    elif request.GET.get("urgent"):
        words = scope_words(None, "", request.GET["urgent"] == "1")
    return {
        "form": form, "kind": form.kind, "policy": existing, "scope": words,
        "section": "policies", "fixed": existing is not None or "urgent" in request.GET,
        "changes": history(existing).order_by("-id")[:CHANGES_SHOWN] if existing else (),
        **preview_of(request, form),
    }  # fmt: skip


@requires(edit_settings)
@require_POST
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What the form would mean, before it is saved: a sentence, and due times from now and from this evening."""
    found = kind_named(kind)
    steps = sum(1 for name in request.POST if name.startswith("after_"))
    form = PolicyForm(found, estates_of(request), max(1, steps), request.POST)
    form.is_valid()
    return render(request, "settings/_preview.html", {"form": form, "kind": found, **preview_of(request, form)})


def preview_of(request: HttpRequest, form: PolicyForm) -> dict[str, Any]:
    """`sentence`, `effect` (clocks that run, a real sample), made `samples`; empty while something is wrong."""
    terms = typed_terms(form)
    estate = chosen_estate(request, form)
    if terms is None or estate is None:
        return {"sentence": "", "samples": []}
    lead, label = form.kind.lead, form.kind.label
    start = timezone.localtime(now(), estate.tz)
    evening = start.replace(hour=19, minute=50, second=0, microsecond=0)
    try:
        found = effect(as_policy(form, terms))
        made = () if found.sample else (start, evening)
        shown = [(at, said.sample(terms, estate, at, lead=lead)) for at in made]
    except (ValueError, OverflowError) as wrong:
        raise BadRequest(str(wrong)) from wrong
    return {
        "sentence": said.rule_in_words(label, terms, lead=lead), "samples": shown, "sample_estate": estate,
        "effect": found,
    }  # fmt: skip


def as_policy(form: PolicyForm, terms: Terms) -> Policy:
    """What the form would save: the saved policy itself where nothing differs."""
    values: dict[str, Any] = form.cleaned_data if form.is_bound else dict(form.initial)
    return proposed_or_saved(proposed(form.kind.name, **scope_of(values), terms=values_of(terms)))


def typed_terms(form: PolicyForm) -> Terms | None:
    """The terms as typed; as they stand while nothing was typed; None while they cannot be read."""
    if not form.is_bound:
        data = as_data(dict(form.initial)) | {"estate": "", "subject_kind": ""}
        unbound = PolicyForm(form.kind, [], form.steps, data)
        return unbound.terms if unbound.is_valid() else None
    return form.terms if form.is_valid() else None


def as_data(initial: dict[str, Any]) -> dict[str, Any]:
    """A form's initial values as if they had been sent."""
    return {name: value for name, value in initial.items() if value is not None}


def chosen_estate(request: HttpRequest, form: PolicyForm) -> Any:
    """The estate of the scope, else the one this person works in: it gives zone and desk hours to the sample."""
    wanted = form["estate"].value()
    return next((one for one in estates_of(request) if str(one.pk) == wanted), None) or current_estate(request)


@requires(edit_settings)
def reset(request: HttpRequest, kind: str, policy_id: UUID) -> HttpResponse:
    """Back to the wider policy or the trade's default: first what that would mean, then it is done (R32)."""
    found = kind_named(kind)
    if request.method != "POST":
        return render(request, "settings/policy_reset.html", reset_context(found, policy_of(kind, policy_id)))
    running = bool(request.POST.get("running"))
    reset_policy(actor=request.actor, policy_id=policy_id, running=running)  # type: ignore[attr-defined]
    messages.success(
        request, said_after(True) if running else _("The default holds again for what begins from now on.")
    )
    return go(request, "settings")


def reset_context(kind: Kind, policy: Policy | None) -> dict[str, Any]:
    """What would hold then, in words and for the clocks that run."""
    assert policy is not None, "a policy to give up was named"
    return {
        "kind": kind, "policy": policy, "section": "policies", "effect": effect_of_reset(policy),
        "scope": scope_words(policy.estate, policy.subject_kind, policy.urgent),
        "now_words": said.rule_in_words(kind.label, terms_of(policy), lead=kind.lead),
        "sentence": said.after_reset(kind, wider(policy)),
    }  # fmt: skip

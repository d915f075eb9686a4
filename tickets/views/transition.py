"""One URL per transition: GET gives its form, POST calls its action. Used by every app for its own verbs.

Answers: done – to htmx an empty 200 that closes the form, a toast, and the event `ticket-changed` for the page's live
parts; otherwise a redirect to the ticket. Wrong input – 422 with the form, the error beside its field. Conflict – 409,
a toast that names who was first (servicedesk/web/refused.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from servicedesk.people.principal import Principal, actor_of
from servicedesk.people.rules import View, requires
from servicedesk.refusals import Invalid
from servicedesk.tenancy.prepared import Prepared
from servicedesk.web.forms import add_refusal
from servicedesk.web.htmx import is_part, render_part, toast
from tickets.actions_menu import VERBS, Verb
from tickets.models import Ticket
from tickets.transition_forms import TransitionForm

CHANGED = "ticket-changed"
Act = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """A verb with its form (None: nothing is asked), its action, and the words that say it is done."""

    verb: Verb
    form: type[TransitionForm] | None
    act: Act
    said: Any
    submit: Any = ""
    undo: str = ""
    template: str = "tickets/_step.html"


# By the verb's name, for pages of another size than the ticket's own.
STEPS: dict[str, Step] = {}


def ticket_or_404(request: HttpRequest, number: str) -> Ticket:
    """The ticket, if it is of an estate of this person's (R10: another's does not exist)."""
    found: Ticket | None = NUMBERED.first(number)
    if found is None or not actor_of(request).sees_estate(found.estate_id):
        raise Http404
    return found


def numbered(number: str) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(number=number)
    return rows.select_related("estate", "assignee", "owner", "department", "unit__building", "area", "complaint")


# Every page of a ticket begins with it.
NUMBERED = Prepared(numbered, str)


def transition(
    name: str, form: type[TransitionForm] | None, act: Act, said: Any, *, submit: Any = "", undo: str = "",
    template: str = "tickets/_step.html",
) -> View:  # fmt: skip
    """The view of one verb. `act` is called with ticket_id, actor and the form's values, and checks rule and state
    itself; `undo` names the verb that takes it back.
    """
    step = STEPS[name] = Step(VERBS[name], form, act, said, submit or VERBS[name].label, undo, template)

    @requires(step.verb.rule)
    @require_http_methods(["GET", "POST"] if form else ["POST"])
    def view(request: HttpRequest, number: str) -> HttpResponse:
        ticket = ticket_or_404(request, number)
        if request.method == "POST":
            return posted(request, step, ticket)
        step.verb.rule.demand(request.actor, ticket)  # type: ignore[attr-defined]
        return shown(request, step, ticket, opened(step, request, ticket))

    view.__name__ = f"{name.replace('-', '_')}_view"
    return view


def opened(step: Step, request: HttpRequest, ticket: Ticket) -> TransitionForm:
    """The form to be filled in; the query string may fill some of it already (a lifted card names the person)."""
    assert step.form is not None
    return step.form(ticket=ticket, actor=request.actor, initial=request.GET.dict())  # type: ignore[attr-defined]


def posted(request: HttpRequest, step: Step, ticket: Ticket) -> HttpResponse:
    """Parse, call the action, answer."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    if step.form is None:
        result = step.act(ticket_id=ticket.pk, actor=actor)
        return finished(request, step, ticket, result)
    form = step.form(request.POST, request.FILES, ticket=ticket, actor=actor)
    if not form.is_valid():
        return shown(request, step, ticket, form, status=422)
    try:
        result = step.act(ticket_id=ticket.pk, actor=actor, **form.values())
    except Invalid as refusal:
        add_refusal(form, refusal)
        return shown(request, step, ticket, form, status=422)
    return finished(request, step, ticket, result)


def shown(request: HttpRequest, step: Step, ticket: Ticket, form: TransitionForm, *, status: int = 200) -> HttpResponse:
    """The form: alone to htmx, in a page to everybody else."""
    context = {
        "ticket": ticket, "form": form, "verb": step.verb, "submit": plain(step.submit), "url": step.verb.url(ticket),
        "heading": plain(step.verb.label), "step_template": step.template,
    }  # fmt: skip
    return render_part(request, "tickets/transition.html", step.template, context, status=status)


def plain(label: Any) -> str:
    """A label without the dots that say that more is asked: here it is."""
    return str(label).rstrip("…")


def finished(request: HttpRequest, step: Step, ticket: Ticket, result: Any) -> HttpResponse:
    """Done: say so, and let the page's live parts fetch themselves anew."""
    words = _("{number}: {done}").format(number=ticket.number, done=step.said)
    said = step.said(result) if callable(step.said) else words
    if not is_part(request):
        messages.success(request, said)
        return redirect("ticket", ticket.number)
    undo = VERBS[step.undo].url(ticket) if step.undo else ""
    return toast(trigger_client_event(HttpResponse(), CHANGED, {"ticket": ticket.number}), said, undo_url=undo)

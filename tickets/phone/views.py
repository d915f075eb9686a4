"""A department's people on the phone: what waits for them, and its forms at the size of a thumb (R5, R26).

Forms, rules and actions are those of the ticket's own page (tickets/views/transition.py); here they stand alone.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from servicedesk.people.principal import Principal, actor_of
from servicedesk.people.rules import View, requires
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from servicedesk.web.context import COUNTS
from servicedesk.web.forms import beside
from servicedesk.web.htmx import go, render_part
from tickets.callbacks.menu import notice_of
from tickets.complaints import views as complaints
from tickets.models import Correction, Ticket
from tickets.phone.queries import FINDINGS, FORM, OPINION, Task, count_of, tasks_of
from tickets.rules import work_department
from tickets.transition_forms import TransitionForm
from tickets.views import following
from tickets.views.transition import STEPS, Step, plain, ticket_or_404

# The forms' modules name their verbs when they are loaded.
assert complaints and following
# Who signs, writes or speaks: on his own phone he himself.
PERSON = ("recipient", "writer", "by")
TITLES = {
    FORM: gettext_lazy("Complaint form"), FINDINGS: gettext_lazy("Cause and measures"),
    OPINION: gettext_lazy("Opinion notice"),
}  # fmt: skip


@dataclass(frozen=True)
class Button:
    """One way on from a task: at once (`post`, with these values), or by its form."""

    label: Any
    url: str
    post: dict[str, Any] | None = None


@requires(work_department)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for his departments, with the clocks that run; refreshed by itself."""
    found = tasks_of(actor_of(request))
    request._department_tasks = len(found)  # type: ignore[attr-defined]
    rows = [
        {"task": one, "title": TITLES[one.kind], "ticket": one.ticket, "buttons": buttons(one, actor_of(request)),
         "clocks": [(clock, KINDS[clock.kind].label) for clock in one.clocks]}
        for one in found
    ]  # fmt: skip
    return render_part(
        request, "tickets/phone/list.html", "tickets/phone/_list.html", {"rows": rows, "now": now()}
    )  # fmt: skip


def buttons(task: Task, actor: Principal) -> list[Button]:
    """Two at most, the next step last: it is the primary one."""
    signs = {"recipient": actor.staff_id, "department": task.department.pk}
    if task.kind == FORM:
        return [way(task, "return-handoff", _("Not ours…")), way(task, "sign-handoff", _("Sign for it"), signs)]
    if task.kind == FINDINGS:
        return [way(task, "write-correction", _("Cause and measures…"))]
    answer = way(task, "answer-notice", _("Answer…"))
    if task.about.acknowledged_at is None:
        return [answer, way(task, "acknowledge-notice", _("Sign for it"), {"by": actor.staff_id})]
    return [answer, way(task, "handle-notice", _("Handled…"))] if task.about.handled_at is None else [answer]


def way(task: Task, verb: str, label: str, post: dict[str, Any] | None = None) -> Button:
    return Button(label, reverse(f"phone-{verb}", args=[task.ticket.number]), post)


def phone_step(name: str) -> View:
    """The page of one verb on the phone: GET its form, POST its action, then back to the list."""
    made = STEPS[name]

    @requires(made.verb.rule)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, number: str) -> HttpResponse:
        ticket = ticket_or_404(request, number)
        made.verb.rule.demand(actor_of(request), ticket)
        form = filled(request, made, ticket)
        if request.method == "POST" and form.is_valid():
            with beside(form):
                made.act(ticket_id=ticket.pk, actor=actor_of(request), **form.values())
                messages.success(request, _("{place}: {done}").format(place=ticket.place, done=made.said))
                return go(request, "phone-department")
        return shown(request, made, ticket, form)

    view.__name__ = f"phone_{name.replace('-', '_')}_view"
    return view


def filled(request: HttpRequest, made: Step, ticket: Ticket) -> TransitionForm:
    """The ticket's own form; who speaks is he who holds the phone, where he may."""
    assert made.form is not None
    data = request.POST if request.method == "POST" else None
    form = made.form(data, ticket=ticket, actor=actor_of(request))
    for name in PERSON:
        asked: Any = form.fields.get(name)
        if asked is not None and asked.queryset.filter(pk=actor_of(request).staff_id).exists():
            asked.widget, asked.initial = forms.HiddenInput(), actor_of(request).staff_id
    return form


def shown(request: HttpRequest, made: Step, ticket: Ticket, form: TransitionForm) -> HttpResponse:
    about_notice, about_findings = made.verb.name.endswith("notice"), made.verb.name == "write-correction"
    context = {
        "ticket": ticket, "form": form, "heading": plain(made.verb.label), "submit": plain(made.submit),
        "url": request.path, "back": reverse("phone-department"), "notice": notice_of(ticket) if about_notice else None,
        "sent_back": sent_back(ticket) if about_findings else None,
        "fields": [pair for pair in form.fields_shown() if not pair[0].is_hidden],
    }  # fmt: skip
    return render_part(
        request, "tickets/phone/step.html", "tickets/phone/_step.html", context, status=422 if form.errors else 200
    )  # fmt: skip


def sent_back(ticket: Ticket) -> Correction | None:
    """The latest findings, where their head sent them back: what has to be better this time (R5)."""
    last = ticket.corrections.select_related("department").order_by("-written_at").first()
    return last if last is not None and last.sent_back_at is not None else None


def waiting(request: HttpRequest) -> int:
    """The figure on the tab; the list has counted it already."""
    if not hasattr(request, "_department_tasks"):
        request._department_tasks = count_of(actor_of(request))  # type: ignore[attr-defined]
    return int(request._department_tasks)  # type: ignore[attr-defined]


COUNTS["phone-department"] = waiting

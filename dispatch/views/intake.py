"""The part of the intake that knows who can be sent: candidates with reasons, and "register and send" (R13, R19)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch import rules
from dispatch.actions.intake import register_and_dispatch, register_and_hand_off
from dispatch.actions.placing import name_of
from dispatch.queries import TRADES, Candidate, candidates
from servicedesk.people.enums import Skill
from servicedesk.people.models import Department
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid
from tickets import rules as ticket_rules
from tickets.departments import names
from tickets.drafts import Draft, key
from tickets.enums import REPAIRS, Kind, Validity
from tickets.forms import IntakeForm
from tickets.models import Ticket
from tickets.photos import Picture
from tickets.suggest import skill_for
from tickets.views.intake import form_of, submitted


@requires(ticket_rules.register)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Who goes, to which department, or the answer: by the kind of the report. The primary button follows."""
    form = form_of(request, request.POST)
    draft = form.draft
    context: dict[str, Any] = {"form": form, "draft": draft, "typed": request.POST, "now": form.now}
    if draft.kind in REPAIRS:
        context |= people(form, draft, request.POST.get("assignee", ""))
    elif draft.kind == Kind.COMPLAINT and draft.validity == Validity.VALID:
        context |= departments(draft, request.POST.getlist("department"))
    else:
        context |= {"look": "answer", "primary": _("Answer and close"), "primary_url": reverse("intake-answer")}
    return render(request, "dispatch/_assign.html", context)


def people(form: IntakeForm, draft: Draft, wanted: str) -> dict[str, Any]:
    """Candidates best first, then the departments; the chosen one, or whoever is proposed."""
    if not rules.dispatch(form.actor, draft.estate):
        return {"look": "none"}
    found = candidates(draft.as_ticket())
    chosen = next((one for one in found if str(one.staff.pk) == wanted), None)
    options = [(str(one.staff.pk), label(one)) for one in found]
    groups = [(f"d:{one.pk}", one.name) for one in here(draft)]
    picked = next((name for value, name in groups if value == wanted), "")
    if chosen is None and not picked:
        chosen = next((one for one in found if one.fit == "possible"), None)
    return {
        "look": "people",
        "options": options,
        "departments": groups,
        "wanted": wanted if picked else str(chosen.staff.pk) if chosen else "",
        "hint": " · ".join(chosen.reasons()) if chosen else "",
        "ask_reason": chosen is not None and not chosen.has_skill,
        **primary(chosen.staff.name if chosen else picked, "register-and-dispatch"),
    }


def primary(name: str, url: str) -> dict[str, Any]:
    """The one solid button names the effect; without anybody to send to, registering alone is the effect."""
    if not name:
        return {}
    return {"primary": _("Register and send to {name}").format(name=name), "primary_url": reverse(url)}


def label(one: Candidate) -> str:
    """孙海涛 · 水 · 手上 1 单 · 同在这栋."""
    skills = _(", ").join(str(Skill(skill).label) for skill in one.staff.skills[:2])
    return " · ".join(filter(None, (one.staff.name, skills, *one.reasons()[1:])))


def here(draft: Draft) -> list[Department]:
    """The departments that work in this estate."""
    return list(Department.objects.filter(postings__estate=draft.estate).distinct().order_by("name"))


def departments(draft: Draft, wanted: list[str]) -> dict[str, Any]:
    """A valid complaint goes to the departments responsible, whose recipients sign within the hour (R5)."""
    found = here(draft)
    trade = TRADES.get(skill_for(draft.text), "")  # type: ignore[call-overload]
    chosen = [one for one in found if str(one.pk) in wanted] or [one for one in found if one.trade == trade][:1]
    return {
        "look": "departments",
        "departments": [(str(one.pk), one.name) for one in found],
        "wanted": [str(one.pk) for one in chosen],
        **primary(names(chosen), "register-and-hand-off"),
    }


@requires(rules.dispatch)
@require_POST
def dispatch(request: HttpRequest) -> HttpResponse:
    """Register and send to the chosen one."""

    def act(form: IntakeForm, photos: list[Picture]) -> tuple[Ticket, str, str]:
        wanted = request.POST.get("assignee", "")
        found = offered_to(form, wanted, request.POST.get("reason", ""), photos)
        said = _("{number} registered and sent to {name}").format(number=found.ticket.number, name=name_of(found))
        return found.ticket, said, reverse("ticket-undo-dispatch", args=[found.ticket.number])

    return submitted(request, act)


def offered_to(form: IntakeForm, wanted: str, reason: str, photos: list[Picture]) -> Any:
    """The offer, to a person or ('d:…') a department."""
    to: UUID | None = key(wanted.removeprefix("d:"))
    if to is None:
        raise Invalid(_("Say who is to be sent."), rule="R19", field="staff")
    return register_and_dispatch(
        actor=form.actor, report=form.report(), to=to, department=wanted.startswith("d:"), reason=reason, photos=photos
    )


@requires(ticket_rules.hand_off)
@require_POST
def hand_off(request: HttpRequest) -> HttpResponse:
    """Register a complaint and send its form to the department."""

    def act(form: IntakeForm, photos: list[Picture]) -> tuple[Ticket, str, str]:
        wanted = [one for one in map(key, request.POST.getlist("department")) if one is not None]
        sent = register_and_hand_off(actor=form.actor, report=form.report(), department_ids=wanted, photos=photos)
        words = _("{number} registered and sent to {name}")
        ticket, to = sent[0].ticket, names(one.department for one in sent)
        return ticket, words.format(number=ticket.number, name=to), ""

    return submitted(request, act)

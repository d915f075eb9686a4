"""The intake beside the worklist: who calls, what is the matter, is it known already, and then one key (R2, R6–R8).

Its parts are fetched anew while the clerk types; they are POSTs only so that names and phones stay out of addresses.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from servicedesk.estates.models import Estate
from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.forms import add_refusal
from servicedesk.web.htmx import is_part, toast
from tickets import rules
from tickets.actions import intake as actions
from tickets.aside import aside
from tickets.callers import called, unknown
from tickets.enums import Channel
from tickets.forms import IntakeForm
from tickets.models import Ticket
from tickets.photos import Picture, check
from tickets.queries.lookup import Within, find
from tickets.suggest import skill_for, sounds_urgent
from tickets.views.desk import beside, desk_of, shown

MOST_PHOTOS = 6
# Calls one action with a complete form; returns the ticket that goes on, the words of the toast, and what undoes it.
Act = Callable[[IntakeForm, list[Picture]], tuple[Ticket, str, str]]


def estate_of(request: HttpRequest) -> Estate:
    """The estate the session works in. Raises NotFound when there is none."""
    estate = current_estate(request)
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R2")
    return estate


def form_of(request: HttpRequest, data: Any = None, **more: Any) -> IntakeForm:
    actor: Principal = request.actor  # type: ignore[attr-defined]
    return IntakeForm(data, actor=actor, estate=estate_of(request), now=timezone.localtime(now()), **more)


def within(request: HttpRequest, form: IntakeForm) -> Within:
    """Where this person may look."""
    return Within(form.estate, form.actor.estate_ids, form.now)


def pane(request: HttpRequest, form: IntakeForm, picked: Any) -> dict[str, Any]:
    """Caller, fields and the column beside, after somebody or some place was picked."""
    found = called(picked, form.initial, within(request, form), form.actor)
    form.initial = found.filled(form.initial) | unknown(str(picked.get("typed", "")))
    return {"form": form, "caller": found.card()} | aside(form)


@requires(rules.register)
@require_GET
def intake(request: HttpRequest) -> HttpResponse:
    """An empty intake with the minute of the call in it; `person`, `unit`, `area` when the search found them."""
    if not is_part(request):
        return redirect("desk")
    role = request.actor.role  # type: ignore[attr-defined]
    channel = Channel.NIGHT if role == Role.NIGHT_OPERATOR else Channel.PHONE
    form = form_of(request)
    form.initial = {"received_at": form.now.isoformat(), "channel": channel}
    return render(request, "tickets/_intake.html", pane(request, form, request.GET) | {"received_at": form.now})


@requires(rules.register)
@require_POST
def caller(request: HttpRequest) -> HttpResponse:
    """Who calls, or where: picked from a look-up. What was typed stays."""
    form = form_of(request)
    form.initial = dict(request.POST.items())
    typed_kind = form.initial.get("kind")
    response = render(request, "tickets/_called.html", pane(request, form, request.GET))
    kind = form.initial.get("kind")
    # The page does what follows from it: other kinds of work, other people to send.
    return trigger_client_event(response, "called", {"kind": kind if kind != typed_kind else ""}, after="settle")


@requires(rules.register)
@require_POST
def lookup(request: HttpRequest) -> HttpResponse:
    """What the typed words may mean: people, units, public areas. `for=place` leaves the people out."""
    form = form_of(request)
    place = request.GET.get("for") == "place"
    words = request.POST.get("place" if place else "who", "")
    found = find(words.split(maxsplit=1)[0] if place and words.split() else words, within(request, form), tickets=False)
    if place:
        found.people = []
    return render(request, "tickets/_lookup.html", {"found": found, "for_place": place})


@requires(rules.register)
@require_POST
def beside_it(request: HttpRequest) -> HttpResponse:
    """The column beside, while it is typed; the page takes the suggested kind of work unless one was chosen by hand."""
    form = form_of(request, request.POST)
    response = render(request, "tickets/_beside.html", aside(form, frozenset(request.POST.getlist("not_same"))))
    heard = {"skill": skill_for(form.draft.text), "urgent": sounds_urgent(form.draft.text)}
    return trigger_client_event(response, "heard", heard)


@requires(rules.register)
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register only."""

    def act(form: IntakeForm, photos: list[Picture]) -> tuple[Ticket, str, str]:
        ticket = actions.register_with(actor=form.actor, report=form.report(), photos=photos)
        return ticket, _("{number} registered").format(number=ticket.number), ""

    return submitted(request, act)


@requires(rules.answer)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answered on the spot and closed (R8)."""

    def act(form: IntakeForm, photos: list[Picture]) -> tuple[Ticket, str, str]:
        ticket = actions.register_and_answer(
            actor=form.actor, report=form.report(), text=form.cleaned_data["answer"], photos=photos
        )
        return ticket, _("{number} answered and closed").format(number=ticket.number), ""

    return submitted(request, act)


@requires(rules.merge)
@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """One fault, two calls (R7)."""
    into = get_object_or_404(Ticket.objects.seen_by(request.actor), number=number)  # type: ignore[attr-defined]

    def act(form: IntakeForm, photos: list[Picture]) -> tuple[Ticket, str, str]:
        actions.register_and_merge(actor=form.actor, report=form.report(), into_id=into.pk, photos=photos)
        return into, _("Merged into {number}, this caller is called back too").format(number=number), ""

    return submitted(request, act)


@requires(rules.reopen_in_warranty)
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """The same fault again within the warranty: what was typed is the reason."""
    old = get_object_or_404(Ticket.objects.seen_by(request.actor), number=number)  # type: ignore[attr-defined]
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket = actions.reopen_by_call(actor=actor, ticket_id=old.pk, reason=request.POST.get("description", "").strip())
    return kept(request, ticket, _("{number} reopened as rework").format(number=number))


@requires(rules.reveal_phone)
@require_POST
def reveal_caller(request: HttpRequest, phone_id: UUID) -> HttpResponse:
    """A caller's whole number; that it was looked at is an event."""
    phone = actions.reveal_caller(actor=request.actor, phone_id=phone_id)  # type: ignore[attr-defined]
    response = render(request, "tickets/_number.html", {"phone": phone})
    response["Cache-Control"] = "no-store"
    return response


def submitted(request: HttpRequest, act: Act) -> HttpResponse:
    """Check the form, call the action, show the new ticket; errors go beside their fields, nothing typed is lost."""
    form = form_of(request, request.POST)
    if not form.is_valid():
        return wrong(request, form)
    try:
        ticket, said, undo_url = act(form, pictures(request))
    except Invalid as refusal:
        add_refusal(form, refusal)
        return wrong(request, form)
    return kept(request, ticket, said, undo_url)


def pictures(request: HttpRequest) -> list[Picture]:
    """The photos that came along, checked. Raises Invalid (R2)."""
    uploads = request.FILES.getlist("photos")
    if len(uploads) > MOST_PHOTOS:
        raise Invalid(_("At most {n} photos.").format(n=MOST_PHOTOS), rule="R2", field="photos")
    return [check(upload, field="photos") for upload in uploads]


def wrong(request: HttpRequest, form: IntakeForm) -> HttpResponse:
    """The fields again, with what is wrong beside them."""
    if not is_part(request):
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("desk")
    return render(request, "tickets/_intake_fields.html", {"form": form, "now": form.now}, status=422)


def kept(request: HttpRequest, ticket: Ticket, said: str, undo_url: str = "") -> HttpResponse:
    """It is written down: the new ticket stands beside the list, its number ready to be read out."""
    if not is_part(request):
        messages.success(request, said)
        return redirect("desk")
    mine = desk_of(request)
    fresh = shown(request, mine).get(pk=ticket.pk)
    context = beside(request, mine, fresh) | {"chosen": fresh.number}
    response = render(request, "tickets/_kept.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#intake-slot", "innerHTML"
    # After the swap: the page empties the slot on hearing it, and htmx must still find its target there.
    trigger_client_event(response, "desk-changed", {"ticket": fresh.number}, after="settle")
    return toast(response, said, undo_url=undo_url)

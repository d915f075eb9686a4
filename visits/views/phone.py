"""The technician's phone: his offers and his day, one job from accepting to handing in (R13–R24).

Each POST answers htmx with the job as it now is; what a phone kept without network is sent here later, once (R48).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dispatch.actions import accept as accept_offer
from dispatch.actions import nobody_can_go
from dispatch.actions import refuse as refuse_offer
from dispatch.rules import work_phone
from servicedesk.estates.phones import spaced
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from servicedesk.web.forms import add_refusal, beside
from servicedesk.web.happened import happened_at
from servicedesk.web.htmx import go, is_part, render_part
from servicedesk.web.idempotency import once
from tickets import panels, photos
from tickets.actions import add_photo, reveal_phone
from tickets.enums import FEE_CLEAR
from tickets.models import Ticket
from visits import actions, checklists
from visits.catalogue import queries as catalogue
from visits.phone_forms import (
    OWN,
    AcceptForm,
    Around,
    LetInForm,
    NobodyForm,
    PhotoForm,
    RefuseForm,
    SignForm,
    SuspendForm,
    WorkForm,
    parts_of,
)
from visits.phone_queries import (
    DONE,
    OFFER,
    Job,
    colleagues,
    his_day,
    his_offers,
    his_tickets,
    is_last,
    job_of,
    who_is_next,
)

# A list to choose from on a phone; more is found by typing.
MOST_PARTS = 300
Forms = dict[str, Any]


def his(request: HttpRequest, number: str) -> Ticket:
    """The ticket, if this person was ever asked to do it; else 404."""
    found = his_tickets(actor_of(request)).select_related("estate", "unit", "reporter")
    return get_object_or_404(found, number=number)


@requires(work_phone)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for him, and his day; refreshed by itself."""
    present = now()
    midnight = timezone.localtime(present).replace(hour=0, minute=0, second=0, microsecond=0)
    offers = list(his_offers(actor_of(request)))
    for offer in offers:
        offer.next_name = who_is_next(offer)  # type: ignore[attr-defined]
    reasons = [(value, words) for value, words in RefuseForm.REASONS if value != OWN]
    context = {"offers": offers, "jobs": his_day(actor_of(request), midnight), "now": present, "reasons": reasons}
    return render_part(request, "visits/phone_list.html", "visits/_phone_list.html", context)


@requires(work_phone)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """How many offers wait for him, for every page of the phone; they ring there too."""
    offers = list(his_offers(actor_of(request)))
    return render(request, "visits/_phone_waiting.html", {"offers": offers})


@requires(work_phone)
@require_GET
def about_me(request: HttpRequest) -> HttpResponse:
    """Theme, language, sign out."""
    return render(request, "visits/phone_me.html", {"offers": his_offers(actor_of(request))})


@requires(work_phone)
@require_GET
def job(request: HttpRequest, number: str) -> HttpResponse:
    """One job: an offer to answer, or the steps of the visit."""
    return shown(request, his(request, number))


def shown(request: HttpRequest, ticket: Ticket, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The job as it is now, with forms that were filled wrongly in place of fresh ones."""
    present = now()
    one = job_of(ticket, actor_of(request))
    around = around_of(ticket, one)
    context = (
        fresh_forms(one, around, present) | {"around": around, "job": one, "ticket": ticket, "now": present} | forms
    )
    if one.stage == OFFER and one.assignment is not None:
        context["next_name"] = who_is_next(one.assignment)
        context["last"] = is_last(ticket, actor_of(request))
        return render_part(request, "visits/phone_offer.html", "visits/_phone_offer.html", context, status=status)
    context["offers"] = his_offers(actor_of(request))
    context["boxes"] = panels.panels(actor_of(request), ticket, "phone")
    context["here"] = reverse("phone-job", args=[ticket.number])
    return render_part(request, "visits/phone_job.html", "visits/_phone_job.html", context, status=status)


def around_of(ticket: Ticket, one: Job) -> Around:
    """What the catalogue offers for this job; nothing before it is his and after it is done."""
    if one.stage in (OFFER, DONE):
        return Around(checklists.of_the_trade())
    people = [(str(person.pk), person.name) for person in colleagues(ticket, one.visit)]
    chosen = [str(helper.staff_id) for helper in one.visit.helpers_of_staff.all()] if one.visit else []
    causes = [cause.name for cause in catalogue.causes(ticket.skill)]
    return Around(checklists.asked(ticket, one.visit), causes, people, chosen, list(catalogue.parts()[:MOST_PARTS]))


def fresh_forms(one: Job, around: Around, present: datetime) -> Forms:
    """The forms of every stage; those of later stages lie ready for a phone without network."""
    return {
        "accept_form": AcceptForm(at=present),
        "refuse_form": RefuseForm(),
        "nobody_form": NobodyForm(),
        "let_in_form": LetInForm(sheet=around.sheet),
        "work_form": WorkForm.of(one.visit, around),
    }


def around_now(request: HttpRequest, ticket: Ticket) -> Around:
    """The same for a form that is sent."""
    return around_of(ticket, job_of(ticket, actor_of(request)))


def step(view: Callable[[HttpRequest, Ticket], HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: a POST of this person about a ticket of his, done once per key."""

    def named(request: HttpRequest, number: str) -> HttpResponse:
        return view(request, his(request, number))

    named.__name__, named.__doc__ = view.__name__, view.__doc__
    guarded: Callable[..., HttpResponse] = requires(work_phone)(require_POST(once(named)))  # type: ignore[assignment]
    return guarded


def again(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The job after what was just done; a tap that was quicker than the page's scripts is led back to its page."""
    return shown(request, his(request, ticket.number)) if is_part(request) else redirect("phone-job", ticket.number)


def home_with(request: HttpRequest, text: str) -> HttpResponse:
    """Back to the list, with a line of news."""
    messages.success(request, text)
    return go(request, "phone")


@step
def accept(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """He goes, and promises when he will be there (R18)."""
    form = AcceptForm(request.POST, at=now())
    if form.is_valid():
        with beside(form, Invalid):
            accept_offer(ticket_id=ticket.pk, actor=actor_of(request), arrival_at=form.arrival_at())
            return again(request, ticket)
    return shown(request, ticket, status=422, accept_form=form)


@step
def refuse(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """He cannot go: the reason is kept and the offer climbs (R14, R15)."""
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            following = refuse_offer(ticket_id=ticket.pk, actor=actor_of(request), reason=form.sentence())
        except Invalid as refusal:
            refusal.field = "words" if refusal.field == "reason" else refusal.field
            add_refusal(form, refusal)
        else:
            name = following.staff.name if following and following.staff else ""
            return home_with(request, _("Passed on to {name}").format(name=name) if name else _("The desk was told"))
    return shown(request, ticket, status=422, refuse_form=form)


@step
def nobody(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The estate manager, asked last: nobody can be sent; the desk agrees a new time at once (R16)."""
    if not is_last(ticket, actor_of(request)):
        raise PermissionDenied("dispatch.nobody_can_go")
    form = NobodyForm(request.POST)
    if form.is_valid():
        try:
            nobody_can_go(ticket_id=ticket.pk, actor=actor_of(request), reason=form.sentence())
            return home_with(request, _("The desk now agrees a new time with the resident"))
        except Invalid as refusal:
            refusal.field = "nobody_words" if refusal.field == "reason" else refusal.field
            add_refusal(form, refusal)
    return shown(request, ticket, status=422, nobody_form=form)


@step
def arrive(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """He is there; the time of the tap counts (R18)."""
    since = ticket.accepted_at or ticket.dispatched_at
    actions.arrive(ticket_id=ticket.pk, actor=actor_of(request), at=happened_at(request, since=since))
    return again(request, ticket)


@step
def knock(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """First or second knock (R20)."""
    actions.knock(ticket_id=ticket.pk, actor=actor_of(request), at=happened_at(request, since=ticket.arrived_at))
    return again(request, ticket)


@step
def no_access(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Nobody opened; a notice was left (R20)."""
    visit = job_of(ticket, actor_of(request)).visit
    since = visit.second_knock_at if visit and visit.second_knock_at else ticket.arrived_at
    actions.no_access(ticket_id=ticket.pk, actor=actor_of(request), at=happened_at(request, since=since))
    return home_with(request, _("No access recorded, desk and supervisor were told"))


@step
def let_in(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The door opened and he may enter (R21)."""
    visit = job_of(ticket, actor_of(request)).visit
    asked = checklists.shown(ticket, visit, request.POST.get("checklist")) if visit else checklists.current(ticket)
    form = LetInForm(request.POST, sheet=asked)
    if not form.is_valid():
        return shown(request, ticket, status=422, let_in_form=form)
    at = happened_at(request, since=ticket.arrived_at)
    actions.let_in(
        ticket_id=ticket.pk, actor=actor_of(request), by=ticket.contact_name, checks=form.cleaned_data["checks"],
        checklist=form.cleaned_data["checklist"], at=at,
    )  # fmt: skip
    return again(request, ticket)


@step
def work(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What he found, did and used (R22)."""
    form = WorkForm(request.POST, around=around_now(request, ticket))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("findings", "cause", "work_done", "helpers", "checks")}
        with beside(form, Invalid):
            actions.record_work(
                ticket_id=ticket.pk, actor=actor_of(request), parts=parts_of(request.POST),
                helper_ids=form.cleaned_data["helper"], at=happened_at(request, since=ticket.arrived_at), **values,
            )  # fmt: skip
            return again(request, ticket)
    return shown(request, ticket, status=422, work_form=form)


@step
def photo(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """A picture before or after (R22)."""
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid(_("Not a photo: JPEG, PNG or WebP is needed."), rule="R22", field="photo")
    picture = photos.check(form.cleaned_data["photo"])
    at = happened_at(request, since=ticket.arrived_at)
    add_photo(ticket_id=ticket.pk, actor=actor_of(request), picture=picture, kind=form.cleaned_data["kind"], at=at)
    return again(request, ticket)


@step
def call(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The whole number, to be dialled: that it was shown is an event (R2)."""
    number = reveal_phone(ticket_id=ticket.pk, actor=actor_of(request))
    return render(request, "visits/_phone_number.html", {"number": number, "words": spaced(number)})


@requires(work_phone)
@require_http_methods(["GET", "POST"])
@once
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The customer checks, says how satisfied he is, and signs; or why he cannot (R23)."""
    ticket = his(request, number)
    if request.method == "GET":
        return sign_page(request, ticket, SignForm(ticket=ticket))
    form = SignForm(request.POST, request.FILES, ticket=ticket)
    if form.is_valid():
        with beside(form, Invalid):
            hand_in(request, ticket, form)
            return home_with(request, _("Handed in, waits for the supervisor's review"))
    return sign_page(request, ticket, form, status=422)


def hand_in(request: HttpRequest, ticket: Ticket, form: SignForm) -> None:
    """Sign the ticket off by what the form says. Raises Invalid."""
    paper = form.cleaned_data["paper"] is not None and not form.cleaned_data["signature"]
    actions.sign_off(
        ticket_id=ticket.pk, actor=actor_of(request), signature=form.picture(), on_paper=paper,
        signer_name=form.cleaned_data["signer_name"], satisfied=form.opinion(), unsigned_reason=form.why_unsigned(),
        result=form.cleaned_data["result"] or "done", at=happened_at(request, since=ticket.arrived_at),
        fee=form.cleaned_data["fee"] if ticket.fee not in FEE_CLEAR else "",
    )  # fmt: skip


def sign_page(request: HttpRequest, ticket: Ticket, form: SignForm, status: int = 200) -> HttpResponse:
    one = job_of(ticket, actor_of(request))
    boxes = panels.panels(actor_of(request), ticket, "phone-sign")
    here = reverse("phone-sign", args=[ticket.number])
    context = {"job": one, "ticket": ticket, "form": form, "now": now(), "boxes": boxes, "here": here}
    context["offers"] = his_offers(actor_of(request))
    return render_part(request, "visits/phone_sign.html", "visits/_phone_sign.html", context, status=status)


@requires(work_phone)
@require_http_methods(["GET", "POST"])
@once
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    """The work waits for parts, a contractor or a quote, until a next date (R31)."""
    ticket = his(request, number)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside(form, Invalid):
            at = happened_at(request, since=ticket.arrived_at)
            actions.suspend(ticket_id=ticket.pk, actor=actor_of(request), at=at, **form.cleaned_data)
            return home_with(request, _("Suspended, the desk was told"))
    context = {"job": job_of(ticket, actor_of(request)), "ticket": ticket, "form": form, "now": now()}
    context["offers"] = his_offers(actor_of(request))
    status = 422 if request.method == "POST" else 200
    return render_part(request, "visits/phone_suspend.html", "visits/_phone_suspend.html", context, status=status)

"""Pages for residents, who have no account: a signed link is their right (domain §1, R1, R25).

The link's tenant is in scope before a view runs (TenantMiddleware); a forged, old or foreign link is 404.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from servicedesk.estates.models import Estate
from servicedesk.people.principal import Principal
from servicedesk.people.rules import public
from servicedesk.refusals import Invalid
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.now import now
from servicedesk.timers.policies import Scope, choose
from servicedesk.web import links
from servicedesk.web.forms import add_refusal
from servicedesk.web.throttle import limited
from tickets import panels, photos
from tickets.actions import add_photo, note, register
from tickets.callbacks.actions import MEANS_OF, grade_by_link, may_grade
from tickets.clock import DISPATCH
from tickets.enums import SATISFIED, Grade, Kind, PhotoKind
from tickets.follow import follow_path
from tickets.incidents.reporters import goes_on
from tickets.models import AlsoReported, Ticket
from tickets.places import WALLS, lead, place_of
from tickets.public_forms import FACES, MOST_PHOTOS, TOPIC_ICONS, GradeForm, ReportForm
from tickets.public_steps import heading, steps, technician

few = limited("public", reads=120, writes=20, seconds=600)


def subject(token: str, *purposes: str) -> tuple[str, UUID]:
    """What the link is for and about. Raises Http404 when it is forged, too old, or for something else."""
    parts = links.read(token)
    if parts is None or parts[1] not in purposes:
        raise Http404
    return parts[1], parts[2]


@dataclass(frozen=True)
class Case:
    """What a link shows: the report it is of, the ticket by which that is seen to (the report itself, or the incident
    in which it ended), as whom its holder is kept there, and the holder as one who acts (R7, R25).
    """

    report: Ticket
    ticket: Ticket
    reporter: AlsoReported | None
    actor: Principal

    @property
    def may_grade(self) -> bool:
        return may_grade(self.ticket, self.reporter)


def his_ticket(token: str) -> tuple[Ticket, Principal]:
    """The link's ticket, and its holder as one who acts. Raises Http404."""
    _purpose, ticket_id = subject(token, *MEANS_OF)
    ticket = get_object_or_404(Ticket.objects.select_related("estate__tenant", "assignee"), pk=ticket_id)
    return ticket, holder(ticket, ticket.pk)


def holder(report: Ticket, *subjects: UUID) -> Principal:
    return links.resident(report.contact_name or _("Resident"), report.estate_id, *subjects)


def his_case(token: str) -> Case:
    """The same with the incident in which his report may have ended."""
    report, _himself = his_ticket(token)
    ticket, reporter = goes_on(report)
    return Case(report, ticket, reporter, holder(report, ticket.pk))


@public
@never_cache
@require_http_methods(["GET", "POST"])
@few
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where the ticket stands; POST adds a word for the desk."""
    case = his_case(token)
    ticket = case.ticket
    if request.method == "POST":
        note(ticket_id=ticket.pk, actor=case.actor, text=request.POST.get("text", "")[:500])
        return redirect("public-follow", token)
    present = now()
    context = {
        "ticket": ticket, "report": case.report, "estate": ticket.estate, "token": token, "now": present,
        "heading": heading(ticket), "steps": steps(ticket, present), "may_grade": case.may_grade,
        "more": [link for offer in panels.BY_LINK if (link := offer(case.report, present))],
    }  # fmt: skip
    return render(request, "public/follow.html", context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
@few
def grade(request: HttpRequest, token: str) -> HttpResponse:
    """How it was: satisfied closes the ticket, anything less goes back to the desk (R25)."""
    case = his_case(token)
    form = GradeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and graded(case, form, subject(token, *MEANS_OF)[0]):
            return redirect("public-follow", token)
        status = 422
    ticket = case.ticket
    context = {
        "ticket": ticket, "report": case.report, "estate": ticket.estate, "token": token, "form": form, "faces": FACES,
        "open": case.may_grade, "technician": technician(ticket),
        "bad": "|".join(one for one in Grade if one not in SATISFIED),
    }  # fmt: skip
    return render(request, "public/grade.html", context, status=status)


def graded(case: Case, form: GradeForm, purpose: str) -> bool:
    """Record the grade, as given by link or by the code on his paper; False with the refusal in the form."""
    said = {"grade": form.cleaned_data["grade"], "reason": form.reason(), "remark": form.remark()}
    try:
        whose = case.reporter.pk if case.reporter else None
        grade_by_link(
            ticket_id=case.ticket.pk, actor=case.actor, means=MEANS_OF[purpose], reporter_id=whose, **said
        )  # fmt: skip
    except Invalid as refusal:
        add_refusal(form, refusal)
        return False
    return True


@public
@never_cache
@require_http_methods(["GET", "POST"])
@few
def report(request: HttpRequest, token: str) -> HttpResponse:
    """A report by the QR code of a wall or a door (R1); who works here is led to his jobs there (R18), unless he asks
    for the form.
    """
    place = place_of(*subject(token, *WALLS))
    if place is None:
        raise Http404
    if request.method == "GET" and "report" not in request.GET:
        address = lead(request.actor, place, token)  # type: ignore[attr-defined]
        if address:
            return redirect(address)
    estate = place.estate
    form = ReportForm(request.POST or None, at=place)
    status = 200
    if request.method == "POST":
        ticket = reported(request, form, estate) if form.is_valid() else None
        if ticket is not None:
            return redirect(follow_path(ticket))
        status = 422
    policy = choose(DISPATCH, Scope(estate.pk, Kind.HOUSEHOLD_REPAIR, False))
    context = {
        "estate": estate, "place": place, "form": form, "icons": TOPIC_ICONS, "most": MOST_PHOTOS,
        "soon": parse(policy.terms.duration).delta, "url": reverse("public-report", args=[token]),
    }  # fmt: skip
    return render(request, "public/report.html", context, status=status)


def reported(request: HttpRequest, form: ReportForm, estate: Estate) -> Ticket | None:
    """Register it with its photos; None with the refusal in the form. Photos are checked before anything is kept."""
    actor = links.resident(form.cleaned_data["name"] or _("Resident"), estate.pk, estate.pk)
    try:
        pictures = [photos.check(upload) for upload in request.FILES.getlist("photo")[:MOST_PHOTOS]]
        ticket = register(actor=actor, report=form.report())
    except Invalid as refusal:
        refusal.field = {"contact_phone": "phone", "contact_name": "name"}.get(refusal.field, refusal.field)
        add_refusal(form, refusal)
        return None
    himself = links.resident(actor.name, estate.pk, ticket.pk)
    for picture in pictures:
        add_photo(ticket_id=ticket.pk, actor=himself, picture=picture, kind=PhotoKind.REPORT)
    return ticket

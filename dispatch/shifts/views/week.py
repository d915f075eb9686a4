"""The week's grid: people by days, a cell's editor beside it (domain §1, R19)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dispatch.shifts import actions, queries, rules, times
from dispatch.shifts.book import said
from dispatch.shifts.forms import ShiftForm, SubstituteForm
from dispatch.shifts.patterns import fill_from_patterns
from servicedesk.estates.models import Estate
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Shift, StaffMember
from servicedesk.people.rules import requires
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.forms import beside, sent
from servicedesk.web.htmx import render_part, toast

FARTHEST = timedelta(days=3 * 366)


def here(request: HttpRequest) -> tuple[Estate, datetime]:
    """The estate worked in, and now in its zone."""
    estate = current_estate(request)
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R19")
    return estate, timezone.localtime(now(), estate.tz)


def day_of(text: str, at: datetime, *, default: date | None = None) -> date:
    """A day of an address, near enough to be meant. Raises Http404."""
    if not text and default is not None:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404 from wrong
    if abs(day - at.date()) > FARTHEST:
        raise Http404
    return day


def week_context(request: HttpRequest, estate: Estate, at: datetime, monday: date) -> dict[str, Any]:
    week = queries.week_of(estate, monday, at)
    return {
        "week": week, "estate": estate, "section": "week", "kinds": kinds(),
        "may_edit": rules.edit_roster(request.actor, estate),  # type: ignore[attr-defined]
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "this": times.monday_of(at.date()), "last_day": monday + timedelta(days=6),
    }  # fmt: skip


def kinds() -> list[tuple[int, str, Any]]:
    """The kinds of shift with the key of each."""
    return [(n, kind.value, kind.label) for n, kind in enumerate(ShiftKind, start=1)]


@requires(rules.view_roster)
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """The week (?week= any day of it); to htmx the grid alone."""
    estate, at = here(request)
    monday = times.monday_of(day_of(request.GET.get("week", ""), at, default=at.date()))
    return render_part(request, "roster/week.html", "roster/_grid.html", week_context(request, estate, at, monday))


def person_of(estate: Estate, staff_id: UUID) -> StaffMember:
    person = StaffMember.objects.filter(pk=staff_id, postings__estate=estate).first()
    if person is None:
        raise NotFound(_("There is no such member of staff in this estate."), rule="R19")
    return person


def day_shifts(estate: Estate, person: StaffMember, day: date) -> list[Shift]:
    begin, end = (times.midnight(one, estate.tz) for one in (day, day + timedelta(days=1)))
    rows = Shift.objects.filter(staff=person, estate=estate, starts_at__gte=begin, starts_at__lt=end)
    return list(rows.select_related("staff", "substitute_for").order_by("starts_at"))


def cell_context(
    request: HttpRequest, estate: Estate, at: datetime, person: StaffMember, day: date, form: ShiftForm | None = None
) -> dict[str, Any]:
    """The editor of one person's day: each of its shifts, and a form for one more or a change."""
    shifts = day_shifts(estate, person, day)
    open_ones = [one for one in shifts if one.ends_at > at]
    return {
        "person": person, "day": day, "estate": estate, "kinds": kinds(),
        "word": queries.weekday_words()[day.weekday()],
        "may_edit": rules.edit_roster(request.actor, estate),  # type: ignore[attr-defined]
        "shifts": [(one, instead_form(estate, one) if one in open_ones else None) for one in shifts],
        "form": form or ShiftForm(initial=initial(estate, open_ones)), "past": day < at.date() and not open_ones,
    }  # fmt: skip


def instead_form(estate: Estate, shift: Shift) -> SubstituteForm:
    return SubstituteForm(queries.substitutes(estate, shift), auto_id=f"instead-{shift.pk}-%s")


def initial(estate: Estate, shifts: list[Shift]) -> dict[str, Any]:
    """The day's only shift, to be changed; else the usual hours of the field."""
    if len(shifts) == 1:
        (one,) = shifts
        begins, ends = (moment.astimezone(estate.tz) for moment in (one.starts_at, one.ends_at))
        return {"shift": one.pk, "kind": one.kind, "starts": begins, "ends": ends, "standby_order": one.standby_order}
    starts, ends_at = times.usual(ShiftKind.FIELD, estate)
    return {"kind": ShiftKind.FIELD, "starts": starts, "ends": ends_at, "standby_order": 0}


def changed(request: HttpRequest, estate: Estate, at: datetime, person: StaffMember, day: date) -> HttpResponse:
    """The editor as it is now, and beside it the grid."""
    context = week_context(request, estate, at, times.monday_of(day)) | cell_context(request, estate, at, person, day)
    return render(request, "roster/_changed.html", context)


@requires(rules.view_roster)
def cell(request: HttpRequest, staff_id: UUID, day: str) -> HttpResponse:
    """The editor of one person's day; POST puts a shift there."""
    estate, at = here(request)
    person, wanted_day = person_of(estate, staff_id), day_of(day, at)
    if request.method != "POST":
        return render(request, "roster/_cell.html", cell_context(request, estate, at, person, wanted_day))
    form = ShiftForm(sent(request))
    if form.is_valid():
        with beside(form, Invalid, Conflict):
            wanted = form.wanted(staff_id, wanted_day, estate.tz)
            actions.save_shift(
                actor=request.actor, estate_id=estate.pk, wanted=wanted, shift_id=form.cleaned_data["shift"]  # type: ignore[attr-defined]
            )  # fmt: skip
            return changed(request, estate, at, person, wanted_day)
    context = cell_context(request, estate, at, person, wanted_day, form)
    return render(request, "roster/_cell.html", context, status=422)


@requires(rules.edit_roster)
@require_POST
def set_day(request: HttpRequest, staff_id: UUID, day: str) -> HttpResponse:
    """One key: the kind with its usual hours, or with an empty kind the day cleared."""
    estate, at = here(request)
    wanted_day = day_of(day, at)
    kind = request.POST.get("kind", "")
    actions.set_day(actor=request.actor, estate_id=estate.pk, staff_id=staff_id, day=wanted_day, kind=kind)  # type: ignore[attr-defined]
    return changed(request, estate, at, person_of(estate, staff_id), wanted_day)


@requires(rules.edit_roster)
@require_POST
def remove(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """A shift comes off the roster."""
    person, day, estate, at = place_of(request, shift_id)
    actions.remove_shift(actor=request.actor, shift_id=shift_id)  # type: ignore[attr-defined]
    return changed(request, estate, at, person, day)


@requires(rules.edit_roster)
@require_POST
def substitute(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Somebody else comes."""
    person, day, estate, at = place_of(request, shift_id)
    try:
        staff_id = UUID(request.POST.get("staff", ""))
    except ValueError as wrong:
        raise NotFound(_("Choose who comes instead."), rule="R19", field="staff") from wrong
    reason = request.POST.get("reason", "")[:200]
    actions.substitute(actor=request.actor, shift_id=shift_id, staff_id=staff_id, reason=reason)  # type: ignore[attr-defined]
    return changed(request, estate, at, person, day)


def place_of(request: HttpRequest, shift_id: UUID) -> tuple[StaffMember, date, Estate, datetime]:
    """The cell a shift stands in. Raises NotFound for one of another estate than that worked in."""
    estate, at = here(request)
    shift = Shift.objects.filter(pk=shift_id, estate=estate).select_related("staff").first()
    if shift is None:
        raise NotFound(_("There is no such shift."), rule="R19")
    return shift.staff, shift.starts_at.astimezone(estate.tz).date(), estate, at


@requires(rules.edit_roster)
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The week before into this one."""
    estate, at = here(request)
    monday = times.monday_of(day_of(request.POST.get("week", ""), at))
    done = actions.copy_week(actor=request.actor, estate_id=estate.pk, monday=monday)  # type: ignore[attr-defined]
    return filled(request, estate, at, monday, done)


@requires(rules.edit_roster)
@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """This week from the patterns."""
    estate, at = here(request)
    monday = times.monday_of(day_of(request.POST.get("week", ""), at))
    done = fill_from_patterns(actor=request.actor, estate_id=estate.pk, days=times.week_of(monday))  # type: ignore[attr-defined]
    return filled(request, estate, at, monday, done)


def filled(request: HttpRequest, estate: Estate, at: datetime, monday: date, done: actions.Filled) -> HttpResponse:
    """What was added, and what was left out with the reasons; beside it the grid."""
    left_out = [(name, said(one, estate.tz), why) for name, one, why in done.left_out]
    context = week_context(request, estate, at, monday) | {"added": len(done.added), "left_out": left_out}
    response = render(request, "roster/_filled.html", context)
    return toast(response, _("{n} shifts added").format(n=len(done.added)))

"""Settings: who can do what, and the chains of superiors along which offers climb (R15, R19)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servicedesk.people import books
from servicedesk.people.enums import Skill
from servicedesk.people.models import StaffMember
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.sheets.views import export_of, import_of


@requires(view_settings)
def skills(request: HttpRequest) -> HttpResponse:
    """Everybody who goes out, with what he can do; how many there are of each kind."""
    people = [one for one in seen(request) if one.skills]
    rows = [(one, [(skill, skill in one.skills) for skill in Skill]) for one in people]
    counts = [(skill, sum(skill in one.skills for one in people)) for skill in Skill]
    context = {
        "rows": rows, "counts": counts, "may_edit": edit_settings(request.actor), "section": "skills",  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "settings/skills.html", context)


@requires(view_settings)
def superiors(request: HttpRequest) -> HttpResponse:
    """The chains, from the top: each step is where an offer goes that nobody below accepts."""
    rows = tree(seen(request))
    context = {"rows": rows, "may_edit": edit_settings(request.actor), "section": "superiors"}  # type: ignore[attr-defined]
    return render(request, "settings/superiors.html", context)


def seen(request: HttpRequest) -> list[StaffMember]:
    """Active staff of this person's estates, those who see all estates too."""
    actor = request.actor  # type: ignore[attr-defined]
    found = StaffMember.objects.filter(active=True).select_related("reports_to").order_by("employee_no")
    if actor.estate_ids is not None:
        found = found.filter(postings__estate_id__in=actor.estate_ids).distinct()
    return list(found)


def tree(people: list[StaffMember]) -> list[tuple[StaffMember, int, int]]:
    """(person, depth, how many beneath him) from the top down; whose superior is not shown stands at the top."""
    known = {one.pk for one in people}
    below: dict[Any, list[StaffMember]] = {}
    for one in people:
        below.setdefault(one.reports_to_id if one.reports_to_id in known else None, []).append(one)
    found: list[tuple[StaffMember, int, int]] = []

    def walk(superior: Any, depth: int) -> None:
        for one in below.get(superior, ()):
            found.append((one, depth, len(below.get(one.pk, ()))))
            if depth < len(people):
                walk(one.pk, depth + 1)

    walk(None, 0)
    return found


skills_export, skills_import = export_of(books.SKILLS), import_of(books.SKILLS)
superiors_export, superiors_import = export_of(books.SUPERIORS), import_of(books.SUPERIORS)

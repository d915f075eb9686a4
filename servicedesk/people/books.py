"""Skills and superiors as tables that go out and come in."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.enums import Skill
from servicedesk.people.hierarchy import ring_words, rings, set_skills, set_superiors
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.sheets.book import CHANGED, SAME, WRONG, Book, Line, each, twice
from servicedesk.sheets.reading import spellings

Rows = list[tuple[int, list[str]]]


def staff() -> list[StaffMember]:
    return list(StaffMember.objects.filter(active=True).select_related("reports_to").order_by("employee_no"))


@cache
def known_skills() -> dict[str, str]:
    """{as people write it, in small letters: skill}: its word in each language, or its code."""
    return {word.casefold(): one.value for one in Skill for word in {one.value, *spellings(one.label)}}


def split(cell: str) -> list[str]:
    """The words of a cell, however they are divided."""
    for sign in "，、;；/|":
        cell = cell.replace(sign, ",")
    return [word.strip() for word in cell.split(",") if word.strip()]


def skill_rows() -> Iterator[Sequence[Any]]:
    for one in staff():
        yield one.employee_no, one.name, _(", ").join(one.skill_words)


def judge_skills(rows: Rows) -> list[Line]:
    people = {one.employee_no: one for one in staff()}
    again = twice(rows, 0)
    return [judge_skill(number, cells, people, number in again) for number, cells in rows]


def judge_skill(number: int, cells: list[str], people: dict[str, StaffMember], again: bool) -> Line:
    known = known_skills()
    member, words = people.get(cells[0]), split(cells[2])
    unknown = [word for word in words if word.casefold() not in known]
    error = who_is_wrong(member, cells, again)
    if not error and unknown:
        error = _("“{value}” is not known.").format(value=unknown[0])
    if error or member is None:
        return Line(number, cells, WRONG, error)
    wanted = {known[word.casefold()] for word in words}
    return Line(number, cells, SAME if wanted == set(member.skills) else CHANGED)


def who_is_wrong(member: StaffMember | None, cells: list[str], again: bool) -> str:
    """Why this row's person cannot be meant; '' when he can."""
    if member is None:
        return _("Nobody has this employee number.")
    if cells[1] and cells[1] != member.name:
        return _("This number belongs to {name}.").format(name=member.name)
    return _("This employee number stands twice.") if again else ""


def write_skills(actor: Principal, cells: list[str]) -> None:
    member = StaffMember.objects.get(employee_no=cells[0])
    known = known_skills()
    set_skills(actor=actor, staff_id=member.pk, skills=[known[word.casefold()] for word in split(cells[2])])


def superior_rows() -> Iterator[Sequence[Any]]:
    for one in staff():
        above = one.reports_to
        yield one.employee_no, one.name, above.employee_no if above else "", above.name if above else ""


def judge_superiors(rows: Rows) -> list[Line]:
    """Each row alone, then the chains that all of them together would make (R15)."""
    people = {one.employee_no: one for one in staff()}
    again = twice(rows, 0)
    lines = [judge_superior(number, cells, people, number in again) for number, cells in rows]
    chain = {one.pk: one.reports_to_id for one in people.values()}
    chain |= {pk: above for line in lines if line.effect != WRONG for pk, above in [wish(line, people)]}
    for ring in rings(chain):
        words = ring_words(ring)
        caught = {people_no for people_no, one in people.items() if one.pk in ring}
        lines = [
            Line(line.number, line.cells, WRONG, words) if line.cells[0] in caught and line.effect == CHANGED else line
            for line in lines
        ]
    return lines


def judge_superior(number: int, cells: list[str], people: dict[str, StaffMember], again: bool) -> Line:
    member, above = people.get(cells[0]), people.get(cells[2])
    error = who_is_wrong(member, cells, again)
    if not error and cells[2] and above is None:
        error = _("The superior {number} is not among the staff.").format(number=cells[2])
    if not error and above and cells[3] and cells[3] != above.name:
        error = _("The number {number} belongs to {name}.").format(number=cells[2], name=above.name)
    if error or member is None:
        return Line(number, cells, WRONG, error)
    same = member.reports_to_id == (above.pk if above else None)
    return Line(number, cells, SAME if same else CHANGED)


def wish(line: Line, people: dict[str, StaffMember]) -> tuple[Any, Any]:
    """(who, his superior or None) of a row that can be understood."""
    above = people.get(line.cells[2])
    return people[line.cells[0]].pk, above.pk if above else None


def write_superiors(actor: Principal, lines: list[Line]) -> None:
    people = {one.employee_no: one for one in staff()}
    set_superiors(actor=actor, wanted=dict(wish(line, people) for line in lines if line.effect == CHANGED))


SKILLS = Book(
    "skills", gettext_lazy("Skills"),
    ((gettext_lazy("Employee no."), 14), (gettext_lazy("Name"), 14), (gettext_lazy("Kinds of work"), 50)),
    skill_rows, judge_skills, each(write_skills), back="settings-skills",
)  # fmt: skip
SUPERIORS = Book(
    "superiors", gettext_lazy("Superiors"),
    (
        (gettext_lazy("Employee no."), 14), (gettext_lazy("Name"), 14), (gettext_lazy("Superior's no."), 14),
        (gettext_lazy("Superior"), 14),
    ),
    superior_rows, judge_superiors, write_superiors, back="settings-superiors",
)  # fmt: skip

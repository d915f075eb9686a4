"""Certain people as targets of a ladder's step: one person, a role, a department of the ticket's estate (R32).

Beside the relations that a subject knows by itself ("owner"), a step may name `staff:<id>`, `role:<role>`,
`department:<id>`. An employee number and a department's name are read too, and kept as ids.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.people.enums import ALL_ESTATES, Role
from servicedesk.people.models import Department, StaffMember

STAFF, ROLE, DEPARTMENT = "staff", "role", "department"


def is_certain(word: str) -> bool:
    return ":" in word


def people_of(word: str, estate_id: UUID) -> list[StaffMember]:
    """Who stands behind the word for a subject of this estate. A department without anybody there: its head."""
    what, _colon, which = word.partition(":")
    active = StaffMember.objects.filter(active=True)
    if what == STAFF:
        return list(active.filter(pk=which))
    if what == ROLE:
        here = {} if which in ALL_ESTATES else {"postings__estate_id": estate_id}
        return list(active.filter(role=which, **here).distinct().order_by("employee_no"))
    posted = active.filter(postings__estate_id=estate_id, postings__department_id=which).distinct()
    return list(posted.order_by("employee_no")) or list(active.filter(heads=which))


def normal(word: str) -> str:
    """The word as it is kept. Raises ValueError when there is no such person, role or department."""
    what, _colon, which = word.partition(":")
    if what == ROLE and which in Role.values:
        return word
    key, rows = key_of(which), None
    if what == STAFF:
        rows = StaffMember.objects.filter(active=True, **({"pk": key} if key else {"employee_no": which}))
    elif what == DEPARTMENT:
        rows = Department.objects.filter(**({"pk": key} if key else {"name": which}))
    found = rows.first() if rows is not None else None
    if found is None:
        raise ValueError(word)
    return f"{what}:{found.pk}"


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def labels(words: Iterable[str]) -> dict[str, str]:
    """The names of certain targets: at most two queries for all of them. Those who are gone keep their word."""
    certain = [word.partition(":")[::2] for word in set(words) if is_certain(word)]
    named = {f"{ROLE}:{role.value}": _("All: {role}").format(role=role.label) for role in Role}
    for what, model in ((STAFF, StaffMember), (DEPARTMENT, Department)):
        keys = [which for kind, which in certain if kind == what and key_of(which)]
        if keys:
            named |= {f"{what}:{pk}": name for pk, name in model.objects.filter(pk__in=keys).values_list("pk", "name")}
    return named


def choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """For a form, in groups."""
    staff = StaffMember.objects.filter(active=True).order_by("employee_no").values_list("pk", "name", "title")
    departments = Department.objects.order_by("name").values_list("pk", "name")
    return [
        (_("Departments of the estate"), [(f"{DEPARTMENT}:{pk}", name) for pk, name in departments]),
        (_("Roles in the estate"), [(f"{ROLE}:{role.value}", role.label) for role in Role]),
        (_("People"), [(f"{STAFF}:{pk}", f"{name} {title}".strip()) for pk, name, title in staff]),
    ]

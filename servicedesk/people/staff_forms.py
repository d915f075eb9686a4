"""Forms of the settings: staff, estates, keys."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.api.keys import SCOPES
from servicedesk.people import queries
from servicedesk.people.actions import Person
from servicedesk.people.enums import Role, Skill
from servicedesk.people.models import StaffMember

SCOPE_WORDS = {
    "read": gettext_lazy("Read"),
    "tickets": gettext_lazy("Read and write tickets"),
    "admin": gettext_lazy("Policies and staff"),
}
MOST_POSTINGS = 12


class StaffForm(forms.Form):
    """`person` after `is_valid()`. Postings: estate_0, department_0, estate_1, …; an empty pair is none."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    employee_no = forms.CharField(label=gettext_lazy("Employee no."), max_length=20)
    phone = forms.CharField(
        label=gettext_lazy("Mobile"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=40, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    reports_to = forms.ChoiceField(label=gettext_lazy("Superior"), required=False)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of work"), choices=Skill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, estates: list[Any], pairs: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = min(MOST_POSTINGS, pairs)
        self.fields["reports_to"].choices = [("", _("Nobody")), *queries.superiors()]  # type: ignore[attr-defined]
        places = [("", "–"), *((str(one.pk), one.name) for one in estates)]
        departments = [("", "–"), *queries.departments()]
        for n in range(self.pairs):
            self.fields[f"estate_{n}"] = forms.ChoiceField(label=_("Estate"), choices=places, required=False)
            self.fields[f"department_{n}"] = forms.ChoiceField(
                label=_("Department"), choices=departments, required=False
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for n in range(self.pairs):
            estate, department = values.get(f"estate_{n}"), values.get(f"department_{n}")
            if bool(estate) != bool(department):
                missing = f"department_{n}" if estate else f"estate_{n}"
                self.add_error(missing, ValidationError(_("Estate and department go together."), code="pair"))
        return values

    @property
    def person(self) -> Person:
        values = self.cleaned_data
        pairs = ((values.get(f"estate_{n}"), values.get(f"department_{n}")) for n in range(self.pairs))
        return Person(
            name=values["name"], employee_no=values["employee_no"], phone=values["phone"], role=values["role"],
            title=values["title"], skills=values["skills"],
            reports_to=UUID(values["reports_to"]) if values["reports_to"] else None,
            postings=[(UUID(estate), UUID(department)) for estate, department in pairs if estate and department],
        )  # fmt: skip

    def posting_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for n in range(self.pairs):
            yield self[f"estate_{n}"], self[f"department_{n}"]


def initial_of(member: StaffMember) -> dict[str, Any]:
    """A member of staff as the form shows him."""
    values: dict[str, Any] = {
        "name": member.name, "employee_no": member.employee_no, "phone": member.phone.removeprefix("+86"),
        "title": member.title, "role": member.role, "skills": member.skills,
        "reports_to": str(member.reports_to_id or ""),
    }  # fmt: skip
    for n, posting in enumerate(member.postings.order_by("estate__code", "department__name")):
        values |= {f"estate_{n}": str(posting.estate_id), f"department_{n}": str(posting.department_id)}
    return values


class KeyForm(forms.Form):
    """A key for another system."""

    name = forms.CharField(label=gettext_lazy("For which system"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=[(word, SCOPE_WORDS[word]) for word in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    estates = forms.MultipleChoiceField(
        label=gettext_lazy("Only these estates"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, estates: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estates"].choices = [(str(one.pk), one.name) for one in estates]  # type: ignore[attr-defined]


class EstateForm(forms.Form):
    """What a company sets for one estate. The code leads its tickets' numbers and cannot be changed later (R9)."""

    code = forms.CharField(label=gettext_lazy("Estate code"), max_length=8)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    desk_phone = forms.CharField(label=gettext_lazy("Desk's phone"), max_length=20, required=False)
    desk_hours = forms.CharField(label=gettext_lazy("Desk hours"), max_length=100)
    warranty_days = forms.IntegerField(label=gettext_lazy("Warranty, days"), min_value=0, max_value=3650)
    incident_reports = forms.IntegerField(
        label=gettext_lazy("Reports that may be one fault"), min_value=2, max_value=50
    )
    incident_minutes = forms.IntegerField(label=gettext_lazy("Within minutes"), min_value=5, max_value=1440)
    manager = forms.ChoiceField(label=gettext_lazy("Estate manager"), required=False)
    automatic_callback = forms.BooleanField(
        label=gettext_lazy("A passed review starts the callback by itself"), required=False
    )

    def __init__(self, *args: Any, fixed_code: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_code:
            del self.fields["code"]
        self.fields["manager"].choices = [("", _("Nobody yet")), *queries.superiors()]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not re.fullmatch("[A-Z][A-Z0-9]{0,7}", code):
            raise ValidationError(_("One to eight capital letters and digits, a letter first."), code="R9")
        return code

    @property
    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        manager = found.pop("manager")
        return found | {"manager_id": UUID(manager) if manager else None}

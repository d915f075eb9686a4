"""Forms of the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Skill
from visits.catalogue.actions import LONGEST_LINE
from visits.models import CheckLine

SKILLS = [("", _("all kinds of work")), *Skill.choices]
NEEDED = "*"


class CauseForm(forms.Form):
    code = forms.CharField(label=_("Entry code"), max_length=20)
    name = forms.CharField(label=_("Entry name"), max_length=80)
    skill = forms.ChoiceField(label=_("Kind of work"), choices=SKILLS, required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class PartForm(forms.Form):
    code = forms.CharField(label=_("Entry code"), max_length=30)
    name = forms.CharField(label=_("Entry name"), max_length=80)
    unit = forms.CharField(label=_("Unit of measure"), max_length=10, required=False)
    price = forms.DecimalField(label=_("Price"), min_value=0, max_digits=10, decimal_places=2)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class ChecklistForm(forms.Form):
    """One line each; a star before it: may not be missing."""

    skill = forms.ChoiceField(label=_("Kind of work"), choices=SKILLS, required=False)
    entering = forms.CharField(label=_("At the door"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    at_end = forms.CharField(label=_("At the end"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_entering(self) -> list[CheckLine]:
        return self.read("entering", at_end=False)

    def clean_at_end(self) -> list[CheckLine]:
        return self.read("at_end", at_end=True)

    def read(self, name: str, *, at_end: bool) -> list[CheckLine]:
        """The lines of one field. Raises ValidationError for one that is too long."""
        found = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip(" *")]
        if any(len(line) > LONGEST_LINE for line in found):
            raise forms.ValidationError(_("A line has {n} characters at most.").format(n=LONGEST_LINE), code="R21")
        return [CheckLine("", line.lstrip(" *"), line.startswith(NEEDED), at_end) for line in found]

    @property
    def lines(self) -> list[CheckLine]:
        return [*self.cleaned_data["entering"], *self.cleaned_data["at_end"]]


def written(lines: list[CheckLine], *, at_end: bool) -> str:
    """Lines as the form shows them."""
    chosen = [line for line in lines if line.at_end == at_end]
    return "\n".join(f"{NEEDED} {line.text}" if line.needed else line.text for line in chosen)


def initial_of(skill: str, lines: list[CheckLine], active: bool) -> dict[str, Any]:
    return {
        "skill": skill, "entering": written(lines, at_end=False), "at_end": written(lines, at_end=True),
        "active": active,
    }  # fmt: skip

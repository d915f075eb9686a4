"""The form of a policy: how long, on which calendar, when it warns, and who is told step by step."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.timers import queries, said, targets
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.kinds import Kind, LadderStep, Terms

MOST_STEPS = 6
URGENCIES = [("", gettext_lazy("Urgent and others")), ("0", gettext_lazy("Not urgent")), ("1", gettext_lazy("Urgent"))]


class PolicyForm(forms.Form):
    """`terms` and `scope` after `is_valid()`. Steps: after_0 (the deadline itself), to_0, after_1, to_1, …"""

    estate = forms.ChoiceField(label=gettext_lazy("Estate"), required=False)
    subject_kind = forms.ChoiceField(label=gettext_lazy("Kind of ticket"), required=False)
    urgent = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=URGENCIES, required=False)
    duration = forms.CharField(label=gettext_lazy("Time"), max_length=40)
    calendar = forms.ChoiceField(
        label=gettext_lazy("Counted on"), choices=CalendarName.choices, widget=forms.RadioSelect
    )
    warn_percent = forms.IntegerField(label=gettext_lazy("Warn at %"), min_value=0, max_value=99)
    running = forms.BooleanField(label=gettext_lazy("Clocks that run follow too"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: Kind, estates: list[Any], steps: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.steps = kind, min(MOST_STEPS, steps)
        self.fields["estate"].choices = [("", _("All estates")), *((str(one.pk), one.name) for one in estates)]  # type: ignore[attr-defined]
        self.fields["subject_kind"].choices = [("", _("All kinds")), *queries.subject_kinds()]  # type: ignore[attr-defined]
        certain = targets.choices()
        for n in range(self.steps):
            self.fields[f"after_{n}"] = forms.CharField(
                label=_("Overdue") if n == 0 else _("Later by"), max_length=40, required=False,
                widget=forms.HiddenInput if n == 0 else forms.TextInput,
            )  # fmt: skip
            self.fields[f"to_{n}"] = forms.MultipleChoiceField(
                label=_("To be told"), choices=queries.targets(), required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"more_{n}"] = forms.MultipleChoiceField(
                label=_("Certain people, roles, departments"), choices=certain, required=False,
                widget=forms.SelectMultiple(attrs={"size": 4}),
            )  # fmt: skip

    def clean_duration(self) -> str:
        return self.readable("duration")

    def readable(self, name: str) -> str:
        """The field as a stored duration. Raises ValidationError saying what would be right."""
        text, calendar = said.typed(self.cleaned_data.get(name) or ""), self.data.get("calendar", "")
        try:
            parse(text, working_days=calendar == CalendarName.WORKING_DAYS)
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="R29") from wrong
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for n in range(1, self.steps):
            name = f"after_{n}"
            if values.get(name) and name not in self.errors:
                try:
                    values[name] = self.readable(name)
                except ValidationError as wrong:
                    self.add_error(name, wrong)
            elif values.get(f"to_{n}") or values.get(f"more_{n}"):
                self.add_error(name, ValidationError(_("Say how much later they are told."), code="R32"))
        return values

    @property
    def terms(self) -> Terms:
        """What was typed, as terms; empty steps are left out."""
        values = self.cleaned_data
        steps = [LadderStep("PT0S", told(values, 0))]
        later = (n for n in range(1, self.steps) if values.get(f"after_{n}"))
        steps += [LadderStep(values[f"after_{n}"], told(values, n)) for n in later]
        return Terms(values["duration"], tuple(steps), values["calendar"], values["warn_percent"])

    @property
    def scope(self) -> dict[str, Any]:
        return scope_of(self.cleaned_data)

    def step_rows(self) -> Iterator[tuple[int, BoundField, BoundField, BoundField]]:
        """(number, after, to, more) for the template."""
        for n in range(self.steps):
            yield n, self[f"after_{n}"], self[f"to_{n}"], self[f"more_{n}"]

    def field_for(self, refused: str) -> str:
        """The form's name of a refused field: ladder.1.after is after_1."""
        head, _dot, rest = refused.partition(".")
        number, _dot, part = rest.partition(".")
        return f"{part}_{number}" if head == "ladder" and part else refused


def told(values: dict[str, Any], n: int) -> tuple[str, ...]:
    """Everybody of a step."""
    return (*values.get(f"to_{n}", ()), *values.get(f"more_{n}", ()))


def initial_of(terms: Terms) -> dict[str, Any]:
    """Terms as the form shows them."""
    values: dict[str, Any] = {
        "duration": said.as_typed(terms.duration, terms.calendar), "calendar": str(terms.calendar),
        "warn_percent": terms.warn_percent,
    }  # fmt: skip
    for n, step in enumerate(terms.ladder):
        relations = [word for word in step.to if word and not targets.is_certain(word)]
        certain = [word for word in step.to if targets.is_certain(word)]
        after = said.as_typed(step.after, terms.calendar) if n else step.after
        values |= {f"after_{n}": after, f"to_{n}": relations, f"more_{n}": certain}
    return values


def scope_of(values: dict[str, Any]) -> dict[str, Any]:
    """The scope that a form's values say."""
    urgent = {"0": False, "1": True}.get(str(values.get("urgent", "")))
    estate = values.get("estate")
    return {
        "estate_id": UUID(estate) if estate else None, "subject_kind": values.get("subject_kind", ""), "urgent": urgent
    }  # fmt: skip

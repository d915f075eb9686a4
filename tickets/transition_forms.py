"""What a transition asks for. Each form turns its fields into the keyword arguments of its action (`values`)."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Skill
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from tickets.callbacks.parties import parties
from tickets.departments import departments_in
from tickets.enums import BY_PERSON, CANCELLED, SATISFIED, CallMeans, CallOutcome, Grade, PhotoKind, Resolution
from tickets.models import Ticket
from tickets.rules import DESK, LEADERS

PICTURES = "image/jpeg,image/png,image/webp"
CLOCK = "%Y-%m-%dT%H:%M"


def lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def moment(**given: Any) -> forms.DateTimeField:
    """A time to the minute in the estate's zone, by the browser's own picker."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}, format=CLOCK)
    return forms.DateTimeField(widget=widget, input_formats=[CLOCK, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **given)


class TransitionForm(forms.Form):
    """Base: knows the ticket and who asks. `layout` gives looks of single fields for the tag {% field %}."""

    looks: dict[str, str] = {}

    def __init__(self, *args: Any, ticket: Ticket, actor: Principal, **kwargs: Any) -> None:
        self.ticket, self.actor = ticket, actor
        super().__init__(*args, **{"prefix": None, "auto_id": "step-%s", **kwargs})
        self.prepare()
        self.lead_hand()

    def lead_hand(self) -> None:
        """The hand begins in the first field that is typed into; a refused form's focus goes to its error instead."""
        typed = (field for field in self.fields.values() if isinstance(field.widget, (forms.Textarea, forms.TextInput)))
        first = next(typed, None)
        if first is not None and not self.is_bound:
            first.widget.attrs["autofocus"] = True

    def prepare(self) -> None:
        """Fill choices and initial values that depend on the ticket."""

    def values(self) -> dict[str, Any]:
        """The action's keyword arguments; empty inputs are left to its defaults."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def fields_shown(self) -> list[tuple[forms.BoundField, str]]:
        """(bound field, look) pairs for the template; one of few is a row of pills, which may wrap."""
        return [(bound, self.looks.get(bound.name, look_in_form(bound))) for bound in self]


def look_in_form(bound: forms.BoundField) -> str:
    return "picks" if isinstance(bound.field.widget, forms.RadioSelect) else ""


class AnswerForm(TransitionForm):
    text = forms.CharField(label=_("Answer"), max_length=1000, widget=lines(3))


class ReplyForm(TransitionForm):
    text = forms.CharField(label=_("What was said"), max_length=1000, widget=lines())


class NoteForm(TransitionForm):
    text = forms.CharField(label=_("Note: a call, a circumstance, a promise"), max_length=1000)


class ReasonForm(TransitionForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=lines())


class CancelForm(TransitionForm):
    resolution = forms.ChoiceField(
        label=_("Why"), choices=[(one.value, one.label) for one in Resolution if one in CANCELLED],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=lines())


class MergeForm(TransitionForm):
    into = forms.CharField(label=_("Number of the ticket that goes on"), max_length=32)

    def clean_into(self) -> Ticket:
        """The other ticket, if this person sees it."""
        number = self.cleaned_data["into"].strip().upper()
        other = Ticket.objects.seen_by(self.actor).filter(number=number).first()
        if other is None:
            raise forms.ValidationError(_("There is no ticket with this number."))
        return other

    def values(self) -> dict[str, Any]:
        return {"into_id": self.cleaned_data["into"].pk}


class CorrectForm(TransitionForm):
    """What may be corrected. An empty phone stays as it is: the page does not show the whole number."""

    description = forms.CharField(label=_("Description"), max_length=1000, widget=lines(), required=False)
    place = forms.CharField(label=_("Place"), max_length=120)
    contact_name = forms.CharField(label=_("Contact"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("Another phone"), max_length=20, required=False)
    skill = forms.ChoiceField(label=_("Kind of work"), choices=[("", "–"), *Skill.choices], required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    looks = {"urgent": "tick"}

    def prepare(self) -> None:
        for name in ("description", "place", "contact_name", "skill", "urgent"):
            self.fields[name].initial = getattr(self.ticket, name)

    def values(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "contact_phone")}
        if self.cleaned_data["contact_phone"]:
            values["contact_phone"] = self.cleaned_data["contact_phone"]
        return {"values": values, "reason": self.cleaned_data["reason"]}


class HandOverForm(TransitionForm):
    to: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("New owner"), queryset=None, empty_label=None
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def prepare(self) -> None:
        staff = StaffMember.objects.filter(active=True, role__in=(*DESK, *LEADERS))
        here = staff.filter(postings__estate_id=self.ticket.estate_id).exclude(pk=self.ticket.owner_id)
        self.fields["to"].queryset = here.distinct().order_by("employee_no")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"to_id": self.cleaned_data["to"].pk, "reason": self.cleaned_data["reason"]}


class DepartmentForm(TransitionForm):
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Department"), queryset=None, empty_label=None
    )

    def prepare(self) -> None:
        self.fields["department"].queryset = departments_in(self.ticket.estate_id)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"department_id": self.cleaned_data["department"].pk}


class WhoseCallForm(TransitionForm):
    """Base: with which of several reporters of one fault (R7); of one it goes without saying."""

    reporter = forms.ChoiceField(label=_("Which reporter"), required=False, widget=forms.RadioSelect)

    def prepare(self) -> None:
        super().prepare()
        people = [one for one in parties(self.ticket) if not one.is_done]
        if len(people) < 2 and not any(one.reporter for one in people):
            del self.fields["reporter"]
            return
        self.order_fields(["reporter"])
        self.fields["reporter"].choices = [(one.key, one.name or "–") for one in people]  # type: ignore[attr-defined]
        self.fields["reporter"].initial = people[0].key

    def values(self) -> dict[str, Any]:
        values = super().values()
        chosen = values.pop("reporter", "")
        return values | ({"reporter_id": UUID(chosen)} if chosen else {})


class AttemptForm(WhoseCallForm):
    """R25: reached needs a grade; from so-so on the true reason."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=CallOutcome.choices, widget=forms.RadioSelect, initial=CallOutcome.REACHED
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect, required=False,
        help_text=_("So-so counts as dissatisfied: ask for the true reason."),
    )  # fmt: skip
    reason = forms.CharField(label=_("True reason"), max_length=500, required=False, widget=lines())
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    means = forms.ChoiceField(
        label=_("Means"), choices=[one for one in CallMeans.choices if one[0] in BY_PERSON], initial=CallMeans.PHONE,
        required=False,
    )  # fmt: skip
    out_of_hours = forms.CharField(label=_("Outside the hours: why now"), max_length=200, required=False)


class SettleForm(WhoseCallForm):
    """R26: dissatisfied, and solved on the spot."""

    grade = forms.ChoiceField(
        label=_("Grade"), choices=[(one.value, one.label) for one in Grade if one not in SATISFIED],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("True reason"), max_length=500, widget=lines())
    solution = forms.CharField(label=_("How it was solved"), max_length=500, widget=lines())
    out_of_hours = forms.CharField(label=_("Outside the hours: why now"), max_length=200, required=False)


class UnreachableForm(WhoseCallForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=lines())


class PhotoForm(TransitionForm):
    photo = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": PICTURES}))
    kind = forms.ChoiceField(
        label=_("What it shows"), choices=[one for one in PhotoKind.choices if one[0] != PhotoKind.SIGNATURE],
        initial=PhotoKind.REPORT, required=False,
    )  # fmt: skip

"""What the transitions of a complaint ask for; of several departments which one, else it goes without saying."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from servicedesk.people.models import Department, StaffMember
from tickets.complaints import queries, rules
from tickets.complaints.enums import CATEGORIES, AmendsKind, ToldBy
from tickets.complaints.findings import field_of
from tickets.complaints.menu import is_judge
from tickets.departments import departments_in, members, memberships, records_for_others
from tickets.enums import Validity
from tickets.models import Correction
from tickets.transition_forms import TransitionForm, lines, moment


class OfDepartment(TransitionForm):
    """Base: `department` is asked for where several come into question; `by_person`: else it is that of the person."""

    by_person = False

    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Department"), queryset=None, empty_label=None, required=False
    )

    def asked(self) -> list[Department]:
        """The departments that come into question."""
        return [one.department for one in queries.unsigned(self.ticket)]

    def prepare(self) -> None:
        self.departments = self.mine(self.asked())
        if len(self.departments) < 2:
            del self.fields["department"]
            return
        keys = [one.pk for one in self.departments]
        if self.by_person:
            self.fields["department"].empty_label = _("that of the person")  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(pk__in=keys).order_by("name")  # type: ignore[attr-defined]

    def mine(self, found: list[Department]) -> list[Department]:
        """All of them to the desk; to a department's people their own."""
        if records_for_others(self.actor):
            return found
        his = memberships(self.ticket, self.actor.staff_id, [one.pk for one in found])
        return [one for one in found if one.pk in his]

    def values(self) -> dict[str, Any]:
        values = super().values()
        chosen = values.pop("department", None)
        if chosen is None and (len(self.departments) == 1 or not self.by_person):
            chosen = next(iter(self.departments), None)
        return values | ({"department_id": chosen.pk} if chosen else {})


def staff_of(form: OfDepartment) -> QuerySet[StaffMember]:
    """Who may act for these departments: their people, to the desk; else oneself."""
    people = members(form.ticket, [one.pk for one in form.departments])
    if not records_for_others(form.actor):
        people = people.filter(pk__in=[key for key in (form.actor.staff_id,) if key])
    return people.order_by("employee_no")


def said(person: StaffMember) -> str:
    return f"{person.name} {person.title}".strip()


class HandOffForm(TransitionForm):
    """One or several departments at once; those that have the form already are not offered."""

    department: "forms.ModelMultipleChoiceField[Department]" = forms.ModelMultipleChoiceField(
        label=_("Departments"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Several departments consult with each other."),
    )  # fmt: skip

    def prepare(self) -> None:
        here = departments_in(self.ticket.estate_id)
        have_it = [one.department_id for one in queries.live(self.ticket)]
        self.fields["department"].queryset = here.exclude(pk__in=have_it)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"department_ids": [one.pk for one in self.cleaned_data["department"]]}


class SignHandoffForm(OfDepartment):
    by_person = True
    recipient: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Recipient"), queryset=None, empty_label=None
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["recipient"].queryset = staff_of(self)  # type: ignore[attr-defined]
        self.fields["recipient"].label_from_instance = said  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"recipient_id": values.pop("recipient").pk}


class ReturnHandoffForm(OfDepartment):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=lines())


class WriteCorrectionForm(OfDepartment):
    """Cause, corrective and preventive action; the desk says whose words they are."""

    by_person = True
    cause = field_of("cause")
    corrective_action = field_of("corrective_action")
    preventive_action = field_of("preventive_action")
    writer: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Who wrote it"), queryset=None, empty_label=None
    )

    def asked(self) -> list[Department]:
        waits = {one.department_id for one in queries.unjudged(self.ticket)}
        return [one.department for one in queries.signed(self.ticket) if one.department_id not in waits]

    def prepare(self) -> None:
        super().prepare()
        people = staff_of(self)
        self.fields["writer"].queryset = people  # type: ignore[attr-defined]
        self.fields["writer"].label_from_instance = said  # type: ignore[attr-defined]
        himself = next((one for one in people if one.pk == self.actor.staff_id), None)
        self.fields["writer"].initial = himself or next(iter(people), None)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"writer_id": values.pop("writer").pk}


class JudgeForm(OfDepartment):
    """Which findings; they stand beside the form (templates/tickets/complaints/_step_judge.html)."""

    @property
    def found(self) -> list[Correction]:
        """Those that this person may judge."""
        return [one for one in queries.unjudged(self.ticket) if is_judge(self.actor, self.ticket, one)]

    def asked(self) -> list[Department]:
        return [one.department for one in self.found]

    def mine(self, found: list[Department]) -> list[Department]:
        return found


class SendBackForm(JudgeForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=lines())


class ConsultForm(TransitionForm):
    """The minute: who took part, what was decided, who does what."""

    present: "forms.ModelMultipleChoiceField[StaffMember]" = forms.ModelMultipleChoiceField(
        label=_("Who took part"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody of each department."),
    )  # fmt: skip
    decided = forms.CharField(label=_("What was decided"), max_length=1000, widget=lines())
    tasks = forms.CharField(label=_("Who does what, by when"), max_length=1000, widget=lines())
    held_at = moment(label=_("When it was held"), required=False, help_text=_("Empty: now."))

    def prepare(self) -> None:
        keys = [one.department_id for one in queries.live(self.ticket)]
        here = members(self.ticket, keys)
        field = self.fields["present"]
        field.queryset = here.order_by("employee_no")  # type: ignore[attr-defined]
        field.label_from_instance = said  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"present_ids": [one.pk for one in values.pop("present")]}


class TellResultForm(TransitionForm):
    """By whom, when, how, and what was said."""

    means = forms.ChoiceField(label=_("Means"), choices=ToldBy.choices, widget=forms.RadioSelect, initial=ToldBy.PHONE)
    said = forms.CharField(label=_("What was said"), max_length=1000, widget=lines())
    told_at = moment(label=_("When it was told"), required=False, help_text=_("Empty: now."))
    told_by: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("By whom"), queryset=None, empty_label=None
    )

    def prepare(self) -> None:
        here = StaffMember.objects.filter(active=True, postings__estate_id=self.ticket.estate_id)
        self.fields["told_by"].queryset = here.distinct().order_by("employee_no")  # type: ignore[attr-defined]
        self.fields["told_by"].initial = self.actor.staff_id

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"told_by_id": values.pop("told_by").pk}


class AmendsForm(TransitionForm):
    """A compensation is a manager's to agree to; others record an apology (R37)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AmendsKind.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(label=_("Amount"), max_digits=10, decimal_places=2, required=False)
    what = forms.CharField(label=_("Agreed on"), max_length=500, widget=lines())
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=lines())

    def prepare(self) -> None:
        if not rules.compensate(self.actor, self.ticket):
            self.fields["kind"].choices = [(AmendsKind.APOLOGY.value, AmendsKind.APOLOGY.label)]  # type: ignore[attr-defined]
            self.fields["kind"].initial = AmendsKind.APOLOGY
            del self.fields["amount"]


class ForwardForm(TransitionForm):
    external_number = forms.CharField(label=_("Official number"), max_length=60)
    external_deadline = moment(label=_("Official deadline"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Where it was another one before.")
    )

    def prepare(self) -> None:
        for name in ("external_number", "external_deadline"):
            self.fields[name].initial = getattr(self.ticket, name)


class OfficialReplyForm(TransitionForm):
    text = forms.CharField(label=_("Reply"), max_length=2000, widget=lines(5))

    def prepare(self) -> None:
        if last := queries.replied(self.ticket):
            self.fields["text"].initial = last.text


class ClassifyForm(TransitionForm):
    """Valid or communicative, and of which category; major or not (R5)."""

    category = forms.ChoiceField(
        label=_("What kind of complaint"), widget=forms.Select,
        choices=[
            (label, [(f"{validity}:", _("not known yet")), *((f"{validity}:{one.value}", one.label) for one in found)])
            for (validity, found), label in zip(CATEGORIES.items(), Validity.labels, strict=True)
        ],
    )  # fmt: skip
    major = forms.BooleanField(label=_("Major: the managers are told at once"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Where valid becomes communicative, or major is taken back or added."),
    )  # fmt: skip
    looks = {"major": "tick"}

    def prepare(self) -> None:
        # A repair has none; the action refuses it.
        if found := getattr(self.ticket, "complaint", None):
            self.fields["category"].initial = f"{found.validity}:{found.category}"
            self.fields["major"].initial = found.major

    def values(self) -> dict[str, Any]:
        validity, _colon, category = self.cleaned_data["category"].partition(":")
        return {"validity": validity, "category": category, "major": self.cleaned_data["major"],
                "reason": self.cleaned_data["reason"]}  # fmt: skip

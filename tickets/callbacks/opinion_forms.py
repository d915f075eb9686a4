"""What the steps behind a dissatisfied callback ask for (R26, R28)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.people.models import Department, StaffMember
from tickets.callbacks.calling import Said
from tickets.callbacks.clock import department_concerned, open_analysis, open_notice
from tickets.callbacks.schedules.actions import NOTICE, REOPEN
from tickets.complaints.findings import field_of
from tickets.departments import departments_in, members, records_for_others
from tickets.enums import SATISFIED, CallMeans, CallOutcome, Grade
from tickets.models import Findings
from tickets.transition_forms import DepartmentForm, TransitionForm, lines, moment

BAD = [(one.value, one.label) for one in Grade if one not in SATISFIED]


class NoticeForm(DepartmentForm):
    """To whom, and what is asked of them. Already filled in: whose work it was."""

    demand = forms.CharField(label=_("What is asked of them"), max_length=500, required=False, widget=lines())

    def prepare(self) -> None:
        super().prepare()
        self.fields["department"].initial = department_concerned(self.ticket)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "demand": self.cleaned_data["demand"]}


class MemberForm(TransitionForm):
    """Who speaks for the department: its people each for himself, the desk for whoever told it."""

    by: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Of the department"), queryset=None, empty_label=None
    )

    def prepare(self) -> None:
        self.notice = open_notice(self.ticket)
        people = members(self.ticket, [self.notice.department_id] if self.notice else [])
        if not records_for_others(self.actor):
            people = people.filter(pk__in=[key for key in (self.actor.staff_id,) if key])
        himself = self.actor.staff_id and people.filter(pk=self.actor.staff_id).exists()
        head = self.notice.department.head_id if self.notice else None
        self.fields["by"].initial = self.actor.staff_id if himself else head
        self.fields["by"].queryset = people.order_by("employee_no")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        person = values.pop("by")
        return {**values, "by_id": person.pk}


class HandledForm(MemberForm):
    """What was done, by whom, when (R26)."""

    field_order = ("done", "done_by", "handled_at", "by")

    done = forms.CharField(label=_("What was done"), max_length=1000, widget=lines(3))
    done_by = forms.CharField(label=_("Seen to by"), max_length=60)
    handled_at = moment(label=_("Handled, if earlier than now"), required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.notice is not None:
            self.fields["done"].initial, self.fields["done_by"].initial = self.notice.done, self.notice.done_by


class AnalysisReasonForm(TransitionForm):
    reason = forms.CharField(
        label=_("What is to be analysed"), max_length=500, required=False, widget=lines(),
        help_text=_("Empty: the true reason given in the call."),
    )  # fmt: skip


class AnalysisForm(TransitionForm):
    """R26: cause, corrective and preventive action; what was written before stands there."""

    cause = field_of("cause")
    corrective_action = field_of("corrective_action")
    preventive_action = field_of("preventive_action")

    def prepare(self) -> None:
        analysis = open_analysis(self.ticket)
        for name in Findings.WORDS if analysis else ():
            self.fields[name].initial = getattr(analysis, name)


class FurtherForm(TransitionForm):
    """R28: asked like the first time; a bad answer says what follows."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=CallOutcome.choices, widget=forms.RadioSelect, initial=CallOutcome.REACHED
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect, required=False,
        help_text=_("So-so counts as dissatisfied: ask for the true reason."),
    )  # fmt: skip
    reason = forms.CharField(label=_("True reason"), max_length=500, required=False, widget=lines())
    then = forms.ChoiceField(
        label=_("Not satisfied: and now"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Only tell the department")), (REOPEN, _("Reopen within the warranty")),
                 (NOTICE, _("Opinion notice"))],
    )  # fmt: skip
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Department of the notice"), queryset=None, required=False
    )
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    out_of_hours = forms.CharField(label=_("Outside the hours: why now"), max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["department"].queryset = departments_in(self.ticket.estate_id)  # type: ignore[attr-defined]
        self.fields["department"].initial = department_concerned(self.ticket)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = {name: data[name] for name in ("outcome", "grade", "reason", "remark", "out_of_hours")}
        bad = data["grade"] not in SATISFIED and data["grade"]
        department = data["department"]
        return {
            "said": Said(**said, means=CallMeans.PHONE), "then": data["then"] if bad else "",
            "department_id": department.pk if department else None,
        }  # fmt: skip

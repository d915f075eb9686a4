"""What the steps behind a dissatisfied callback ask for (R26, R28)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Role
from servicedesk.people.models import Department, StaffMember
from tickets.callbacks.calling import Said
from tickets.callbacks.clock import department_concerned, open_analysis, open_notice
from tickets.callbacks.schedules.actions import NOTICE, REOPEN
from tickets.enums import SATISFIED, CallMeans, CallOutcome, Grade
from tickets.models import Ticket
from tickets.transition_forms import DepartmentForm, TransitionForm, lines

BAD = [(one.value, one.label) for one in Grade if one not in SATISFIED]


def departments_of(ticket: Ticket) -> Any:
    return Department.objects.filter(postings__estate_id=ticket.estate_id).distinct().order_by("name")


class NoticeForm(DepartmentForm):
    """To whom, and what is asked of them. Already filled in: whose work it was."""

    demand = forms.CharField(label=_("What is asked of them"), max_length=500, required=False, widget=lines())

    def prepare(self) -> None:
        super().prepare()
        self.fields["department"].initial = department_concerned(self.ticket)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "demand": self.cleaned_data["demand"]}


class MemberForm(TransitionForm):
    """Who speaks for the department: a technician only for himself, the desk for whoever told it."""

    by: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Of the department"), queryset=None, empty_label=None
    )

    def prepare(self) -> None:
        notice = open_notice(self.ticket)
        members = StaffMember.objects.none()
        if notice is not None:
            here = {"postings__department": notice.department, "postings__estate_id": self.ticket.estate_id}
            members = StaffMember.objects.filter(active=True, **here).distinct()
            members = members | StaffMember.objects.filter(active=True, heads=notice.department).distinct()
            if self.actor.role == Role.TECHNICIAN:
                members = members.filter(pk=self.actor.staff_id)
            self.fields["by"].initial = notice.department.head_id
        if self.actor.staff_id and members.filter(pk=self.actor.staff_id).exists():
            self.fields["by"].initial = self.actor.staff_id
        self.fields["by"].queryset = members.order_by("employee_no")  # type: ignore[attr-defined]
        self.notice = notice

    def values(self) -> dict[str, Any]:
        values = super().values()
        person = values.pop("by")
        return {**values, "by_id": person.pk}


class HandledForm(MemberForm):
    """What was done, by whom, when (R26)."""

    field_order = ("done", "done_by", "by")

    done = forms.CharField(label=_("What was done"), max_length=1000, widget=lines(3))
    done_by = forms.CharField(label=_("By whom"), max_length=60)

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

    cause = forms.CharField(label=_("Cause"), max_length=1000, widget=lines(3))
    correction = forms.CharField(label=_("Corrective action"), max_length=1000, widget=lines(3))
    prevention = forms.CharField(label=_("Preventive action"), max_length=1000, widget=lines(3))

    def prepare(self) -> None:
        analysis = open_analysis(self.ticket)
        for name in ("cause", "correction", "prevention") if analysis else ():
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
        self.fields["department"].queryset = departments_of(self.ticket)  # type: ignore[attr-defined]
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

"""What the clerk notes down while the reporter is on the phone (R25–R27)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.people.models import Department
from tickets.callbacks.calling import Said
from tickets.callbacks.clock import department_concerned
from tickets.departments import departments_in
from tickets.enums import SATISFIED, CallMeans, CallOutcome, Grade
from tickets.models import Ticket

NOT_REACHED = tuple(outcome for outcome in CallOutcome if outcome != CallOutcome.REACHED)
FACES = {
    Grade.VERY_SATISFIED: "mood-happy", Grade.SATISFIED: "mood-smile", Grade.SO_SO: "mood-empty",
    Grade.DISSATISFIED: "mood-confused", Grade.VERY_DISSATISFIED: "mood-sad",
}  # fmt: skip
BAD = tuple(grade for grade in Grade if grade not in SATISFIED)
SETTLE, KEEP, NOTICE = "settle", "keep", "notice"
# What must be said, by what is done about it.
NEEDED = {SETTLE: ("reason", "solution"), KEEP: ("reason",), NOTICE: ("reason", "department")}


class CallForm(forms.Form):
    """Reached: a grade, from so-so on the true reason, and what is done about it. The action checks it all again."""

    grade = forms.ChoiceField(
        label=_("How satisfied?"), choices=Grade.choices, widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(
        label=_("True reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("So-so counts as dissatisfied: ask for the true reason."),
    )  # fmt: skip
    then = forms.ChoiceField(
        label=_("And now"), required=False, initial=SETTLE, widget=forms.RadioSelect,
        choices=[(SETTLE, _("Solved in this call")), (NOTICE, _("Opinion notice")),
                 (KEEP, _("Stays open, we see to it"))],
    )  # fmt: skip
    solution = forms.CharField(
        label=_("How it was solved"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("To the department"), queryset=None, required=False, empty_label=None
    )
    demand = forms.CharField(label=_("What is asked of them"), max_length=500, required=False)
    means = forms.ChoiceField(
        label=_("Means"), required=False, initial=CallMeans.PHONE,
        choices=[(one.value, one.label) for one in (CallMeans.PHONE, CallMeans.VISIT)],
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    out_of_hours = forms.CharField(label=_("Outside the hours: why now"), max_length=200, required=False)
    # Which of those who reported the same fault; empty: the ticket's own reporter (R7).
    reporter = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments_in(ticket.estate_id)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.fields["department"].initial = department_concerned(ticket)

    def clean(self) -> dict[str, Any]:
        """All that is missing is said at once; the action would stop at the first."""
        if self.reached() and not self.cleaned_data.get("grade"):
            self.add_error("grade", forms.ValidationError(_("Choose one of the five grades."), code="R25"))
        if self.cleaned_data.get("grade") in BAD:
            for name in NEEDED[self.what_next()]:
                if not str(self.cleaned_data.get(name) or "").strip():
                    self.add_error(name, forms.ValidationError(_("This must not be empty."), code="R25"))
        return self.cleaned_data

    def reached(self) -> bool:
        """Unless one of the buttons said that nobody was."""
        return self.data.get("outcome", "") not in NOT_REACHED

    def what_next(self) -> str:
        """What is done about a bad grade; '' after a good one (R26)."""
        if self.cleaned_data.get("grade") not in BAD:
            return ""
        chosen: str = self.cleaned_data.get("then") or SETTLE
        return chosen

    def said(self) -> Said:
        """The call as the action takes it."""
        data = self.cleaned_data
        common = {"remark": data["remark"], "means": data["means"] or CallMeans.PHONE,
                  "out_of_hours": data["out_of_hours"], "reporter_id": data["reporter"]}  # fmt: skip
        if not self.reached():
            return Said(self.data["outcome"], **common)
        reason = data["reason"] if data["grade"] in BAD else ""
        return Said(CallOutcome.REACHED, data["grade"], reason, **common)

"""What the clerk notes down while the reporter is on the phone (R25–R27)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.enums import SATISFIED, CallOutcome, Grade

NOT_REACHED = tuple(outcome for outcome in CallOutcome if outcome != CallOutcome.REACHED)
FACES = {
    Grade.VERY_SATISFIED: "mood-happy", Grade.SATISFIED: "mood-smile", Grade.SO_SO: "mood-empty",
    Grade.DISSATISFIED: "mood-confused", Grade.VERY_DISSATISFIED: "mood-sad",
}  # fmt: skip
BAD = tuple(grade for grade in Grade if grade not in SATISFIED)
SETTLE, KEEP = "settle", "keep"


class CallForm(forms.Form):
    """Reached: a grade, from so-so on the true reason, and what is done about it. The action checks it all again."""

    grade = forms.ChoiceField(label=_("How satisfied?"), choices=Grade.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("True reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("So-so counts as dissatisfied: ask for the true reason."),
    )  # fmt: skip
    then = forms.ChoiceField(
        label=_("And now"), required=False, initial=SETTLE, widget=forms.RadioSelect,
        choices=[(SETTLE, _("Solved in this call")), (KEEP, _("Stays open, we see to it"))],
    )  # fmt: skip
    solution = forms.CharField(
        label=_("How it was solved"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """All that is missing is said at once; the action would stop at the first."""
        if self.cleaned_data.get("grade") in BAD:
            for name in ("reason", "solution") if self.settles() else ("reason",):
                if not self.cleaned_data.get(name, "").strip():
                    self.add_error(name, forms.ValidationError(_("This must not be empty."), code="R25"))
        return self.cleaned_data

    def settles(self) -> bool:
        """Dissatisfied, and solved on the spot (R26)."""
        return self.cleaned_data.get("grade") in BAD and self.cleaned_data.get("then") == SETTLE

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        data = self.cleaned_data
        if self.settles():
            return {name: data[name] for name in ("grade", "reason", "solution")}
        reason = data["reason"] if data["grade"] in BAD else ""
        return {"outcome": CallOutcome.REACHED, "grade": data["grade"], "reason": reason, "remark": data["remark"]}

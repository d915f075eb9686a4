"""What the desk-side transitions of visits ask for."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms import moment
from dispatch.queries import candidates
from servicedesk.people.models import StaffMember
from tickets.enums import FEE_CLEAR, Fee, SuspendReason
from tickets.transition_forms import PICTURES, TransitionForm, lines
from visits.actions import PartUsed
from visits.enums import Result
from visits.menu import visit_of


class ArriveForm(TransitionForm):
    """R18: told by himself or through the desk, with the minute."""

    at = moment(label=_("Arrived at"), required=False, help_text=_("Empty: now."))


class LetInForm(TransitionForm):
    by = forms.CharField(label=_("Who let him in"), max_length=60, required=False)


class RecordWorkForm(TransitionForm):
    """R22. Parts: one a line, name, quantity, price, divided by commas or spaces."""

    findings = forms.CharField(label=_("Findings"), max_length=1000, required=False, widget=lines())
    cause = forms.CharField(label=_("Cause"), max_length=300, required=False)
    work_done = forms.CharField(label=_("Work done"), max_length=1000, widget=lines())
    helpers = forms.CharField(label=_("Helpers"), max_length=200, required=False)
    parts = forms.CharField(
        label=_("Parts"), required=False, widget=lines(), help_text=_("One a line: name, quantity, price.")
    )

    def prepare(self) -> None:
        visit = visit_of(self.ticket)
        if visit is None:
            return
        for name in ("findings", "cause", "work_done", "helpers"):
            self.fields[name].initial = getattr(visit, name)
        used = visit.parts.all()
        self.fields["parts"].initial = "\n".join(f"{part.name}, {part.quantity:f}, {part.unit_price}" for part in used)

    def clean_parts(self) -> list[PartUsed]:
        text = self.cleaned_data["parts"]
        return [part_of(line) for line in text.splitlines() if line.strip()]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "parts": self.cleaned_data["parts"]}


def part_of(line: str) -> PartUsed:
    """'角阀, 1, 45' or '角阀 1 45'; quantity 1 and price 0 may be left out. Raises ValidationError naming the line."""
    pieces = [piece.strip() for piece in line.replace(",", ",").split(",")]
    if len(pieces) == 1:
        pieces = line.split()
    try:
        quantity, price = amounts(pieces[1:])
    except (InvalidOperation, ValueError) as wrong:
        words = gettext("“{line}” is not name, quantity, price.").format(line=line.strip()[:40])
        raise forms.ValidationError(words, code="R22") from wrong
    return PartUsed(pieces[0], quantity, price)


def amounts(figures: list[str]) -> tuple[Decimal, Decimal]:
    """(quantity, price). Raises ValueError or InvalidOperation for what is no amount that the columns can hold."""
    found = [Decimal(figure) for figure in figures]
    quantity, price = [*found, *(Decimal(1), Decimal(0))[len(found) :]]
    if not quantity.is_finite() or not price.is_finite() or abs(quantity) >= 10**6 or abs(price) >= 10**8:
        raise ValueError(figures)
    return quantity, price


class SuspendForm(TransitionForm):
    """R31: what it waits for, and when it goes on."""

    reason = forms.ChoiceField(
        label=_("Waits for"), choices=[one for one in SuspendReason.choices if one[0] != SuspendReason.NO_ACCESS],
        widget=forms.RadioSelect,
    )  # fmt: skip
    resume_at = moment(label=_("Goes on at"))
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class SignOffForm(TransitionForm):
    """R23 from the desk: a photo of the signed paper, or the reason why there is no signature."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, initial=Result.DONE, widget=forms.RadioSelect)
    fee = forms.ChoiceField(label=_("Fee"), required=False)
    signer_name = forms.CharField(label=_("Signed by"), max_length=60, required=False)
    signature = forms.FileField(
        label=_("Photo of the signed paper"), required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )  # fmt: skip
    satisfied = forms.NullBooleanField(
        label=_("Satisfied"), required=False,
        widget=forms.Select(choices=[("", "–"), ("true", _("Satisfied")), ("false", _("Dissatisfied"))]),
    )  # fmt: skip
    unsigned_reason = forms.CharField(label=_("Why there is no signature"), max_length=300, required=False)

    def prepare(self) -> None:
        clear = [(one.value, one.label) for one in Fee if one in FEE_CLEAR and one != Fee.SETTLED]
        now_words = (self.ticket.fee, self.ticket.get_fee_display())
        keep = [("", now_words[1])] if self.ticket.fee in FEE_CLEAR else [("", "–")]
        self.fields["fee"].choices = [*keep, *clear]  # type: ignore[attr-defined]


class ReworkForm(TransitionForm):
    reason = forms.CharField(label=_("What is to be done again"), max_length=500, widget=lines())
    staff: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Who goes"), queryset=None, required=False, empty_label=_("who did it")
    )

    def prepare(self) -> None:
        people = [one.staff.pk for one in candidates(self.ticket)]
        self.fields["staff"].queryset = StaffMember.objects.filter(pk__in=people).order_by(  # type: ignore[attr-defined]
            "employee_no"
        )

    def values(self) -> dict[str, Any]:
        values = super().values()
        if person := values.pop("staff", None):
            values["staff_id"] = person.pk
        return values

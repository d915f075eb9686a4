"""What the desk-side transitions of visits ask for."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms import WhoGoesForm
from servicedesk.people.models import StaffMember
from tickets.enums import FEE_CLEAR, Fee, SuspendReason
from tickets.transition_forms import PICTURES, TransitionForm, lines, moment
from visits import checklists
from visits.actions import PartUsed
from visits.actions.signing import supervisor_signs
from visits.catalogue.queries import causes
from visits.enums import Result
from visits.menu import unsigned_reason, visit_of
from visits.phone_queries import colleagues
from visits.suggesting import Suggesting


class ArriveForm(TransitionForm):
    """R18: told by himself or through the desk, with the minute."""

    at = moment(label=_("Arrived at"), required=False, help_text=_("Empty: now."))


class LetInForm(TransitionForm):
    """R21: who gave permission, and the checklist's lines for the door."""

    by = forms.CharField(label=_("Who let him in"), max_length=60, required=False)
    checks = forms.MultipleChoiceField(label=_("On entering"), required=False, widget=forms.CheckboxSelectMultiple)
    checklist = forms.CharField(required=False, widget=forms.HiddenInput)
    looks = {"checks": "picks", "checklist": "hidden"}

    def prepare(self) -> None:
        sheet = checklists.current(self.ticket)
        self.fields["checks"].choices = [(line.key, line.text) for line in sheet.entering]  # type: ignore[attr-defined]
        self.fields["checklist"].initial = sheet.version.pk if sheet.version else ""


class RecordWorkForm(TransitionForm):
    """R22. Parts: one a line, name, quantity, price, divided by commas or spaces."""

    findings = forms.CharField(label=_("Findings"), max_length=1000, required=False, widget=lines())
    cause = forms.CharField(label=_("Cause"), max_length=300, required=False, widget=Suggesting())
    work_done = forms.CharField(label=_("Work done"), max_length=1000, widget=lines())
    helper: "forms.ModelMultipleChoiceField[StaffMember]" = forms.ModelMultipleChoiceField(
        label=_("Helpers"), queryset=None, required=False
    )
    helpers = forms.CharField(label=_("Other helpers"), max_length=200, required=False)
    checks = forms.MultipleChoiceField(label=_("At the end"), required=False, widget=forms.CheckboxSelectMultiple)
    looks = {"checks": "picks"}
    parts = forms.CharField(
        label=_("Parts"), required=False, widget=lines(), help_text=_("One a line: name, quantity, price.")
    )

    def prepare(self) -> None:
        visit = visit_of(self.ticket)
        self.fields["helper"].queryset = colleagues(self.ticket, visit)  # type: ignore[attr-defined]
        self.fields["cause"].widget.words = [one.name for one in causes(self.ticket.skill)]
        if visit is None:
            return
        sheet = checklists.asked(self.ticket, visit)
        self.fields["checks"].choices = [(line.key, line.text) for line in sheet.at_end]  # type: ignore[attr-defined]
        self.fields["checks"].initial = visit.ticked
        self.fields["helper"].initial = [one.staff_id for one in visit.helpers_of_staff.all()]
        for name in ("findings", "cause", "work_done", "helpers"):
            self.fields[name].initial = getattr(visit, name)
        used = visit.parts.all()
        self.fields["parts"].initial = "\n".join(f"{part.name}, {part.quantity:f}, {part.unit_price}" for part in used)

    def clean_parts(self) -> list[PartUsed]:
        text = self.cleaned_data["parts"]
        return [part_of(line) for line in text.splitlines() if line.strip()]

    def values(self) -> dict[str, Any]:
        values = {**super().values(), "parts": self.cleaned_data["parts"]}
        values["helper_ids"] = [person.pk for person in values.pop("helper", ())]
        return values


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


def amounts(figures: list[str]) -> tuple[Decimal, Decimal | None]:
    """(quantity, price, None where none is said). Raises ValueError or InvalidOperation for what is no amount."""
    found = [Decimal(figure) for figure in figures]
    if len(found) > 2 or any(not one.is_finite() or abs(one) >= 10**6 for one in found):
        raise ValueError(figures)
    return found[0] if found else Decimal(1), found[1] if len(found) == 2 else None


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


class ReviewUnsignedForm(TransitionForm):
    """R23: the customer has not signed; the supervisor approves why, and in a public area signs in his place."""

    approve_unsigned = forms.BooleanField(label=_("I approve that the customer has not signed"))
    signature = forms.CharField(label=_("Supervisor's signature"), required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.reason = unsigned_reason(self.ticket)
        self.public = supervisor_signs(self.ticket)
        if self.public:
            self.fields["approve_unsigned"].label = _("Public area: I have seen the work and sign for it")


class ReworkForm(WhoGoesForm):
    field_order = ("reason", "staff")
    reason = forms.CharField(label=_("What is to be done again"), max_length=500, widget=lines())

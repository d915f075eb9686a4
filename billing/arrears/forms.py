"""What is asked on the pages of arrears (R38)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.arrears.ageing import TICKETS, Asked
from billing.arrears.enums import Bucket, Channel, Language, Means, Result, StopKind
from billing.arrears.promising import Word
from billing.arrears.reminding import Told
from billing.arrears.terms import MOST_STAGES, Terms
from billing.models import Fee
from servicedesk.estates.models import Building, Estate

HERE, ALL = "", "all"


class ListForm(forms.Form):
    """How the list is narrowed and sorted. What is not understood narrows nothing."""

    estate = forms.ChoiceField(label=_("Estate"), required=False)
    building = forms.ChoiceField(label=_("Building"), required=False)
    fee = forms.ChoiceField(label=_("Fee"), required=False)
    bucket = forms.ChoiceField(label=_("Age"), choices=[("", _("Any age")), *Bucket.choices], required=False)
    minimum = forms.DecimalField(label=_("At least ¥"), min_value=0, max_digits=10, decimal_places=2, required=False)
    unit = forms.CharField(label=_("Unit begins with"), max_length=24, required=False)
    on = forms.DateField(label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    order = forms.ChoiceField(
        label=_("Sort by"), required=False,
        choices=[("owed", _("Largest sum")), ("oldest", _("Oldest")), ("unit", _("Unit"))],
    )  # fmt: skip

    def __init__(self, *args: Any, estates: list[Estate], here: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estates, self.here = estates, here
        buildings = Building.objects.filter(estate=here).order_by("code")
        fees = Fee.objects.filter(estate=None) | Fee.objects.filter(estate__in=estates)
        choices: dict[str, list[tuple[str, Any]]] = {
            "estate": [(HERE, here.name), *([(ALL, _("All of mine"))] if len(estates) > 1 else [])],
            "building": [("", _("Any building")), *((str(one.pk), str(one)) for one in buildings)],
            "fee": [("", _("Any fee")), *((str(one.pk), one.name) for one in fees.order_by("code")),
                    (TICKETS, _("Services"))],
        }  # fmt: skip
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        said = self.cleaned_data
        everywhere = said.get("estate") == ALL
        building = "" if everywhere else said.get("building")
        return Asked(
            self.estates if everywhere else [self.here], said.get("on"), building or None,  # type: ignore[arg-type]
            said.get("fee", ""), said.get("bucket", ""), said.get("minimum") or Decimal(0),
            said.get("unit", "").strip(), order=said.get("order") or "owed",
        )  # fmt: skip


class LookForm(forms.Form):
    """Which reminder is looked at before it goes."""

    stage = forms.TypedChoiceField(label=_("Step"), coerce=int, empty_value=None, required=False)
    channel = forms.ChoiceField(label=_("How"), choices=[("", _("As the step says")), *Channel.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [("", _("The next one")), *((str(one.nth), one.label) for one in terms.ladder)]
        self.fields["stage"].choices = stages  # type: ignore[attr-defined]

    def told(self) -> Told:
        said = self.cleaned_data if self.is_valid() else {}
        language = said.get("language") or Language.CHINESE
        return Told(said.get("stage"), said.get("channel", ""), language)


class RemindForm(LookForm):
    """It goes: with the sum that was looked at, and what came of a call."""

    amount = forms.DecimalField(max_digits=14, decimal_places=2, widget=forms.HiddenInput)
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    result = forms.ChoiceField(label=_("What came of it"), choices=[("", "–"), *Result.choices], required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(
            said["stage"], said["channel"], said["language"] or Language.CHINESE, said["result"], said["remark"],
            said["amount"], once=said["once"],
        )  # fmt: skip


class ManyForm(forms.Form):
    """How many are reminded at once: each by its next step; by its own way, or all by one."""

    channel = forms.ChoiceField(
        label=_("How"), required=False,
        choices=[("", _("As the step says")), ("message", _("Message with a link")), ("letter", _("Printed letter"))],
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)

    def told(self) -> Told:
        said = self.cleaned_data if self.is_valid() else {}
        return Told(None, said.get("channel", ""), said.get("language") or Language.CHINESE)


class PromiseForm(forms.Form):
    promised_by = forms.CharField(label=_("Who promised"), max_length=60)
    promised = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    means = forms.ChoiceField(label=_("How it was told"), choices=Means.choices)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def word(self) -> Word:
        said = self.cleaned_data
        return Word(said["promised_by"], said["promised"], said["until"], said["means"], said["note"])


class StopForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of stop"), choices=StopKind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A dispute needs a day, on which it is looked at again."),
    )  # fmt: skip

    def __init__(self, *args: Any, may_legal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_legal:
            kinds = [one for one in StopKind.choices if one[0] != StopKind.LEGAL]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TermsForm(forms.Form):
    """When bills are due, when reminders go, and how one pays."""

    due_days = forms.IntegerField(
        label=_("Due so many days after the first of the month"), min_value=0, max_value=366
    )  # fmt: skip
    minimum = forms.DecimalField(label=_("Not reminded below"), min_value=0, max_digits=10, decimal_places=2)
    gap_days = forms.IntegerField(label=_("Days between two reminders"), min_value=1, max_value=90)
    promise_days = forms.IntegerField(label=_("Longest promise, in days"), min_value=1, max_value=366)
    phone = forms.CharField(
        label=_("Whom to call"), max_length=20, required=False, help_text=_("Empty: the phone of the desk.")
    )
    pay_zh = forms.CharField(label=_("How to pay, in Chinese"), max_length=300, required=False)
    pay_en = forms.CharField(label=_("How to pay, in English"), max_length=300, required=False)


class StageForm(forms.Form):
    """One step; without days it is none."""

    after = forms.IntegerField(label=_("Days overdue"), min_value=1, max_value=3650, required=False)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices)
    name = forms.CharField(label=_("Name of the step"), max_length=40, required=False)
    zh = forms.CharField(
        label=_("Words in Chinese"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    en = forms.CharField(
        label=_("Words in English"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


def stage_forms(data: Any, terms: Terms) -> list[StageForm]:
    """A form for each step, and empty ones up to the most there may be."""
    rows: list[dict[str, Any]] = [
        {"after": one.after, "channel": one.channel, "name": one.name, "zh": one.zh, "en": one.en}
        for one in terms.ladder
    ]  # fmt: skip
    rows += [{}] * (MOST_STAGES - len(rows))
    return [StageForm(data, prefix=f"s{nth}", initial=row) for nth, row in enumerate(rows, 1)]


def ladder_said(forms_sent: list[StageForm]) -> list[dict[str, Any]]:
    return [dict(one.cleaned_data) for one in forms_sent if one.cleaned_data["after"]]

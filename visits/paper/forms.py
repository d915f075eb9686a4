"""What a worker without an account fills in."""

import io
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import photos
from tickets.enums import PhotoKind
from visits.checklists import Asked
from visits.paper.links import COMPANY, NAME
from visits.phone_forms import decoded


class ArriveForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=NAME)
    company = forms.CharField(label=_("Your company"), max_length=COMPANY, required=False)


class Knocking(forms.Form):
    """A knock, or nobody opening: nothing is filled in, the time is ours (R20)."""


class WorkForm(forms.Form):
    """The whole checklist, findings, work (R21, R22)."""

    checks = forms.MultipleChoiceField(label=_("Done"), required=False, widget=forms.CheckboxSelectMultiple)
    checklist = forms.CharField(required=False, widget=forms.HiddenInput)
    findings = forms.CharField(
        label=_("What I found"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    work_done = forms.CharField(label=_("What I did"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, sheet: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checks"].choices = [(line.key, line.text) for line in sheet.lines]  # type: ignore[attr-defined]
        self.fields["checklist"].initial = str(sheet.version.pk) if sheet.version else ""


class SignForm(forms.Form):
    """The customer's signature on this phone, or why there is none (R23)."""

    signer_name = forms.CharField(label=_("Who signs"), required=False, max_length=60)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    satisfied = forms.ChoiceField(
        label=_("Satisfied?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("Satisfied")), ("no", _("Not satisfied"))],
    )  # fmt: skip
    unsigned_reason = forms.CharField(label=_("Why not signed"), required=False, max_length=200)

    def values(self) -> dict[str, Any]:
        """The action's arguments. Raises Invalid for a signature that is no picture."""
        drawn = self.cleaned_data["signature"]
        return {
            "signer_name": self.cleaned_data["signer_name"], "unsigned_reason": self.cleaned_data["unsigned_reason"],
            "signature": photos.check(io.BytesIO(decoded(drawn)), field="signature") if drawn else None,
            "satisfied": {"yes": True, "no": False}.get(self.cleaned_data["satisfied"]),
        }  # fmt: skip


class PhotoForm(forms.Form):
    kind = forms.ChoiceField(choices=[(PhotoKind.BEFORE.value, ""), (PhotoKind.AFTER.value, "")])
    photo = forms.FileField(label=_("Photo"))

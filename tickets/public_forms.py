"""What residents fill in without an account: a report by QR code, a grade by link. Few fields, plain words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Unit
from servicedesk.estates.phones import normalise
from servicedesk.people.enums import Skill
from tickets.actions import Report
from tickets.enums import SATISFIED, Channel, Grade, Kind
from tickets.places import Place

REPAIR = "repair"
# value: (words, icon, skill)
TOPICS: dict[str, tuple[Any, str, str]] = {
    "water": (_("Leak, blockage"), "droplet", Skill.PLUMBING),
    "power": (_("Power and light"), "bulb", Skill.ELECTRICAL),
    "lift": (_("Lift"), "elevator", Skill.LIFT),
    "doors": (_("Doors and locks"), "door", Skill.DOORS),
    "clean": (_("Cleaning, greening"), "trash", Skill.CLEANING),
    "other": (_("Something else"), "dots", ""),
}
TOPIC_ICONS = {value: icon for value, (_words, icon, _skill) in TOPICS.items()}
FACES = {
    Grade.VERY_SATISFIED: "mood-happy", Grade.SATISFIED: "mood-smile", Grade.SO_SO: "mood-empty",
    Grade.DISSATISFIED: "mood-confused", Grade.VERY_DISSATISFIED: "mood-sad",
}  # fmt: skip
MOST_PHOTOS = 3


class ReportForm(forms.Form):
    """A report from the web (R1, R2): where, what, a phone to call back."""

    kind = forms.ChoiceField(
        label=_("What is it about"), widget=forms.RadioSelect, initial=REPAIR,
        choices=[(REPAIR, _("Repair")), (Kind.COMPLAINT, _("Complaint")), (Kind.SUGGESTION, _("Suggestion"))],
    )  # fmt: skip
    topic = forms.ChoiceField(
        label=_("What is broken"), required=False, widget=forms.RadioSelect,
        choices=[(value, words) for value, (words, _icon, _skill) in TOPICS.items()],
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where"), max_length=100, help_text=_("Building-entrance-flat, or which public place")
    )
    description = forms.CharField(label=_("Tell us more"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    name = forms.CharField(label=_("Your name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Mobile number"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    # Robots fill what people do not see.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, at: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if at.exact:
            del self.fields["place"]
        elif at.building is not None:
            self.fields["place"].initial = f"{at.building.code}-"

    def clean_phone(self) -> str:
        """E.164, or what would be right (R2)."""
        try:
            return normalise(self.cleaned_data["phone"])
        except ValidationError as wrong:
            raise forms.ValidationError(wrong.messages[0], code="R2") from wrong

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this empty."), code="R1")
        return ""

    def report(self) -> Report:
        """What the desk is told. A place that begins with a flat's code is that flat."""
        at, words = self.at, self.cleaned_data.get("place", "").strip()
        unit = at.unit or Unit.objects.filter(estate=at.estate, code__iexact=(words.split() or [""])[0]).first()
        return Report(
            estate_id=at.estate.pk, kind=self.meant(unit), channel=Channel.WEB,
            description=self.cleaned_data["description"], unit_id=unit.pk if unit else None,
            area_id=at.area.pk if at.area else None, place=words, skill=self.trade(),
            contact_name=self.cleaned_data["name"], contact_phone=self.cleaned_data["phone"],
        )  # fmt: skip

    def meant(self, unit: Unit | None) -> str:
        chosen: str = self.cleaned_data["kind"]
        if chosen != REPAIR:
            return chosen
        return Kind.HOUSEHOLD_REPAIR if unit else Kind.PUBLIC_REPAIR

    def trade(self) -> str:
        """The trade of a repair; '' where none is meant."""
        topic = self.cleaned_data.get("topic") or "other"
        return str(TOPICS[topic][2]) if self.cleaned_data["kind"] == REPAIR else ""


class GradeForm(forms.Form):
    """R25: five grades; from so-so on at least one reason."""

    WHAT = (
        ("late", _("Came late")),
        ("not_fixed", _("Not really fixed")),
        ("price", _("Price not clear")),
        ("dirty", _("Not cleaned up")),
        ("manner", _("Manner")),
        ("other", _("Other")),
    )
    grade = forms.ChoiceField(label=_("Satisfied?"), choices=Grade.choices, widget=forms.RadioSelect)
    what = forms.MultipleChoiceField(
        label=_("What was not good?"), choices=WHAT, required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("A few words more"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    again = forms.ChoiceField(
        label=_("Shall we come again?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("Yes, call me")), ("no", _("No"))],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """So-so counts as dissatisfied, and then the true reason is needed (R25)."""
        data = self.cleaned_data
        said = data.get("what") or data.get("more", "").strip()
        if data.get("grade") and data["grade"] not in SATISFIED and not said:
            self.add_error("what", forms.ValidationError(_("Choose at least one."), code="R25"))
        return data

    def reason(self) -> str:
        """The ticked reasons and the words, as one sentence."""
        if self.cleaned_data["grade"] in SATISFIED:
            return ""
        names = dict(self.WHAT)
        return " · ".join([*(str(names[one]) for one in self.cleaned_data["what"]), *self.words()])

    def words(self) -> list[str]:
        more = self.cleaned_data["more"].strip()
        return [more] if more else []

    def remark(self) -> str:
        """What else was said: words of praise, or whether to come again."""
        if self.cleaned_data["grade"] in SATISFIED:
            return " ".join(self.words())
        chosen = dict(self.fields["again"].choices).get(self.cleaned_data["again"], "")  # type: ignore[attr-defined]
        return str(chosen)

"""The intake: everything of R2 on one screen, and how what was typed becomes a Report."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from tickets.actions import Report
from tickets.complaints.enums import Category, choices_of
from tickets.drafts import Draft, draft_of
from tickets.enums import REPAIRS, Channel, Kind, Validity
from tickets.spoken import read

# Short enough for one row of segments.
KINDS = (
    (Kind.HOUSEHOLD_REPAIR, _("Home")),
    (Kind.PUBLIC_REPAIR, _("Public")),
    (Kind.COMPLAINT, _("Complaint")),
    (Kind.INQUIRY, _("Inquiry")),
    (Kind.SPECIAL_SERVICE, _("Paid")),
    (Kind.SUGGESTION, _("Suggest")),
    (Kind.PRAISE, _("Praise")),
)
# What the desk itself takes in; the rest comes over its own ways.
CHANNELS = [(one.value, one.label) for one in Channel if one not in (Channel.WEB, Channel.REST)]
# Fields of the part that asks who goes (dispatch/_assign.html).
FETCHED = (
    "assignee",
    "department",
    "answer",
    "reason",
    "external_number",
    "external_deadline",
    "validity",
    "category",
    "major",
)
LINES = forms.Textarea(attrs={"rows": 2})


def words(label: Any, most: int, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **given)


def hidden(field: type[forms.Field] = forms.UUIDField) -> forms.Field:
    return field(required=False, widget=forms.HiddenInput)


class IntakeForm(forms.Form):
    """One report. Names are those of `tickets.actions.Report`, so that a refusal finds its field."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.HOUSEHOLD_REPAIR)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    place = words(_("Place"), 120)
    description = words(_("What is the matter"), 1000, widget=LINES)
    skill = forms.ChoiceField(label=_("Kind of work"), choices=Skill.choices, required=False, widget=forms.RadioSelect)
    contact_name = words(_("Contact"), 60)
    contact_phone = words(_("Phone"), 24)
    wished_at = words(_("Wished visit"), 40)
    reply_promised_at = words(_("Promised answer"), 40)
    channel = forms.ChoiceField(
        choices=CHANNELS, initial=Channel.PHONE, label=_("Channel"), widget=forms.Select(attrs={"class": "form-select"})
    )
    external_number = words(_("Official number"), 60)
    external_deadline = words(_("Official deadline"), 40)
    validity = forms.ChoiceField(
        label=_("Validity"), choices=Validity.choices, required=False, widget=forms.RadioSelect, initial=Validity.VALID
    )
    category = forms.ChoiceField(
        label=_("About"), choices=[("", _("not known yet")), *Category.choices], required=False
    )
    major = forms.BooleanField(label=_("Major: the managers are told at once"), required=False)
    answer = words(_("Answer"), 1000, widget=LINES)
    department = hidden()
    reporter, phone_id, unit, area = hidden(), hidden(), hidden(), hidden()
    received_at = hidden(forms.DateTimeField)

    def __init__(self, *args: Any, actor: Principal, estate: Estate, now: datetime, **kwargs: Any) -> None:
        self.actor, self.estate, self.now = actor, estate, now
        super().__init__(*args, **{"auto_id": "intake-%s", **kwargs})
        if self.is_bound and not self.data.get("validity"):
            typed: Any = self.data
            self.data = typed.copy()
            self.data["validity"] = Validity.VALID  # type: ignore[index]
        # Of the other validity none is meant: switched over, what was chosen counts for nothing.
        fitting = [("", _t("not known yet")), *choices_of(self.draft.validity)]
        self.fields["category"].choices = fitting  # type: ignore[attr-defined]

    @property
    def draft(self) -> Draft:
        """What is known so far, whether or not the form is complete."""
        if not hasattr(self, "_draft"):
            self._draft = draft_of(self.data if self.is_bound else self.initial, self.actor, self.estate)
        return self._draft

    def clean_wished_at(self) -> datetime | None:
        return self.spoken("wished_at")

    def clean_reply_promised_at(self) -> datetime | None:
        return self.spoken("reply_promised_at")

    def spoken(self, name: str) -> datetime | None:
        """A time as it is said; one that has passed is refused with the first that would do (R2)."""
        moment = read(self.cleaned_data[name], self.now)
        if moment is not None and moment <= self.now:
            raise forms.ValidationError(
                _t("This time has passed, choose after {time}.").format(time=f"{self.now:%H:%M}")
            )
        return moment

    def clean_external_deadline(self) -> datetime | None:
        """It may have passed before it reached us; the action says what cannot be."""
        return read(self.cleaned_data["external_deadline"], self.now)

    @property
    def forwarded(self) -> bool:
        """By head office or the hotline, with a number and a deadline of theirs (R1)."""
        return self.is_bound and self.data.get("channel") in (Channel.HEAD_OFFICE, Channel.HOTLINE)

    @property
    def is_repair(self) -> bool:
        """Whether a kind of work belongs to it."""
        return self["kind"].value() in REPAIRS

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was chosen in the part that is fetched by itself: (name, value), so that a refused form keeps it."""
        if not self.is_bound:
            return []
        typed: Any = self.data
        return [(name, value) for name in FETCHED for value in typed.getlist(name) if value]

    @property
    def late_errors(self) -> list[str]:
        """Errors of fields in that part, and of hidden ones, shown beneath it."""
        names = [*FETCHED, *(field.name for field in self.hidden_fields())]
        return [str(error) for name in names for error in self.errors.get(name, [])] if self.is_bound else []

    def report(self) -> Report:
        """The cleaned form as the action takes it."""
        draft, clean = self.draft, self.cleaned_data
        kept = ("kind", "channel", "description", "urgent", "contact_name", "received_at", "wished_at")
        return Report(
            estate_id=draft.estate.pk,
            unit_id=draft.unit.pk if draft.unit else None,
            area_id=draft.area.pk if draft.area else None,
            place=clean["place"],
            skill=clean["skill"] if clean["kind"] in REPAIRS else "",
            reporter_id=draft.reporter.pk if draft.reporter else None,
            contact_phone=draft.phone or clean["contact_phone"],
            reply_promised_at=clean["reply_promised_at"],
            external_number=clean["external_number"],
            external_deadline=clean["external_deadline"],
            validity=clean["validity"] or Validity.VALID,
            category=clean["category"],
            major=clean["major"],
            **{name: clean[name] for name in kept},
        )

"""What a technician enters on his phone. Choices first: he has one thumb and wet hands."""

import base64
import binascii
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.refusals import Invalid
from tickets import photos
from tickets.enums import FEE_CLEAR, Fee, PhotoKind, SuspendReason
from tickets.models import Ticket
from visits.actions import PartUsed
from visits.checklists import Asked, demand
from visits.enums import Check, Result
from visits.models import StockPart, Visit
from visits.suggesting import Suggesting

OWN = "own"
PNG = "data:image/png;base64,"
# A signature of a thousand strokes has some 60 kB; more is no signature.
LONGEST_SIGNATURE = 1_000_000
# What he is asked about, in minutes from now; the first two are rounded up to five as people say them.
OFFERED_MINUTES = (10, 20, 30)


class AcceptForm(forms.Form):
    """When he will be there (R18): one of three, or a time of his own, which is tomorrow's when it has passed today."""

    arrival = forms.ChoiceField(label=_("When will you be there?"), widget=forms.RadioSelect)
    own = forms.TimeField(
        label=_("My own time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.times = [rounded(at, minutes) for minutes in OFFERED_MINUTES]
        # A choice stays good while he reads it: what was offered a moment ago is taken by its time, not by its place.
        self.fields["arrival"].choices = [  # type: ignore[attr-defined]
            *((moment.isoformat(), f"{timezone.localtime(moment):%H:%M}") for moment in self.times),
            (OWN, _("My own time")),
        ]
        self.fields["arrival"].initial = self.times[0].isoformat()

    def arrival_at(self) -> datetime:
        """The promised moment. Raises Invalid naming the field."""
        chosen = self.data.get("arrival", "")
        if chosen != OWN:
            moment = parse_moment(chosen)
            if moment is None:
                raise Invalid(gettext("Choose a time."), rule="R18", field="arrival")
            return moment
        own = self.cleaned_data.get("own")
        if own is None:
            raise Invalid(gettext("Say at what time."), rule="R18", field="own")
        local = timezone.localtime(self.at)
        moment = local.replace(hour=own.hour, minute=own.minute, second=0, microsecond=0)
        return moment if moment > local else moment + timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """A time that was offered some minutes ago is no longer among the choices, yet still a time."""
        if "arrival" in self.errors and parse_moment(self.data.get("arrival", "")):
            del self.errors["arrival"]
        return self.cleaned_data


def rounded(at: datetime, minutes: int) -> datetime:
    """Some minutes from now, rounded up to five minutes."""
    later = (at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return later + timedelta(minutes=-later.minute % 5)


def parse_moment(text: str) -> datetime | None:
    """An ISO moment with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


class RefuseForm(forms.Form):
    """Why he cannot go: a concrete reason, at once (R14)."""

    REASONS = (
        ("busy", _("Cannot leave my present job")),
        ("skill", _("Not my trade")),
        ("parts", _("No parts")),
        ("off", _("About to go off duty")),
        (OWN, _("In my own words…")),
    )
    reason = forms.ChoiceField(label=_("Cannot go? Say why"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why"), required=False, max_length=200)

    def sentence(self) -> str:
        """The reason in words, as it goes to the timeline."""
        chosen = self.cleaned_data["reason"]
        return self.cleaned_data["words"] if chosen == OWN else str(dict(self.REASONS)[chosen])


class NobodyForm(forms.Form):
    """The estate manager's answer: nobody can be sent, and why (R16). Field names of its own beside `RefuseForm`'s."""

    REASONS = (
        ("all_busy", _("All are at more urgent jobs")),
        ("no_skill", _("Nobody on duty knows the trade")),
        ("no_parts", _("Parts have to come first")),
        ("outside", _("It needs an outside company")),
        (OWN, _("In my own words…")),
    )
    nobody = forms.ChoiceField(label=_("Why nobody can be sent"), choices=REASONS, widget=forms.RadioSelect)
    nobody_words = forms.CharField(label=_("Why"), required=False, max_length=200)

    def sentence(self) -> str:
        """The reason in words, as it goes to the timeline."""
        chosen = self.cleaned_data["nobody"]
        return self.cleaned_data["nobody_words"] if chosen == OWN else str(dict(self.REASONS)[chosen])


class LetInForm(forms.Form):
    """The checklist on entering (R21): without permission nobody enters."""

    checks = forms.MultipleChoiceField(label=_("On entering"), widget=forms.CheckboxSelectMultiple, required=False)
    # The version that is ticked: the tenant may lay down another while the phone is without network.
    checklist = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields["checks"].choices = [(line.key, line.text) for line in sheet.entering]  # type: ignore[attr-defined]
        self.fields["checklist"].initial = str(sheet.version.pk) if sheet.version else ""

    def clean_checks(self) -> list[str]:
        """Permission first, then the other lines that may not be missing."""
        ticked: list[str] = self.cleaned_data["checks"]
        if Check.PERMISSION not in ticked:
            raise forms.ValidationError(_("Enter only with permission: ask, then tick it."), code="R21")
        try:
            demand(self.sheet.entering, ticked)
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.message), code="R21") from refusal
        return ticked


class WorkForm(forms.Form):
    """Findings, cause, work, helpers (R22); the parts are read from repeated fields by `parts_of`."""

    findings = forms.CharField(
        label=_("What I found"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    cause = forms.CharField(label=_("Cause"), required=False, max_length=300, widget=Suggesting())
    work_done = forms.CharField(label=_("What I did"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    helper = forms.MultipleChoiceField(label=_("Who helped"), required=False)
    helpers = forms.CharField(label=_("Other helpers"), required=False, max_length=200)
    checks = forms.MultipleChoiceField(label=_("At the end"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, around: "Around", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].widget.words = around.causes
        self.fields["helper"].choices = around.colleagues_with_none  # type: ignore[attr-defined]
        lines = [(line.key, line.text) for line in around.sheet.at_end]
        self.fields["checks"].choices = lines  # type: ignore[attr-defined]

    def clean_helper(self) -> list[UUID]:
        return [UUID(one) for one in dict.fromkeys(self.cleaned_data["helper"]) if one]

    @property
    def helpers_chosen(self) -> list[str]:
        """Two lists to choose from, at most four once they are full."""
        chosen = [one for one in self["helper"].value() or [] if one]
        return [*chosen, *[""] * max(1, 2 - len(chosen))][:4]

    @classmethod
    def of(cls, visit: Visit | None, around: "Around") -> "WorkForm":
        """The form with what the visit has."""
        names = ("findings", "cause", "work_done", "helpers")
        initial: dict[str, Any] = {name: getattr(visit, name) for name in names} if visit else {}
        if visit:
            initial |= {"helper": around.chosen, "checks": visit.ticked}
        return cls(initial=initial, around=around)


@dataclass(frozen=True)
class Around:
    """What the catalogue offers for one visit: its checklist, causes, parts, and the colleagues of the place."""

    sheet: Asked
    causes: list[str] = field(default_factory=list)
    colleagues: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    parts: list[StockPart] = field(default_factory=list)

    @property
    def colleagues_with_none(self) -> list[tuple[str, str]]:
        return [("", "–"), *self.colleagues]


def parts_of(data: Any) -> list[PartUsed]:
    """The parts of repeated fields part_name, part_quantity, part_price; empty lines are skipped (R22, R39)."""
    columns = [data.getlist(f"part_{name}") for name in ("name", "quantity", "price")]
    lines = zip(*columns, strict=False)
    named = [(name.strip(), quantity, price) for name, quantity, price in lines if name.strip()]
    return [
        PartUsed(name, amount(quantity, "1"), amount(price, "0") if price.strip() else None)
        for name, quantity, price in named
    ]


def amount(text: str, default: str) -> Decimal:
    """A figure as typed: 2, 2.5, 12,50. Raises Invalid for anything else."""
    try:
        figure = Decimal((text or default).strip().replace(",", "."))
    except InvalidOperation as wrong:
        raise Invalid(gettext("“{value}” is no figure.").format(value=text), rule="R22", field="parts") from wrong
    if not figure.is_finite() or abs(figure) >= 1_000_000 or figure != figure.quantize(Decimal("0.01")):
        raise Invalid(gettext("“{value}” is no figure.").format(value=text), rule="R22", field="parts")
    return figure


class SignForm(forms.Form):
    """The customer's signature and satisfaction, or why there is none; how the fee stands (R23)."""

    WHY_NOT = (
        ("away", _("The resident had to leave")),
        ("declined", _("The resident does not want to sign")),
        ("public", _("Public area, nobody there to sign")),
        (OWN, _("In my own words…")),
    )
    satisfied = forms.ChoiceField(
        label=_("Satisfied?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("Satisfied")), ("no", _("Not satisfied"))],
    )  # fmt: skip
    result = forms.ChoiceField(
        label=_("Result"), required=False, initial=Result.DONE, choices=Result.choices, widget=forms.RadioSelect
    )
    fee = forms.ChoiceField(label=_("Fee"), required=False, widget=forms.RadioSelect)
    signer_name = forms.CharField(label=_("Who signs"), required=False, max_length=60)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    paper = forms.ImageField(label=_("Photo of the signed paper"), required=False, widget=forms.FileInput)
    unsigned = forms.ChoiceField(label=_("Why not signed"), required=False, choices=WHY_NOT, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fee"].choices = fees(ticket)  # type: ignore[attr-defined]
        self.fields["fee"].initial = ticket.fee if ticket.fee in FEE_CLEAR else None
        self.fields["signer_name"].initial = ticket.contact_name

    def picture(self) -> photos.Picture | None:
        """The signature from the screen, else the photographed paper, else None. Raises Invalid for a broken one."""
        drawn, paper = self.cleaned_data["signature"], self.cleaned_data["paper"]
        if drawn:
            return photos.check(io.BytesIO(decoded(drawn)), field="signature")
        if paper:
            paper.seek(0)
            return photos.check(paper, field="paper")
        return None

    def why_unsigned(self) -> str:
        """The recorded reason of a missing signature, or nothing."""
        chosen = self.cleaned_data["unsigned"]
        return self.cleaned_data["words"] if chosen == OWN else str(dict(self.WHY_NOT).get(chosen, ""))

    def opinion(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["satisfied"])


def fees(ticket: Ticket) -> list[tuple[str, Any]]:
    """How the fee may be said to stand: settled only where a receipt has made it so (R35)."""
    if ticket.fee == Fee.QUOTED:
        return [(Fee.OWED.value, _("Owed, to be paid later"))]
    if ticket.fee in FEE_CLEAR:
        return [(str(ticket.fee), Fee(ticket.fee).label)]
    return [(Fee.FREE.value, Fee.FREE.label), (Fee.OWED.value, _("Owed, to be paid later"))]


def decoded(data_url: str) -> bytes:
    """The bytes of a PNG data URL. Raises Invalid when it is none."""
    if not data_url.startswith(PNG) or len(data_url) > LONGEST_SIGNATURE:
        raise Invalid(gettext("The signature cannot be read: sign again."), rule="R23", field="signature")
    try:
        return base64.b64decode(data_url.removeprefix(PNG), validate=True)
    except binascii.Error as wrong:
        raise Invalid(gettext("The signature cannot be read: sign again."), rule="R23", field="signature") from wrong


class SuspendForm(forms.Form):
    """Why the work waits, and when it goes on (R31)."""

    REASONS = tuple((r.value, r.label) for r in SuspendReason if r != SuspendReason.NO_ACCESS)
    reason = forms.ChoiceField(label=_("Why it has to wait"), choices=REASONS, widget=forms.RadioSelect)
    resume_at = forms.DateTimeField(
        label=_("Goes on"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), required=False, max_length=200)


class PhotoForm(forms.Form):
    """One picture, before or after (R22)."""

    KINDS = ((PhotoKind.BEFORE.value, PhotoKind.BEFORE.label), (PhotoKind.AFTER.value, PhotoKind.AFTER.label))
    kind = forms.ChoiceField(choices=KINDS)
    photo = forms.FileField(label=_("Photo"))

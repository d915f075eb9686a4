"""What the transitions of dispatching ask for."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.actions.appointments import manager_said_so
from dispatch.actions.conciliating import colleagues, open_one
from dispatch.actions.placing import who_may_take
from dispatch.enums import Mode, Pool, Settlement
from dispatch.events import group_words
from dispatch.menu import live
from dispatch.queries import TRADES, Candidate, candidates
from dispatch.script import script
from servicedesk.people.enums import Trade
from servicedesk.people.models import Department, StaffMember
from servicedesk.timers.now import now
from tickets.enums import REPAIRS, SATISFIED, Grade, State
from tickets.spoken import read
from tickets.transition_forms import DepartmentForm, TransitionForm, WhoseCallForm, lines, moment

HALF_A_DAY = timedelta(hours=12)


class Spoken(forms.CharField):
    """A time as it is said on the phone: 10:55, +20 (minutes), tomorrow 9:30. Typed, as a picker needs the mouse."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=30, **given)
        self.widget.attrs |= {"autocomplete": "off", "size": 12}

    def clean(self, value: Any) -> datetime | None:
        """A time without its day that lies half a day off is meant across midnight."""
        at = timezone.localtime(now())
        moment = read(super().clean(value), at)
        if moment is None or abs(moment - at) <= HALF_A_DAY or moment.date() != at.date():
            return moment
        return moment + timedelta(days=1 if moment < at else -1)

    def prepare_value(self, value: Any) -> Any:
        return f"{timezone.localtime(value):%H:%M}" if isinstance(value, datetime) else value


def to_minute(at: datetime) -> datetime:
    return timezone.localtime(at).replace(second=0, microsecond=0)


class CandidateForm(TransitionForm):
    """Who goes: the estate's people, best first, each with the reasons (R19)."""

    staff = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.found: list[Candidate] = candidates(self.ticket)
        field = self.fields["staff"]
        field.choices = [(str(one.staff.pk), one.staff.name) for one in self.found]  # type: ignore[attr-defined]
        if self.found and field.required:
            field.initial = str(self.found[0].staff.pk)

    def lead_hand(self) -> None:
        """The arrow keys go on from the one chosen: see `rows`."""

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each candidate with his radio button; the first fit one is recommended."""
        best = next((one for one in self.found if one.fit == "possible"), None)
        for radio in self["staff"]:
            if radio.data["selected"]:
                radio.data["attrs"]["autofocus"] = True
        return [
            {"radio": radio, "who": one.staff, "reasons": one.reasons(), "fit": "best" if one is best else one.fit}
            for radio, one in zip(self["staff"], self.found, strict=True)
        ]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if staff := values.pop("staff", ""):
            values["staff_id"] = staff
        return values


class DispatchForm(CandidateForm):
    """A person, or for what is no repair a department (R13); who lacks the skill needs a reason."""

    staff = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect, required=False)
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Or a department"), queryset=None, required=False, empty_label="–",
    )  # fmt: skip
    reason = forms.CharField(label=_("Why this person"), max_length=300, required=False)

    def prepare(self) -> None:
        super().prepare()
        here = Department.objects.filter(postings__estate_id=self.ticket.estate_id)
        self.fields["department"].queryset = here.distinct().order_by("name")  # type: ignore[attr-defined]
        if self.found:
            self.fields["staff"].initial = str(self.found[0].staff.pk)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("staff") and not values.get("department") and "staff" not in self.errors:
            self.add_error("staff", _("Say who is to be sent."))
        return values

    def values(self) -> dict[str, Any]:
        values = super().values()
        if department := values.pop("department", None):
            return {"department_id": department.pk}
        return values


class ReassignForm(CandidateForm):
    reason = forms.CharField(label=_("Why another person"), max_length=300)

    def prepare(self) -> None:
        super().prepare()
        held = live(self.ticket)
        self.found = [one for one in self.found if held is None or one.staff.pk != held.staff_id]
        field = self.fields["staff"]
        field.choices = [(str(one.staff.pk), one.staff.name) for one in self.found]  # type: ignore[attr-defined]
        field.initial = str(self.found[0].staff.pk) if self.found else None


class VerbalForm(CandidateForm):
    """R13: the acceptor's name and the minute; afterwards also what the reporter told the technician himself."""

    mode = forms.ChoiceField(
        label=_("How"), choices=[(Mode.VERBAL, Mode.VERBAL.label), (Mode.DIRECT, Mode.DIRECT.label)],
        initial=Mode.VERBAL, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    accepted_at = Spoken(label=_("Accepted at"), required=False)
    arrival_at = Spoken(label=_("There by"), required=False, help_text=_("Like 10:55 or +20."))
    reason = forms.CharField(label=_("Why this person"), max_length=300, required=False)

    def prepare(self) -> None:
        super().prepare()
        self.script = script(self.ticket)
        self.fields["accepted_at"].initial = now()
        held = live(self.ticket)
        if held is not None and held.staff_id:
            self.fields["staff"].initial = str(held.staff_id)


class AcceptForm(TransitionForm):
    """He goes; of a department or a group somebody has to be named (R13)."""

    staff = forms.ChoiceField(label=_("Who goes"), widget=forms.RadioSelect)
    arrival_at = Spoken(label=_("There by"), required=False, help_text=_("Like 10:55 or +20."))

    def prepare(self) -> None:
        held = live(self.ticket)
        if held is None or held.staff_id is not None:
            del self.fields["staff"]
            return
        people = [(str(one.pk), one.name) for one in who_may_take(self.ticket, held)]
        self.fields["staff"].choices = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if staff := values.pop("staff", ""):
            values["staff_id"] = staff
        return values


class GroupForm(TransitionForm):
    """To whom it is held out; the first to take it has it (R13)."""

    group = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("What they should know"), max_length=300, required=False)

    def prepare(self) -> None:
        here = Department.objects.filter(postings__estate_id=self.ticket.estate_id).distinct().order_by("name")
        skill = [(Pool.SKILL, group_words(Pool.SKILL, self.ticket.skill))] if self.ticket.skill else []
        shift = (Pool.SHIFT, group_words(Pool.SHIFT, ""))
        departments = [(f"d:{one.pk}", one.name) for one in here]
        self.fields["group"].choices = [*skill, shift, *departments]  # type: ignore[attr-defined]
        self.fields["group"].initial = Pool.SKILL if skill else Pool.SHIFT

    def values(self) -> dict[str, Any]:
        values = super().values()
        if values["group"].startswith("d:"):
            return {**values, "group": Pool.DEPARTMENT, "department_id": values["group"].removeprefix("d:")}
        return values


def trade_of(ticket: Any) -> str:
    """Whose work it is by its kind; '' for engineering, whose people are sent by name."""
    if ticket.skill in TRADES:
        return str(TRADES[ticket.skill])
    return "" if ticket.kind in REPAIRS else str(Trade.CUSTOMER_SERVICE)


class ToDepartmentForm(DepartmentForm):
    """Complaints, cleaning, guarding: the department whose trade it is stands first (R13)."""

    def prepare(self) -> None:
        super().prepare()
        trade = trade_of(self.ticket)
        here = self.fields["department"].queryset  # type: ignore[attr-defined]
        self.fields["department"].initial = here.filter(trade=trade).first() if trade else None


class RefuseForm(TransitionForm):
    reason = forms.CharField(label=_("Why he cannot go"), max_length=500, widget=lines())


class RescheduleForm(TransitionForm):
    """R16: the new time, the resident's consent, and the estate manager's where nobody can go."""

    appointment_at = moment(label=_("New time"))
    resident_agreed = forms.BooleanField(label=_("The resident agrees"), required=False)
    manager_agreed = forms.BooleanField(label=_("The estate manager agrees that nobody can be sent"), required=False)
    appointee: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Pre-agreed technician"), queryset=None, required=False, empty_label=_("the best one free"),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    complaint = forms.CharField(
        label=_("He complains about it"), max_length=500, required=False,
        help_text=_("Opens a conciliation by another colleague."),
    )  # fmt: skip
    colleague: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Who talks to him"), queryset=None, required=False, empty_label=_("whoever is on shift"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["colleague"].queryset = colleagues(self.ticket, self.actor)  # type: ignore[attr-defined]
        people = [one.staff.pk for one in candidates(self.ticket)]
        self.fields["appointee"].queryset = StaffMember.objects.filter(pk__in=people).order_by(  # type: ignore[attr-defined]
            "employee_no"
        )
        exhausted = self.ticket.state == State.DISPATCHED and live(self.ticket) is None
        if not exhausted or manager_said_so(self.ticket):
            del self.fields["manager_agreed"]
        if open_one(self.ticket):
            del self.fields["complaint"], self.fields["colleague"]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if person := values.pop("appointee", None):
            values["appointee_id"] = person.pk
        if colleague := values.pop("colleague", None):
            values["colleague_id"] = colleague.pk
        return values


class ComplainForm(TransitionForm):
    """The resident complains that nobody comes in time (R16)."""

    complaint = forms.CharField(label=_("What he complains about"), max_length=500, widget=lines())
    colleague: "forms.ModelChoiceField[StaffMember]" = forms.ModelChoiceField(
        label=_("Who talks to him"), queryset=None, required=False, empty_label=_("whoever is on shift"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["colleague"].queryset = colleagues(self.ticket, self.actor)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if colleague := values.pop("colleague", None):
            values["colleague_id"] = colleague.pk
        return values


class ConcludeForm(TransitionForm):
    """What came of the conciliation (R16)."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[(one.value, one.words) for one in Settlement], widget=forms.RadioSelect
    )
    result = forms.CharField(label=_("What was agreed"), max_length=500, widget=lines())


class NobodyForm(TransitionForm):
    reason = forms.CharField(label=_("Why nobody can be sent"), max_length=500, widget=lines())


class CheckArrivalForm(TransitionForm):
    remark = forms.CharField(label=_("What was said"), max_length=300, required=False)
    arrival_at = moment(label=_("Newly promised time"), required=False)

    def prepare(self) -> None:
        self.fields["arrival_at"].help_text = _("After {time}.").format(time=f"{to_minute(now()):%H:%M}")


class WhoGoesForm(TransitionForm):
    """Who is sent again: whoever did it, unless somebody else is chosen."""

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


class ReopenForm(WhoseCallForm, WhoGoesForm):
    """R25: so-so counts as dissatisfied."""

    field_order = ("reporter", "grade", "reason", "staff")

    grade = forms.ChoiceField(
        label=_("Grade"), choices=[(one.value, one.label) for one in Grade if one not in SATISFIED],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("True reason"), max_length=500, widget=lines())

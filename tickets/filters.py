"""What lists can be narrowed by. Unknown values are ignored: an address typed by hand still shows something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.people.enums import Skill
from servicedesk.people.models import StaffMember
from tickets.dashboard.behind import figure_named, figure_names
from tickets.enums import Kind, State
from tickets.queries.daybook import Wanted
from tickets.queries.lookup import Within, numbers_for

HIDDEN = forms.HiddenInput
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ORDER_WORDS = (
    ("-received", _("Newest first")),
    ("received", _("Oldest first")),
    ("due", _("Open, first due first")),
    ("-closed", _("Closed last first")),
)


class WorklistFilter:
    """The worklist's: kind, skill, urgent. False when nothing is chosen."""

    fields: tuple[tuple[str, Any, Any], ...] = (
        ("kind", _("Kind"), Kind.choices),
        ("skill", _("Kind of work"), Skill.choices),
        ("urgent", _("Urgency"), [("1", _("Urgent only"))]),
    )

    def __init__(self, query: QueryDict) -> None:
        self.values = {
            name: query[name]
            for name, _label, choices in self.fields
            if query.get(name) in {str(one) for one, _w in choices}
        }

    def __bool__(self) -> bool:
        return bool(self.values)

    def q(self) -> Q:
        """The condition; empty when nothing is chosen."""
        return Q(**{name: True if name == "urgent" else value for name, value in self.values.items()})

    def choices(self) -> Iterator[tuple[str, Any, list[tuple[str, Any, bool]]]]:
        """For the menu: (name, label, [(value, words, chosen)])."""
        for name, label, choices in self.fields:
            yield name, label, [(value, words, self.values.get(name) == value) for value, words in choices]


class RegisterFilter(forms.Form):
    """The daybook's: days, kind, state, urgency, words, order."""

    since = forms.DateField(label=_("From day"), required=False, widget=DAY)
    until = forms.DateField(label=_("To day"), required=False, widget=DAY)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *State.choices], required=False)
    urgent = forms.BooleanField(label=_("Urgent only"), required=False)
    q = forms.CharField(label=_("Words"), max_length=60, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=ORDER_WORDS, required=False)
    # From the overview: the tickets behind a figure, or those of one person.
    figure = forms.ChoiceField(choices=figure_names, required=False, widget=HIDDEN)
    assignee = forms.UUIDField(required=False, widget=HIDDEN)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("since") and values.get("until") and values["since"] > values["until"]:
            self.add_error("until", _("The last day comes before the first."))
        return values

    def wanted(self, estate: Estate, now: datetime) -> Wanted:
        """What to list; a field that is wrong counts as empty and says so beside itself."""
        self.is_valid()
        clean = self.cleaned_data
        since, until, order = clean.get("since"), clean.get("until"), clean.get("order") or "-received"
        narrow = self.narrow(Within(estate, frozenset([estate.pk]), now))
        if behind := figure_named(clean.get("figure") or ""):
            first = since or now.astimezone(estate.tz).date()
            narrow &= behind[1](estate, first, max(first, until or first))
            return Wanted(estate, now, narrow=narrow, order=order, bounded=False)
        return Wanted(estate, now, since, until, narrow, order)

    @property
    def figure_words(self) -> str:
        """What the list is narrowed to by the overview's link; '' when by nothing."""
        if not self.is_bound or not self.is_valid():
            return ""
        person = StaffMember.objects.filter(pk=self.cleaned_data.get("assignee")).first()
        known = figure_named(self.cleaned_data.get("figure") or "")
        words = known[0] if known else ""
        return " · ".join(filter(None, (str(words), person.name if person else "")))

    def narrow(self, within: Within) -> Q:
        clean = self.cleaned_data
        found = Q(**{name: clean[name] for name in ("kind", "state") if clean.get(name)})
        if clean.get("urgent"):
            found &= Q(urgent=True)
        if clean.get("assignee"):
            found &= Q(assignee_id=clean["assignee"])
        return found & words_of(clean.get("q", ""), within)


def words_of(words: str, within: Within) -> Q:
    """A number, the last four of a phone, or words of place, contact and description."""
    words = words.strip()
    if not words:
        return Q()
    found = Q(place__icontains=words) | Q(contact_name__icontains=words) | Q(description__icontains=words)
    if words.isdecimal() and len(words) == 4:
        found |= Q(contact_last4=words)
    if numbers := numbers_for(words.upper(), within):
        found |= Q(number__in=numbers)
    return found

"""Which calls are one fault, and which of them goes on."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.incidents.queries import Proposal


class IncidentForm(forms.Form):
    """Of the proposal's tickets: those that belong together, and the lead."""

    tickets = forms.MultipleChoiceField(label=_("One fault"), widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(label=_("Main ticket"), widget=forms.RadioSelect)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        choices = [(line.number, line.place) for line in proposal.lines]
        for name in ("tickets", "lead"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The one that goes on is one of them, and there is another (R7)."""
        values = super().clean() or {}
        chosen, lead = values.get("tickets", []), values.get("lead", "")
        if chosen and lead and lead not in chosen:
            self.add_error("lead", forms.ValidationError(_("The main ticket must be one of them."), code="R7"))
        elif len(chosen) == 1:
            self.add_error("tickets", forms.ValidationError(_("Choose at least two."), code="R7"))
        return values

    @property
    def values(self) -> dict[str, Any]:
        keys: dict[str, UUID] = {line.number: line.pk for line in self.proposal.lines}
        return {
            "lead_id": keys[self.cleaned_data["lead"]],
            "ticket_ids": [keys[number] for number in self.cleaned_data["tickets"]],
        }

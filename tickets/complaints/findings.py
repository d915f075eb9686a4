"""The three words of looking into a failure, checked; shared with whatever else is looked into (R5, R26)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.steps import need
from tickets.models import Findings

LABELS: dict[str, Any] = {
    "cause": _("Cause"),
    "corrective_action": _("Corrective action"),
    "preventive_action": _("Preventive action"),
}
MOST = 1000


def checked(rule: str, **words: str) -> dict[str, str]:
    """Cause, corrective and preventive action, each with words in it. Raises Invalid naming the field."""
    return {name: need(words.get(name, ""), name, rule)[:MOST] for name in Findings.WORDS}


def field_of(name: str) -> forms.CharField:
    """The input of one of them."""
    return forms.CharField(label=LABELS[name], max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}))

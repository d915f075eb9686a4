"""What changed, as people say it: the journal keeps the names of fields and codes, the page shows words (R10)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.enums import Role, Skill

LABELS: dict[str, Any] = {
    "active": gettext_lazy("In use"), "address": gettext_lazy("Address"), "at_end": gettext_lazy("At the end"),
    "automatic_callback": gettext_lazy("Automatic callback"), "code": gettext_lazy("Entry code"),
    "desk_hours": gettext_lazy("Desk hours"), "desk_phone": gettext_lazy("Phone of the desk"),
    "employee_no": gettext_lazy("Employee number"), "estate": gettext_lazy("Estate"),
    "estate_id": gettext_lazy("Estate"), "estates": gettext_lazy("Estates"),
    "incident_minutes": gettext_lazy("Within minutes"),
    "incident_reports": gettext_lazy("Reports that may be one fault"), "kind": gettext_lazy("What it is"),
    "lines": gettext_lazy("Lines"), "manager": gettext_lazy("Estate manager"),
    "mfa_required": gettext_lazy("Tenant admins need a second factor"), "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"), "postings": gettext_lazy("Works in"), "price": gettext_lazy("Price"),
    "reports_to": gettext_lazy("Superior"), "role": gettext_lazy("Role"), "scopes": gettext_lazy("Scopes"),
    "skill": gettext_lazy("Kind of work"), "skills": gettext_lazy("Skills"), "title": gettext_lazy("Title"),
    "unit": gettext_lazy("Unit of measure"), "version": gettext_lazy("Version"),
    "warranty_days": gettext_lazy("Days of warranty"), "words": gettext_lazy("Words, or the number"),
}  # fmt: skip
CHOICES: dict[str, Mapping[str, Any]] = {
    "role": dict(Role.choices), "skill": dict(Skill.choices), "skills": dict(Skill.choices),
}  # fmt: skip


def label(key: str) -> str:
    return str(LABELS.get(key, key))


def said(value: Any, choices: Mapping[str, Any]) -> str:
    """A value in words; a dash for none. Several codes of a vocabulary stand with commas between them."""
    text = str("" if value is None else value)
    if text in ("True", "False"):
        return _("yes") if text == "True" else _("no")
    words = (str(choices.get(one, one)) for one in text.split(", ")) if choices else (text,)
    return _(", ").join(words) or "–"


def change(key: str, before: Mapping[str, Any], after: Mapping[str, Any], choices: Mapping[str, Any]) -> str:
    """Phone: 5678 → 1234; of something new only what it is."""
    new = said(after.get(key), choices)
    return f"{label(key)}{_(': ')}" + (f"{said(before[key], choices)} → {new}" if key in before else new)

"""A bound form field as the part _field.html wants it: one look per kind of widget, error and hint wired."""

from typing import Any

from django import forms
from django.forms import BoundField

from servicedesk.web import keys

LOOKS = {
    # Before RadioSelect, which it inherits from.
    forms.CheckboxSelectMultiple: "picks",
    forms.RadioSelect: "segments",
    forms.CheckboxInput: "tick",
    forms.Select: "select",
    forms.HiddenInput: "hidden",
}
GROUPS = frozenset({"segments", "picks", "choices", "tiles", "faces"})


def look_of(bound: BoundField) -> str:
    """segments, picks, tick, select, hidden or text: what the widget is by itself."""
    widget = bound.field.widget
    return next((look for kind, look in LOOKS.items() if isinstance(widget, kind)), "text")


def shown(
    bound: BoundField,
    *,
    label: Any = None,
    hint: Any = None,
    note: Any = "",
    key: str = "",
    look: str = "",
    icons: dict[str, str] | None = None,
    **attrs: Any,
) -> dict[str, Any]:
    """The context of _field.html.

    `key` presses the input; for a group it is a prefix ("alt+" gives its options Alt 1, Alt 2, …). Names in `attrs`
    become attributes of the input, `_` for `-` (hx_get -> hx-get).
    """
    look = look or look_of(bound)
    hint = bound.help_text if hint is None else hint
    described = _described_by(bound, bool(hint))
    return {
        "bound": bound,
        "look": look,
        "group": look in GROUPS,
        "label": bound.label if label is None else label,
        "note": note,
        "hint": hint,
        "key": "" if look in GROUPS else key,
        "keys": key if look in GROUPS else "",
        "keys_shown": f"{keys.shown(key)} 1–{len(list(bound))}" if key and look in GROUPS else "",
        "icons": icons or {},
        "described": described,
        "multiple": isinstance(bound.field.widget, forms.CheckboxSelectMultiple),
        "input": "" if look in GROUPS else bound.as_widget(attrs=_attributes(bound, look, described, key, attrs)),
    }


def _described_by(bound: BoundField, hint: bool) -> str:
    names = [f"{bound.auto_id}-error"] if bound.errors else []
    return " ".join([*names, f"{bound.auto_id}-hint"] if hint else names)


def _attributes(bound: BoundField, look: str, described: str, key: str, attrs: dict[str, Any]) -> dict[str, Any]:
    """Ours beneath, the form's own and the template's above."""
    css = {"select": "form-select", "text": "form-control"}.get(look, "")
    ours: dict[str, Any] = {"class": f"{css} {bound.field.widget.attrs.get('class', '')}".strip()}
    if described:
        ours["aria-describedby"] = described
    if bound.errors:
        ours["aria-invalid"] = "true"
    if key:
        ours |= {"data-key": key, "aria-keyshortcuts": keys.aria(key)}
    return {**ours, **{name.replace("_", "-"): value for name, value in attrs.items()}}

"""An input with the catalogue's words beneath it; anything else may be typed all the same (R22)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Suggesting(forms.TextInput):
    """A text input with a <datalist> of `words`."""

    words: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "list": f"{name}-words", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        shown = {"type": "text", "name": name, **self.build_attrs(self.attrs, attrs)}
        if value not in (None, ""):
            shown["value"] = str(value)
        return format_html('<input{}><datalist id="{}-words">{}</datalist>', flatatt(shown), name, options)

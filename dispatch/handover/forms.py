"""What is entered when a shift is handed over."""

import base64
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dispatch.enums import ItemKind
from dispatch.handover.actions import MOST_THINGS, TYPED
from tickets.api.photos import picture_of
from tickets.photos import Picture

LONGEST_SIGNATURE = 1_000_000


def uuids(query: QueryDict, name: str) -> set[UUID]:
    """The ids of ticked boxes; what is no id was not ticked."""
    found = set()
    for text in query.getlist(name):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


class ItemForm(forms.Form):
    """A key, something left at the desk, a matter to pass on."""

    kind = forms.ChoiceField(label=_("What"), choices=[(kind.value, kind.label) for kind in TYPED])
    label = forms.CharField(label=_("Called"), max_length=120)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_THINGS, initial=1, required=False)
    detail = forms.CharField(label=_("Remark"), max_length=300, required=False)

    @property
    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return found | {"quantity": (found["quantity"] or 1) if found["kind"] == ItemKind.THING else 1}


class SignForm(forms.Form):
    """A signature by pen, or none: then the account signs."""

    signature = forms.CharField(required=False, max_length=LONGEST_SIGNATURE, widget=forms.HiddenInput)
    remark = forms.CharField(label=_("Remark"), max_length=400, required=False)

    def drawn(self) -> str:
        """The signature, checked and rewritten, as a data URL; '' when nothing was drawn. Raises Invalid."""
        text = self.cleaned_data["signature"]
        return data_url(picture_of(text, "signature")) if text else ""


class SignOutForm(SignForm):
    cash_counted = forms.DecimalField(
        label=_("Cash counted"), max_digits=10, decimal_places=2, min_value=0, required=False
    )


class SignInForm(SignForm):
    """Who takes over: oneself, or a colleague who signs by pen on this screen."""

    incoming = forms.ChoiceField(label=_("Who takes over"))

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incoming"].choices = people  # type: ignore[attr-defined]


def data_url(picture: Picture) -> str:
    return f"data:{picture.content_type};base64,{base64.b64encode(picture.content).decode()}"

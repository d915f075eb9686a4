"""Between actions and forms."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.http import HttpRequest, QueryDict

from servicedesk.refusals import Refusal


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it names, or at the head of the form; nothing typed is lost."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.rule))


@contextmanager
def beside(form: forms.Form, *kinds: type[Refusal]) -> Iterator[None]:
    """`with beside(form): act and return`: a refusal (of these kinds) stands beside its field, and what comes after the
    block shows the form again.
    """
    try:
        yield
    except Refusal as refusal:
        if kinds and not isinstance(refusal, kinds):
            raise
        add_refusal(form, refusal)


def sent(request: HttpRequest) -> QueryDict | None:
    """A form's data when it was sent, an empty one too; None when its page is only looked at."""
    return request.POST if request.method == "POST" else None

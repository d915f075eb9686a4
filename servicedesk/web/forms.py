"""Between actions and forms."""

from django import forms
from django.http import HttpRequest, QueryDict

from servicedesk.refusals import Refusal


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it names, or at the head of the form; nothing typed is lost."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.rule))


def sent(request: HttpRequest) -> QueryDict | None:
    """A form's data when it was sent, an empty one too; None when its page is only looked at."""
    return request.POST if request.method == "POST" else None

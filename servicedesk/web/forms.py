"""Between actions and forms."""

from django import forms

from servicedesk.refusals import Refusal


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it names, or at the head of the form; nothing typed is lost."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.rule))

"""What the prompt at the desk posts while a technician is on the line."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dispatch import rules
from dispatch.actions.by_phone import decline as decline_action
from dispatch.actions.by_phone import reveal_colleague
from dispatch.forms import RefuseForm
from dispatch.views.transitions import climbed
from servicedesk.people.rules import requires
from tickets.views.transition import ticket_or_404, transition


class DeclineForm(RefuseForm):
    """Who was asked, and why he cannot go (R14)."""

    staff = forms.UUIDField(widget=forms.HiddenInput)

    def values(self) -> dict[str, object]:
        return {"staff_id": self.cleaned_data["staff"], "reason": self.cleaned_data["reason"]}


decline = transition("decline", DeclineForm, decline_action, climbed, submit=_("Record refusal"))


@requires(rules.dispatch)
@require_POST
def dial(request: HttpRequest, number: str, staff_id: UUID) -> HttpResponse:
    """A colleague's whole number in place of the button; that it was looked at is an event."""
    ticket = ticket_or_404(request, number)
    phone = reveal_colleague(ticket_id=ticket.pk, actor=request.actor, staff_id=staff_id)  # type: ignore[attr-defined]
    response = render(request, "tickets/_number.html", {"phone": phone})
    response["Cache-Control"] = "no-store"
    return response

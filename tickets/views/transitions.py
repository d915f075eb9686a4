"""The transitions of this app, each at POST /tickets/<number>/<verb>."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from tickets import actions, rules
from tickets import transition_forms as forms
from tickets.callbacks import actions as callbacks
from tickets.drafts import key
from tickets.incidents import actions as incidents
from tickets.models import Photo, Ticket
from tickets.photos import check
from tickets.views.transition import ticket_or_404, transition

answer = transition("answer", forms.AnswerForm, actions.answer, _("answered and closed"))
reply = transition("reply", forms.ReplyForm, actions.reply, _("reply recorded"))
cancel = transition("cancel", forms.CancelForm, actions.cancel, _("closed"))
merge = transition("merge", forms.MergeForm, actions.merge, _("merged"))
reopen_in_warranty = transition(
    "reopen-in-warranty", forms.ReasonForm, actions.reopen_in_warranty, _("reopened within the warranty")
)
take_out = transition("take-out", forms.ReasonForm, incidents.take_out, _("open again by itself"))
note = transition("note", forms.NoteForm, actions.note, _("noted"))
correct = transition("correct", forms.CorrectForm, actions.correct, _("corrected"))
hand_over = transition("hand-over", forms.HandOverForm, actions.hand_over, _("the owner has changed"))
start_callback = transition("start-callback", None, callbacks.start_callback, _("the callback may begin"))
attempt = transition("attempt", forms.AttemptForm, callbacks.attempt, _("call recorded"))
settle = transition("settle", forms.SettleForm, callbacks.settle_on_the_spot, _("solved and closed"))
unreachable = transition("unreachable", forms.UnreachableForm, callbacks.close_unreachable, _("closed as unreachable"))


def add_photo(*, ticket_id: UUID, actor: Principal, photo: Any, kind: str = "report") -> Photo:
    """The uploaded file, checked, then kept."""
    return actions.add_photo(ticket_id=ticket_id, actor=actor, picture=check(photo), kind=kind)


photos = transition("photos", forms.PhotoForm, add_photo, _("photo added"))


@requires(rules.reveal_phone)
@require_POST
def reveal_phone(request: HttpRequest, number: str) -> HttpResponse:
    """The whole number in place of the masked one; that it was looked at is an event."""
    ticket = ticket_or_404(request, number)
    actor: Principal = request.actor  # type: ignore[attr-defined]
    whose = key(request.POST.get("reporter"))
    phone = actions.reveal_phone(ticket_id=ticket.pk, actor=actor, reporter_id=whose)
    response = render(request, "tickets/_phone.html", {"phone": phone})
    response["Cache-Control"] = "no-store"
    return response


@requires(rules.view_ticket)
@require_GET
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """One picture, to those who may see its ticket; there is no public address of it."""
    seen = Ticket.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    found = get_object_or_404(Photo.objects.filter(ticket__in=seen), pk=photo_id)
    try:
        with found.file.open("rb") as stored:
            response = HttpResponse(stored.read(), content_type=found.content_type)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.pk}.{found.extension}"'
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response

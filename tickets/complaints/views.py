"""The transitions of a complaint, each at POST /tickets/<number>/<verb>, and its official reply on paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servicedesk.people.rules import requires
from tickets import rules
from tickets.complaints import actions, forms, queries
from tickets.departments import names
from tickets.models import Handoff
from tickets.views.papers import paper_context
from tickets.views.transition import ticket_or_404, transition

JUDGE = "tickets/complaints/_step_judge.html"


def sent_to(sent: list[Handoff]) -> str:
    return gettext("{number} sent to {name}").format(
        number=sent[0].ticket.number, name=names(one.department for one in sent)
    )


hand_off = transition("hand-off", forms.HandOffForm, actions.hand_off, sent_to, submit=_("Send the form"))
sign_handoff = transition("sign-handoff", forms.SignHandoffForm, actions.sign_handoff, _("signed for"))
return_handoff = transition("return-handoff", forms.ReturnHandoffForm, actions.return_handoff, _("returned"))
classify = transition("classify", forms.ClassifyForm, actions.classify, _("classified"), submit=_("Record"))
write_correction = transition(
    "write-correction", forms.WriteCorrectionForm, actions.write_correction, _("handed in"), submit=_("Hand in")
)
approve_correction = transition(
    "approve-correction", forms.JudgeForm, actions.approve_correction, _("approved"), submit=_("Approve"),
    template=JUDGE,
)  # fmt: skip
send_back_correction = transition(
    "send-back-correction", forms.SendBackForm, actions.send_back_correction, _("sent back"), submit=_("Send it back"),
    template=JUDGE,
)  # fmt: skip
consult = transition("consult", forms.ConsultForm, actions.consult, _("minute recorded"), submit=_("Record"))
tell_result = transition("tell-result", forms.TellResultForm, actions.tell_result, _("result told"), submit=_("Record"))
make_amends = transition("make-amends", forms.AmendsForm, actions.make_amends, _("recorded"), submit=_("Record"))
forward = transition("forward", forms.ForwardForm, actions.forward, _("official number recorded"), submit=_("Record"))
reply_officially = transition(
    "reply-officially", forms.OfficialReplyForm, actions.reply_officially, _("official reply recorded"),
    submit=_("Record"),
)  # fmt: skip


@requires(rules.view_ticket)
@require_http_methods(["GET", "POST"])
def official_reply(request: HttpRequest, number: str) -> HttpResponse:
    """The official reply to head office or the hotline; A4. 404 until there is one."""
    ticket = ticket_or_404(request, number)
    reply = queries.replied(ticket)
    if reply is None:
        raise Http404
    context: dict[str, Any] = paper_context(request, ticket, "official_reply")
    context |= {"reply": reply, "work": queries.work_of(ticket)}
    return render(request, "print/official_reply.html", context)

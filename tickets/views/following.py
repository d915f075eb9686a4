"""The steps behind a callback, each at POST /tickets/<number>/<verb>, and their papers (R26, R28)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from servicedesk.people.rules import requires
from tickets import rules
from tickets.callbacks import opinion_forms as forms
from tickets.callbacks.analyses import actions as analyses
from tickets.callbacks.notices import actions as notices
from tickets.callbacks.schedules import actions as schedules
from tickets.models import FollowUp, OpinionNotice
from tickets.transition_forms import ReasonForm
from tickets.views.papers import paper_context
from tickets.views.transition import ticket_or_404, transition


def sent_to(notice: OpinionNotice) -> str:
    return _("{number}: the notice is with {department}").format(
        number=notice.ticket.number, department=notice.department.name
    )


def asked(follow_up: FollowUp) -> str:
    return _("{number}: call recorded").format(number=follow_up.ticket.number)


issue_notice = transition("issue-notice", forms.NoticeForm, notices.issue_notice, sent_to)
acknowledge_notice = transition(
    "acknowledge-notice", forms.MemberForm, notices.acknowledge_notice, gettext_lazy("signed for")
)
handle_notice = transition("handle-notice", forms.HandledForm, notices.handle_notice, gettext_lazy("handled"))
answer_notice = transition("answer-notice", forms.HandledForm, notices.answer_notice, gettext_lazy("answered"))
open_analysis = transition(
    "callback-analysis", forms.AnalysisReasonForm, analyses.open_analysis_of, gettext_lazy("analysis opened")
)
write_analysis = transition(
    "write-callback-analysis", forms.AnalysisForm, analyses.write_analysis, gettext_lazy("analysis written")
)
approve_analysis = transition(
    "approve-callback-analysis", None, analyses.approve_analysis, gettext_lazy("analysis approved")
)
return_analysis = transition(
    "return-callback-analysis", ReasonForm, analyses.return_analysis, gettext_lazy("analysis returned")
)
further_call = transition("further-call", forms.FurtherForm, schedules.further_call, asked)


@requires(rules.view_ticket)
@require_http_methods(["GET", "POST"])
def notice_paper(request: HttpRequest, number: str, nth: int) -> HttpResponse:
    """意见告知书: what was said, whom it concerns, what they did about it; A4."""
    return paper(request, number, nth, "opinion_notices", "opinion_notice", "print/notice.html")


@requires(rules.view_ticket)
@require_http_methods(["GET", "POST"])
def analysis_paper(request: HttpRequest, number: str, nth: int) -> HttpResponse:
    """投诉分析表: cause, corrective and preventive action, and the manager's approval; A4."""
    return paper(request, number, nth, "complaint_analyses", "complaint_analysis", "print/analysis.html")


def paper(request: HttpRequest, number: str, nth: int, rows: str, name: str, template: str) -> HttpResponse:
    """One of the ticket's papers; GET shows it, POST counts a print."""
    ticket = ticket_or_404(request, number)
    one: Any = get_object_or_404(getattr(ticket, rows).all(), nth=nth)
    context = {**paper_context(request, ticket, f"{name} {one.number}"), "one": one}
    return render(request, template, context)

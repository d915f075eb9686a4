"""What can be done behind a callback, its papers, and its box on the ticket's page (see tickets.actions_menu)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.timers.now import now
from tickets import rules
from tickets.actions_menu import VERBS, Verb, register
from tickets.callbacks.clock import ANALYSIS, FOLLOW_UP, HANDLING, NOTICE
from tickets.departments import his
from tickets.enums import SATISFIED, State
from tickets.models import ComplaintAnalysis, FollowUp, OpinionNotice, Ticket
from tickets.panels import PANELS, PAPERS, Panel, Paper

# What the box on the page offers.
STEPS = (
    "acknowledge-notice", "handle-notice", "answer-notice", "write-callback-analysis", "approve-callback-analysis",
    "return-callback-analysis",
)  # fmt: skip


def called_once(ticket: Ticket) -> bool:
    """Before its first callback there is nothing to follow from it, and nothing is asked of the database."""
    return ticket.state in (State.CALLBACK, State.CLOSED) or ticket.rework_count > 0


def notices(ticket: Ticket) -> list[OpinionNotice]:
    """Latest first; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_notices"):
        rows = ticket.opinion_notices.select_related("department").order_by("-nth")
        ticket._notices = list(rows) if called_once(ticket) else []  # type: ignore[attr-defined]
    return ticket._notices  # type: ignore[attr-defined]


def analyses(ticket: Ticket) -> list[ComplaintAnalysis]:
    if not hasattr(ticket, "_analyses"):
        rows = ticket.complaint_analyses.select_related("owner").order_by("-nth")
        ticket._analyses = list(rows) if called_once(ticket) else []  # type: ignore[attr-defined]
    return ticket._analyses  # type: ignore[attr-defined]


def follow_ups(ticket: Ticket) -> list[FollowUp]:
    """All of them, the earliest first; weekly ones begin with the dispatch."""
    if not hasattr(ticket, "_follow_ups"):
        asked = ticket.state != State.REGISTERED or ticket.rework_count > 0
        ticket._follow_ups = list(ticket.follow_ups.order_by("due_at")) if asked else []  # type: ignore[attr-defined]
    return ticket._follow_ups  # type: ignore[attr-defined]


def notice_of(ticket: Ticket) -> OpinionNotice | None:
    return next((one for one in notices(ticket) if one.ended_at is None), None)


def analysis_of(ticket: Ticket) -> ComplaintAnalysis | None:
    return next((one for one in analyses(ticket) if one.approved_at is None), None)


def dissatisfied(ticket: Ticket) -> bool:
    """In its callback, graded, and not well."""
    return ticket.state == State.CALLBACK and bool(ticket.grade) and ticket.grade not in SATISFIED


def can_issue(ticket: Ticket) -> bool:
    return dissatisfied(ticket) and notice_of(ticket) is None


def to_acknowledge(ticket: Ticket) -> bool:
    found = notice_of(ticket)
    return found is not None and found.acknowledged_at is None


def to_handle(ticket: Ticket) -> bool:
    found = notice_of(ticket)
    return found is not None and found.handled_at is None and found.answered_at is None


def to_answer(ticket: Ticket) -> bool:
    found = notice_of(ticket)
    return found is not None and found.answered_at is None


def can_open_analysis(ticket: Ticket) -> bool:
    return dissatisfied(ticket) and analysis_of(ticket) is None


def to_write(ticket: Ticket) -> bool:
    return analysis_of(ticket) is not None


def to_approve(ticket: Ticket) -> bool:
    found = analysis_of(ticket)
    return found is not None and found.written_at is not None


def to_call_again(ticket: Ticket) -> bool:
    return any(one.ended_at is None and one.opens_at <= now() for one in follow_ups(ticket))


def speaks(actor: Principal, ticket: Ticket | None) -> bool:
    """Signing for a notice, handling and answering it, asked of the ticket: for the department that has it."""
    if ticket is None or (found := notice_of(ticket)) is None:
        return rules.answer_notice(actor, ticket)
    return rules.answer_notice(actor, ticket) and his(actor, ticket, [found.department_id])


speak_for = Rule("notice.speak_for", speaks)

register(
    Verb("issue-notice", _("Opinion notice…"), "message-exclamation", rules.issue_notice, can_issue,
         prompts={"callback": 4}),
    Verb("acknowledge-notice", _("Notice signed for…"), "writing-sign", speak_for, to_acknowledge,
         prompts={NOTICE: 2, HANDLING: 2}),
    Verb("handle-notice", _("Handled…"), "tools", speak_for, to_handle, prompts={HANDLING: 1, NOTICE: 3}),
    Verb("answer-notice", _("Answer the notice…"), "message-reply", speak_for, to_answer,
         prompts={NOTICE: 1, HANDLING: 3}),
    Verb("callback-analysis", _("Complaint analysis…"), "zoom-exclamation", rules.issue_notice, can_open_analysis),
    Verb("write-callback-analysis", _("Write the analysis…"), "pencil", rules.write_analysis, to_write,
         prompts={ANALYSIS: 2}),
    Verb("approve-callback-analysis", _("Approve the analysis"), "circle-check", rules.approve_analysis, to_approve,
         form=False, prompts={ANALYSIS: 1}),
    Verb("return-callback-analysis", _("Return the analysis…"), "arrow-back-up", rules.approve_analysis, to_approve,
         prompts={ANALYSIS: 3}),
    Verb("further-call", _("Further callback…"), "calendar-repeat", rules.call_back, to_call_again,
         prompts={FOLLOW_UP: 1}),
)  # fmt: skip


def following(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """Notices, analyses and further callbacks on the ticket's page."""
    found = {"notices": notices(ticket), "analyses": analyses(ticket), "follow_ups": follow_ups(ticket)}
    if not any(found.values()):
        return None
    verbs = [VERBS[name] for name in STEPS]
    can = {verb.name.replace("-", "_"): verb.url(ticket) for verb in verbs if verb.possible(actor, ticket)}
    return {**found, "ticket": ticket, "can": can, "step": "#step"}


def papers(ticket: Ticket) -> list[Paper]:
    """意见告知书 and 投诉分析表, each with its number."""
    found = [
        Paper(f"{gettext('Opinion notice')} {one.nth}", "A4", reverse("print-notice", args=[ticket.number, one.nth]))
        for one in notices(ticket)
    ]
    return found + [
        Paper(
            f"{gettext('Complaint analysis')} {one.nth}", "A4", reverse("print-analysis", args=[ticket.number, one.nth])
        )
        for one in analyses(ticket)
    ]


PANELS.append(Panel("tickets/callbacks/_following.html", following))
PAPERS.append(papers)

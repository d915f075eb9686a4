"""The verbs of a complaint, offered to those who may: the desk, the departments that have it, their heads (R5)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from tickets import rules as ticket_rules
from tickets.actions_menu import VERBS, Verb, register
from tickets.complaints import queries, rules
from tickets.departments import his
from tickets.enums import Channel, Kind, Validity
from tickets.models import Correction, Ticket
from tickets.panels import PANELS, PAPERS, Panel, Paper

FORWARDED = (Channel.HEAD_OFFICE, Channel.HOTLINE)


def is_complaint(ticket: Ticket) -> bool:
    return ticket.kind == Kind.COMPLAINT


def is_open_complaint(ticket: Ticket) -> bool:
    return is_complaint(ticket) and ticket.is_open


def can_hand_off(ticket: Ticket) -> bool:
    return is_open_complaint(ticket) and ticket.complaint.validity == Validity.VALID


def someone_waits(ticket: Ticket) -> bool:
    return is_open_complaint(ticket) and bool(queries.unsigned(ticket))


def someone_signed(ticket: Ticket) -> bool:
    return is_open_complaint(ticket) and bool(queries.signed(ticket))


def findings_wait(ticket: Ticket) -> bool:
    return is_open_complaint(ticket) and bool(queries.unjudged(ticket))


def several_have_it(ticket: Ticket) -> bool:
    return is_open_complaint(ticket) and len(queries.live(ticket)) > 1


def can_be_forwarded(ticket: Ticket) -> bool:
    """What comes from head office or the hotline, and any complaint (R1)."""
    came = is_complaint(ticket) or ticket.channel in FORWARDED or bool(ticket.external_number)
    return ticket.is_open and came


def has_official_number(ticket: Ticket) -> bool:
    """Closed ones too: their deadline does not end with our work."""
    return bool(ticket.external_number)


def answers_form(actor: Principal, ticket: Ticket | None) -> bool:
    """Signing and returning, asked of the ticket: for a department that has not answered."""
    waits = [] if ticket is None else [one.department_id for one in queries.unsigned(ticket)]
    return ticket_rules.sign_handoff(actor, ticket) and (ticket is None or his(actor, ticket, waits))


def writes_findings(actor: Principal, ticket: Ticket | None) -> bool:
    """Writing, asked of the ticket: for a department that signed."""
    have = [] if ticket is None else [one.department_id for one in queries.signed(ticket)]
    return rules.write_correction(actor, ticket) and (ticket is None or his(actor, ticket, have))


def judges(actor: Principal, ticket: Ticket | None) -> bool:
    """Judging, asked of the ticket: findings of his department, or of his estate, that he has not written."""
    if ticket is None:
        return rules.judge_correction(actor)
    return rules.judge_correction(actor, ticket) and any(
        is_judge(actor, ticket, one) for one in queries.unjudged(ticket)
    )


def is_judge(actor: Principal, ticket: Ticket, one: Correction) -> bool:
    """The columns that the action checks again."""
    leads = actor.staff_id in (one.department.head_id, ticket.estate.manager_id)
    return leads and actor.staff_id not in (None, one.writer_id, one.entered_by_id)


answer_form = Rule("complaint.answer_form", answers_form)
write_findings = Rule("complaint.write_findings", writes_findings)
judge_findings = Rule("complaint.judge_findings", judges)

register(
    Verb("hand-off", _("Hand to departments…"), "send", ticket_rules.hand_off, can_hand_off,
         prompts={"handoff": 2, "bounce": 1}),
    Verb("sign-handoff", _("Signed for…"), "writing-sign", answer_form, someone_waits,
         prompts={"handoff": 1, "bounce": 2}),
    Verb("return-handoff", _("Returned…"), "arrow-back-up", answer_form, someone_waits, prompts={"handoff": 3}),
    Verb("approve-correction", _("Approve the measures…"), "checks", judge_findings, findings_wait,
         prompts={"corrective": 1}),
    Verb("send-back-correction", _("Send the measures back…"), "arrow-back-up", judge_findings, findings_wait,
         prompts={"corrective": 2}),
    Verb("write-correction", _("Cause and measures…"), "pencil", write_findings, someone_signed,
         prompts={"corrective": 3}),
    Verb("consult", _("Minute of the consultation…"), "users", rules.consult, several_have_it,
         prompts={"consultation": 1}),
    Verb("tell-result", _("Told the result…"), "message-reply", rules.tell_result, is_open_complaint,
         prompts={"result_told": 1}),
    Verb("make-amends", _("Compensation or apology…"), "scale", rules.make_amends, is_complaint,
         prompts={"result_told": 2}),
    Verb("reply-officially", _("Official reply…"), "building-community", rules.reply_officially, has_official_number,
         prompts={"official": 1}),
    Verb("forward", _("Official number and deadline…"), "flag", rules.forward, can_be_forwarded,
         prompts={"official": 2}),
    Verb("classify", _("What kind of complaint…"), "tag", rules.classify, is_open_complaint),
)  # fmt: skip


def wanting(ticket: Ticket, work: queries.Work) -> list[str]:
    """The verbs of what comes next, in the order of the work; all the others stand in the menu."""
    live, approved = queries.live(ticket), {one.department_id for one in work.corrections if one.approved_at}
    findings = {one.department_id for one in work.current}
    steps = {
        "hand-off": not live,
        "sign-handoff": bool(queries.unsigned(ticket)),
        "return-handoff": bool(queries.unsigned(ticket)),
        "write-correction": any(one.department_id not in findings for one in queries.signed(ticket)),
        "approve-correction": True,
        "send-back-correction": True,
        "consult": not work.consultations,
        "tell-result": bool(approved) and not work.told,
        "reply-officially": not work.replies,
    }
    return [name for name, wanted in steps.items() if wanted]


def panel(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """The complaint's work; of other tickets only what head office or the hotline wants to know."""
    if not is_complaint(ticket) and not ticket.external_number:
        return None
    work = queries.work_of(ticket)
    can = [VERBS[name] for name in wanting(ticket, work) if VERBS[name].possible(actor, ticket)]
    offered = [{"label": verb.label, "icon": verb.icon, "url": verb.url(ticket)} for verb in can]
    return {"work": work, "can": offered}


def papers(ticket: Ticket) -> list[Paper]:
    """The official reply, once there is one."""
    if not ticket.external_number:
        return []
    done = queries.replied(ticket)
    url = reverse("print-official-reply", args=[ticket.number]) if done else ""
    return [Paper(gettext("Official reply"), "A4" if done else gettext("once it is written"), url)]


PANELS.insert(0, Panel("tickets/complaints/_panel.html", panel))
PAPERS.append(papers)

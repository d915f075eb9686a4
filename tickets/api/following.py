"""The callback over REST, and what follows from it: notices, analyses, further callbacks (R25–R28)."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Text, Word, optional
from servicedesk.people.api import department_id, staff_id
from servicedesk.refusals import Invalid
from servicedesk.web import links
from tickets import rules
from tickets.api.steps import Step
from tickets.callbacks import actions as callbacks
from tickets.callbacks.analyses import actions as analyses
from tickets.callbacks.calling import Said
from tickets.callbacks.notices import actions as notices
from tickets.callbacks.parties import Party, parties
from tickets.callbacks.schedules import actions as schedules
from tickets.enums import BY_PERSON, SATISFIED, CallMeans, CallOutcome, Grade
from tickets.models import Ticket

DISSATISFIED = [choice for choice in Grade.choices if choice[0] not in SATISFIED]
REPORTER = "Which of several who reported the same fault: number of his report, or id (see `reporters`)."

CALLER = "Who called: employee number or id. A system calls nobody itself."
HOUR = "Why he was called outside the permitted hours (R27)."


class CalledIn(Body):
    rule = "R25"
    outcome = Word(choices=CallOutcome.choices)
    grade = Word(choices=Grade.choices, required=False, allow_blank=True, help_text="When reached.")
    reason = optional(500, help_text="The true reason, when not satisfied; so-so is not satisfied.")
    remark = optional(500)
    means = Word(choices=CallMeans.choices, default=CallMeans.PHONE)
    caller = optional(40, help_text=CALLER)
    out_of_hours = optional(200, help_text=HOUR)


class CallbackIn(CalledIn):
    reporter = optional(40, help_text=REPORTER)
    link = optional(300, help_text="The token of the resident's own link, when the answer is his: means link or qr.")


class Callback(Step):
    """Record one try to call the reporter back. Satisfied closes the ticket (R25).

    A call by phone or a visit is a person's: `caller` says whose, and he is told that it was recorded in his name. An
    answer by link or QR code is the resident's: `link` is the token he answered with.
    """

    verb, rule, action, body = "callback", rules.call_back, staticmethod(callbacks.attempt), CallbackIn
    names = {"caller": ("caller_id", staff_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        token, whose = values.pop("link", ""), named(ticket_id, values)
        if values["means"] in BY_PERSON:
            return callbacks.attempt(
                ticket_id=ticket_id, actor=self.actor, reporter_id=whose, **caller_named(values)
            )  # fmt: skip
        ticket = Ticket.objects.get(pk=ticket_id)
        means, party = by_link(ticket, token)
        if whose not in (None, party.reporter_id):
            raise Invalid(_("This is another reporter's link."), rule="R25", field="reporter")
        actor = links.resident(party.name or _("Resident"), ticket.estate_id, ticket.pk)
        said = {name: values.get(name, "") for name in ("grade", "reason", "remark")}
        return callbacks.grade_by_link(
            ticket_id=ticket_id, actor=actor, means=means, reporter_id=party.reporter_id, **said
        )  # fmt: skip


def caller_named(values: dict[str, Any]) -> dict[str, Any]:
    """An empty caller is none."""
    return {**values, "caller_id": values.get("caller_id") or None}


def named(ticket_id: UUID, values: dict[str, Any]) -> UUID | None:
    """Which of several reporters the body names, by the number of his report or his id; None: the ticket's own (R7).

    Raises Invalid for whoever did not report this fault.
    """
    word = (values.pop("reporter", "") or "").strip()
    people = parties(Ticket.objects.get(pk=ticket_id)) if word else []
    for one in people:
        if word in (one.key, one.report.number):
            return one.reporter_id
    if word:
        raise Invalid(_("Nobody of this name reported this fault."), rule="R7", field="reporter")
    return None


def by_link(ticket: Ticket, token: str) -> tuple[CallMeans, Party]:
    """Link or QR code, by a reporter's own token, and whose it is (R7, R25). Raises Invalid for another ticket's."""
    parts = links.read(token) if token else None
    if parts is not None and parts[0] == ticket.tenant_id and parts[1] in callbacks.MEANS_OF:
        for party in parties(ticket):
            if parts[2] in (party.report.pk, *(one.came_from_id for one in party.others)):
                return callbacks.MEANS_OF[parts[1]], party
    words = _("The resident answers by his own link; nobody does so for him.")
    raise Invalid(words, rule="R25", field="link")


class SettleIn(Body):
    rule = "R26"
    grade = Word(choices=DISSATISFIED)
    reason = Text(max_length=500)
    solution = Text(max_length=500)
    reporter = optional(40, help_text=REPORTER)
    caller = optional(40, help_text=CALLER)
    out_of_hours = optional(200, help_text=HOUR)


class Settle(Step):
    """Not satisfied, and solved during the call: graded as said, closed with the solution (R26)."""

    verb, rule, action, body = "settle", rules.call_back, staticmethod(callbacks.settle_on_the_spot), SettleIn
    names = {"caller": ("caller_id", staff_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        whose = named(ticket_id, values)
        return callbacks.settle_on_the_spot(
            ticket_id=ticket_id, actor=self.actor, reporter_id=whose, **caller_named(values)
        )  # fmt: skip


class UnreachableIn(Body):
    rule = "R27"
    reason = optional(500)
    reporter = optional(40, help_text=REPORTER)


class Unreachable(Step):
    """Give a reporter up after three tries over three days; never counted as satisfied. The last closes it (R27)."""

    verb, rule, action = "unreachable", rules.approve_unreachable, staticmethod(callbacks.close_unreachable)
    body = UnreachableIn

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        whose = named(ticket_id, values)
        return callbacks.close_unreachable(ticket_id=ticket_id, actor=self.actor, reporter_id=whose, **values)


class IssueNoticeIn(Body):
    rule = "R26"
    department = Text(max_length=60, help_text="Name or id of the responsible department.")
    demand = optional(500, help_text="What is asked of them.")


class IssueNotice(Step):
    """The last call was not satisfied and is not solved: an opinion notice to the department (R26)."""

    verb, rule, action, body = "issue-notice", rules.issue_notice, staticmethod(notices.issue_notice), IssueNoticeIn
    names = {"department": ("department_id", department_id)}


class ByIn(Body):
    rule = "R26"
    by = Text(max_length=40, help_text="Employee number or id of who speaks for the department.")


class AcknowledgeNotice(Step):
    """A member of the department signs for the notice (R26)."""

    verb, rule, body = "acknowledge-notice", rules.answer_notice, ByIn
    action = staticmethod(notices.acknowledge_notice)
    names = {"by": ("by_id", staff_id)}


class HandledIn(ByIn):
    done = Text(max_length=1000, help_text="What was done.")
    done_by = Text(max_length=60, help_text="By whom, in words.")
    handled_at = Moment(required=False, allow_null=True, help_text="Default: now.")


class HandleNotice(Step):
    """The department has seen to it: the same day, if all goes well (R26)."""

    verb, rule, action, body = "handle-notice", rules.answer_notice, staticmethod(notices.handle_notice), HandledIn
    names = {"by": ("by_id", staff_id)}


class AnswerNotice(Step):
    """The department's answer, by noon of the next day; then the desk tells the reporter and asks again (R26)."""

    verb, rule, action, body = "answer-notice", rules.answer_notice, staticmethod(notices.answer_notice), HandledIn
    names = {"by": ("by_id", staff_id)}


class AnalysisReasonIn(Body):
    rule = "R26"
    reason = optional(500, help_text="Empty: the true reason given in the call.")


class OpenAnalysis(Step):
    """A complaint analysis by choice; very dissatisfied opens one by itself (R26)."""

    verb, rule, body = "callback-analysis", rules.issue_notice, AnalysisReasonIn
    action = staticmethod(analyses.open_analysis_of)


class AnalysisIn(Body):
    rule = "R26"
    cause = Text(max_length=1000)
    corrective_action = Text(max_length=1000)
    preventive_action = Text(max_length=1000)


class WriteAnalysis(Step):
    """Cause, corrective and preventive action; then it waits for the estate manager (R26)."""

    verb, rule, body = "write-callback-analysis", rules.write_analysis, AnalysisIn
    action = staticmethod(analyses.write_analysis)


class ApproveAnalysis(Step):
    """The estate manager approves: its clock is met (R26)."""

    verb, rule = "approve-callback-analysis", rules.approve_analysis
    action = staticmethod(analyses.approve_analysis)


class ReturnAnalysisIn(Body):
    rule = "R26"
    reason = Text(max_length=500)


class ReturnAnalysis(Step):
    """The estate manager wants more; the three days do not begin again (R26)."""

    verb, rule, body = "return-callback-analysis", rules.approve_analysis, ReturnAnalysisIn
    action = staticmethod(analyses.return_analysis)


class FurtherIn(CalledIn):
    rule = "R28"
    then = Word(choices=[schedules.REOPEN, schedules.NOTICE], required=False, allow_blank=True,
                help_text="What follows a bad answer.")  # fmt: skip
    department = optional(60, help_text="Of the notice: name or id.")


class FurtherCall(Step):
    """Record one try of the further callback that is open now (R28)."""

    verb, rule, action, body = "further-call", rules.call_back, staticmethod(schedules.further_call), FurtherIn
    names = {"caller": ("caller_id", staff_id), "department": ("department_id", department_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        what = {"then": values.pop("then", ""), "department_id": values.pop("department_id", None) or None}
        said = Said(**caller_named(values))
        return schedules.further_call(ticket_id=ticket_id, actor=self.actor, said=said, **what)


STEPS: list[type[Step]] = [
    Callback, Settle, Unreachable, IssueNotice, AcknowledgeNotice, HandleNotice, AnswerNotice, OpenAnalysis,
    WriteAnalysis, ApproveAnalysis, ReturnAnalysis, FurtherCall,
]  # fmt: skip

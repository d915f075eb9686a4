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
from tickets.callbacks.schedules import actions as schedules
from tickets.enums import BY_PERSON, SATISFIED, CallMeans, CallOutcome, Grade
from tickets.models import Ticket

DISSATISFIED = [choice for choice in Grade.choices if choice[0] not in SATISFIED]
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
    link = optional(300, help_text="The token of the resident's own link, when the answer is his: means link or qr.")


class Callback(Step):
    """Record one try to call the reporter back. Satisfied closes the ticket (R25).

    A call by phone or a visit is a person's: `caller` says whose, and he is told that it was recorded in his name. An
    answer by link or QR code is the resident's: `link` is the token he answered with.
    """

    verb, rule, action, body = "callback", rules.call_back, staticmethod(callbacks.attempt), CallbackIn
    names = {"caller": ("caller_id", staff_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        token = values.pop("link", "")
        if values["means"] in BY_PERSON:
            return callbacks.attempt(ticket_id=ticket_id, actor=self.actor, **caller_named(values))
        ticket = Ticket.objects.get(pk=ticket_id)
        means = means_of(ticket, token)
        actor = links.resident(ticket.contact_name or _("Resident"), ticket.estate_id, ticket.pk)
        said = {name: values.get(name, "") for name in ("grade", "reason", "remark")}
        return callbacks.grade_by_link(ticket_id=ticket_id, actor=actor, means=means, **said)


def caller_named(values: dict[str, Any]) -> dict[str, Any]:
    """An empty caller is none."""
    return {**values, "caller_id": values.get("caller_id") or None}


def means_of(ticket: Ticket, token: str) -> CallMeans:
    """Link or QR code, by the resident's own token. Raises Invalid for one that is not this ticket's."""
    parts = links.read(token) if token else None
    if parts is None or parts[0] != ticket.tenant_id or parts[2] != ticket.pk or parts[1] not in callbacks.MEANS_OF:
        words = _("The resident answers by his own link; nobody does so for him.")
        raise Invalid(words, rule="R25", field="link")
    return callbacks.MEANS_OF[parts[1]]


class SettleIn(Body):
    rule = "R26"
    grade = Word(choices=DISSATISFIED)
    reason = Text(max_length=500)
    solution = Text(max_length=500)
    caller = optional(40, help_text=CALLER)
    out_of_hours = optional(200, help_text=HOUR)


class Settle(Step):
    """Not satisfied, and solved during the call: graded as said, closed with the solution (R26)."""

    verb, rule, action, body = "settle", rules.call_back, staticmethod(callbacks.settle_on_the_spot), SettleIn
    names = {"caller": ("caller_id", staff_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        return callbacks.settle_on_the_spot(ticket_id=ticket_id, actor=self.actor, **caller_named(values))


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
    correction = Text(max_length=1000, help_text="Corrective action.")
    prevention = Text(max_length=1000, help_text="Preventive action.")


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
    Callback, Settle, IssueNotice, AcknowledgeNotice, HandleNotice, AnswerNotice, OpenAnalysis, WriteAnalysis,
    ApproveAnalysis, ReturnAnalysis, FurtherCall,
]  # fmt: skip

"""REST: a complaint's work (R5, R37, R47). A system names the people; it has no department and no rank of its own."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint
from servicedesk.people.api import department_id, staff_id
from tickets import rules as ticket_rules
from tickets.api.reading import OfTicket
from tickets.api.steps import NUMBER, Resolver, Step
from tickets.complaints import actions, queries, rules
from tickets.complaints.enums import AmendsKind, Category, ToldBy
from tickets.enums import Validity

PERSON = "Employee number or id."
WHICH = "Name or id; where several departments come into question."


def which() -> Text:
    return Text(max_length=60, required=False, allow_null=True, help_text=WHICH)


def person(about: str, **more: Any) -> Text:
    return Text(max_length=40, help_text=f"{about} {PERSON}", **more)


OF_DEPARTMENT: dict[str, tuple[str, Resolver]] = {"department": ("department_id", department_id)}


class HandOffIn(Body):
    rule = "R5"
    department = Text(max_length=60, required=False, allow_null=True, help_text="Name or id of the one responsible.")
    departments = serializers.ListField(
        child=Text(max_length=60), required=False, max_length=20, help_text="Or several at once: names or ids."
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if not values.get("department") and not values.get("departments"):
            raise serializers.ValidationError({"department": _("Say which department.")})
        return values


class HandOff(Step):
    """Send a complaint's form to the departments responsible; the hour runs until each recipient has signed."""

    verb, rule, action, body = "hand-off", ticket_rules.hand_off, staticmethod(actions.hand_off), HandOffIn

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        one = [values["department"]] if values.get("department") else []
        wanted = [*one, *values.get("departments", ())]
        return {"department_ids": [department_id(name) for name in wanted]}


class SignHandoffIn(Body):
    rule = "R5"
    recipient = person("Who signed; of the department.")
    department = which()


class SignHandoff(Step):
    """A department's recipient signs for the form; the last one meets the hour."""

    verb, rule, body = "sign-handoff", ticket_rules.sign_handoff, SignHandoffIn
    action = staticmethod(actions.sign_handoff)
    names = OF_DEPARTMENT | {"recipient": ("recipient_id", staff_id)}


class ReturnIn(Body):
    rule = "R5"
    reason = Text(max_length=500)
    department = which()


class ReturnHandoff(Step):
    """A department returns the form with a reason; the hour runs on, the ladder of the bounce begins."""

    verb, rule, body = "return-handoff", ticket_rules.sign_handoff, ReturnIn
    action, names = staticmethod(actions.return_handoff), OF_DEPARTMENT


class ClassifyIn(Body):
    rule = "R5"
    validity = Word(choices=Validity.choices)
    category = Word(choices=Category.choices, required=False, allow_blank=True, help_text="Of that validity.")
    major = Flag(default=False)
    reason = optional(500, help_text="Needed where validity or major is another one than before.")


class Classify(Step):
    """Valid or communicative, of which category, major or not; a major one alerts the managers at once (R5)."""

    verb, rule, action, body = "classify", rules.classify, staticmethod(actions.classify), ClassifyIn


class CorrectionIn(Body):
    rule = "R5"
    cause = Text(max_length=1000)
    corrective_action = Text(max_length=1000)
    preventive_action = Text(max_length=1000)
    writer = person("Who wrote it; of a department that signed.")
    department = which()


class WriteCorrection(Step):
    """A department that signed hands in cause, corrective and preventive action."""

    verb, rule, body = "write-correction", rules.write_correction, CorrectionIn
    action = staticmethod(actions.write_correction)
    names = OF_DEPARTMENT | {"writer": ("writer_id", staff_id)}


class ApproveIn(Body):
    rule = "R5"
    judge = person("The department's head or the estate's manager; not who wrote it.")
    department = which()


class ApproveCorrection(Step):
    """The head approves what his department handed in; with the last department the clock is met."""

    verb, rule, body = "approve-correction", rules.judge_correction, ApproveIn
    action = staticmethod(actions.approve_correction)
    names = OF_DEPARTMENT | {"judge": ("judge_id", staff_id)}


class SendBackIn(ApproveIn):
    reason = Text(max_length=500)


class SendBackCorrection(Step):
    """The head sends it back with a reason; the clock runs on."""

    verb, rule, body = "send-back-correction", rules.judge_correction, SendBackIn
    action = staticmethod(actions.send_back_correction)
    names = OF_DEPARTMENT | {"judge": ("judge_id", staff_id)}


class ConsultIn(Body):
    rule = "R5"
    present = serializers.ListField(
        child=Text(max_length=40), max_length=30, help_text=f"Who took part, somebody of each department. {PERSON}"
    )
    decided = Text(max_length=1000)
    tasks = Text(max_length=1000, help_text="Who does what, by when.")
    held_at = Moment(required=False, allow_null=True, help_text="Default: now.")


class Consult(Step):
    """The minute of the meeting of the departments concerned."""

    verb, rule, action, body = "consult", rules.consult, staticmethod(actions.consult), ConsultIn

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        present = [staff_id(name, "present") for name in values.pop("present")]
        return super().arguments(values) | {"present_ids": present}


class TellResultIn(Body):
    rule = "R5"
    means = Word(choices=ToldBy.choices)
    said = Text(max_length=1000)
    told_at = Moment(required=False, allow_null=True, help_text="Default: now.")
    told_by = person("Default: this key.", required=False, allow_null=True)


class TellResult(Step):
    """The complainant was told the result: by whom, when, how, what."""

    verb, rule, action, body = "tell-result", rules.tell_result, staticmethod(actions.tell_result), TellResultIn
    names = {"told_by": ("told_by_id", staff_id)}


class AmendsIn(Body):
    rule = "R37"
    kind = Word(choices=AmendsKind.choices)
    amount = Money(required=False, allow_null=True, help_text="Of a compensation.")
    what = Text(max_length=500)
    reason = Text(max_length=500)
    agreed_by = person("Of a compensation: the estate's or the company's manager.", required=False, allow_null=True)


class MakeAmends(Step):
    """Record a compensation or an apology that was agreed; a later one is a new entry (R37)."""

    verb, rule, action, body = "make-amends", rules.make_amends, staticmethod(actions.make_amends), AmendsIn
    names = {"agreed_by": ("agreed_by_id", staff_id)}


class ForwardIn(Body):
    rule = "R1"
    external_number = Text(max_length=60)
    external_deadline = Moment(required=False, allow_null=True)
    reason = optional(500, help_text="Needed where it was another one before.")


class Forward(Step):
    """The number and deadline of head office or the hotline; the deadline has a clock of its own."""

    verb, rule, action, body = "forward", rules.forward, staticmethod(actions.forward), ForwardIn


class OfficialReplyIn(Body):
    rule = "R1"
    text = Text(max_length=2000)


class ReplyOfficially(Step):
    """The words that go back to head office or the hotline."""

    verb, rule, body = "reply-officially", rules.reply_officially, OfficialReplyIn
    action = staticmethod(actions.reply_officially)


class HandoffOut(serializers.Serializer):
    """The form on its way to one department."""

    department = serializers.CharField(source="department.name")
    sent_at = Moment()
    sent_by = serializers.CharField()
    signed_at = Moment(allow_null=True)
    recipient = serializers.CharField(source="recipient_name")
    returned_at = Moment(allow_null=True)
    returned_by = serializers.CharField()
    reason = serializers.CharField()


class CorrectionOut(serializers.Serializer):
    """What a department handed in, and the verdict."""

    department = serializers.CharField(source="department.name")
    cause = serializers.CharField()
    corrective_action = serializers.CharField()
    preventive_action = serializers.CharField()
    written_at = Moment()
    writer = serializers.CharField(source="writer_name")
    approved_at = Moment(allow_null=True)
    sent_back_at = Moment(allow_null=True)
    judge = serializers.CharField(source="judge_name")
    reason = serializers.CharField()


class ConsultationOut(serializers.Serializer):
    """A minute."""

    held_at = Moment()
    present = serializers.ListField(child=serializers.CharField())
    decided = serializers.CharField()
    tasks = serializers.CharField()
    recorded_at = Moment()
    recorded_by = serializers.CharField()


class ToldOut(serializers.Serializer):
    """What the complainant was told."""

    at = Moment()
    means = serializers.CharField()
    said = serializers.CharField()
    told_by = serializers.CharField(source="told_by_name")


class AmendsOut(serializers.Serializer):
    """What was agreed."""

    kind = serializers.CharField()
    amount = Money(allow_null=True)
    what = serializers.CharField()
    reason = serializers.CharField()
    at = Moment()
    agreed_by = serializers.CharField(source="agreed_by_name")


class ReplyOut(serializers.Serializer):
    """An official reply, with number and deadline as they stood."""

    number = serializers.CharField()
    deadline = Moment(allow_null=True)
    text = serializers.CharField()
    at = Moment()
    by = serializers.CharField(source="by_name")


class WorkOut(serializers.Serializer):
    """Everything that was done about a complaint, each in the order of time."""

    handoffs = HandoffOut(many=True)
    corrections = CorrectionOut(many=True)
    consultations = ConsultationOut(many=True)
    told = ToldOut(many=True)
    amends = AmendsOut(many=True)
    official_replies = ReplyOut(many=True, source="replies")


class ComplaintWork(OfTicket, Endpoint):
    """A complaint's work: the whole of it, as the ticket's page shows it."""

    rule, tag, operations = ticket_rules.view_ticket, "tickets", {"GET": "get_complaint_work"}
    answer, variables = WorkOut, NUMBER

    def get(self, request: Request, number: str) -> Response:
        """Forms, findings, consultations, what was told and agreed, official replies."""
        return self.tell(queries.work_of(self.ticket()))


STEPS: list[type[Step]] = [
    HandOff, SignHandoff, ReturnHandoff, Classify, WriteCorrection, ApproveCorrection, SendBackCorrection, Consult,
    TellResult, MakeAmends, Forward, ReplyOfficially,
]  # fmt: skip
urlpatterns: list[URLPattern] = [
    path("tickets/<str:number>/complaint", ComplaintWork.as_view(), name="api-ticket-complaint"),
    *(step.at() for step in STEPS),
]

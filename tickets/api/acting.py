"""Transitions and actions of the ticket itself: answers, ends, owners, complaints, callbacks."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, Serializer

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Text, Word, optional
from servicedesk.people.api import staff_id
from servicedesk.people.enums import Skill
from tickets import actions, rules
from tickets.api.following import REPORTER, named
from tickets.api.steps import Step, ticket_id_of
from tickets.callbacks import actions as callbacks
from tickets.enums import Resolution
from tickets.incidents import actions as incidents

CANCELLING = [choice for choice in Resolution.choices if choice[0] in ("by_reporter", "duplicate", "not_ours")]


class AnswerIn(Body):
    rule = "R8"
    answer = Text(max_length=1000)


class Answer(Step):
    """Close an inquiry or a communicative complaint with its answer, on the spot (R8)."""

    verb, rule, action, body = "answer", rules.answer, staticmethod(actions.answer), AnswerIn

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"text": values["answer"]}


class TextIn(Body):
    rule = "R10"
    text = Text(max_length=1000)


class Reply(Step):
    """The reporter was told how things stand: the first reply is given."""

    verb, rule, action, body = "reply", rules.note, staticmethod(actions.reply), TextIn


class Note(Step):
    """Something worth keeping: a call, a circumstance, a promise."""

    verb, rule, action, body = "note", rules.note, staticmethod(actions.note), TextIn


class CancelIn(Body):
    rule = "R10"
    resolution = Word(choices=CANCELLING)
    reason = Text(max_length=500)


class Cancel(Step):
    """Close without work: withdrawn by the reporter, a duplicate, or not ours."""

    verb, rule, action, body = "cancel", rules.cancel, staticmethod(actions.cancel), CancelIn


class MergeIn(Body):
    rule = "R7"
    into = Text(max_length=32, help_text="Number of the ticket that goes on.")


class Merge(Step):
    """One fault, two calls: this ticket ends in the other, whose callback includes this reporter (R7)."""

    verb, rule, action, body = "merge", rules.merge, staticmethod(actions.merge), MergeIn

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"into_id": ticket_id_of(self.actor, values["into"])}


class ReasonIn(Body):
    rule = "R10"
    reason = Text(max_length=500)


class TakeOut(Step):
    """It was another fault after all: open again by itself, with its own reporters and clocks (R7)."""

    verb, rule, action, body = "take-out", rules.merge, staticmethod(incidents.take_out), ReasonIn


class ReopenInWarranty(Step):
    """The same fault again within the warranty; counted as rework."""

    verb, rule, body = "reopen-in-warranty", rules.reopen_in_warranty, ReasonIn
    action = staticmethod(actions.reopen_in_warranty)


class CorrectIn(Body):
    rule = "R10"
    description = optional(1000)
    place = Text(max_length=120, required=False)
    contact_name = optional(60)
    contact_phone = optional(30)
    skill = Word(choices=Skill.choices, required=False, allow_blank=True)
    urgent = Flag(required=False)
    reason = optional(500)


class Correct(Step):
    """Correct what was written down wrongly; before and after are kept (R10)."""

    verb, rule, action, body = "correct", rules.correct, staticmethod(actions.correct), CorrectIn

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"reason": values.pop("reason", ""), "values": values}


class HandOverIn(Body):
    rule = "R3"
    to = Text(max_length=40, help_text="Employee number or id of the new owner.")
    reason = optional(500)


class HandOver(Step):
    """Another owner, by an explicit handover (R3)."""

    verb, rule, action, body = "hand-over", rules.hand_over, staticmethod(actions.hand_over), HandOverIn
    names = {"to": ("to_id", staff_id)}


class StartCallback(Step):
    """The review is passed: the callback's clock starts, where the estate does not do so by itself (R24)."""

    verb, rule, action = "start-callback", rules.start_callback, staticmethod(callbacks.start_callback)


class PhoneOut(Serializer):
    """The whole number."""

    contact_phone = CharField()


class RevealIn(Body):
    rule = "R7"
    reporter = optional(40, help_text=REPORTER)


class RevealPhone(Step):
    """A reporter's whole phone number; that it was looked at is an event."""

    verb, rule, action, answer = "reveal-phone", rules.reveal_phone, staticmethod(actions.reveal_phone), PhoneOut
    body = RevealIn

    def post(self, request: Request, number: str) -> Response:
        ticket_id = self.ticket_id(number)
        phone = self.act(ticket_id, {"reporter_id": named(ticket_id, self.read())})
        return self.tell({"contact_phone": phone})

    def ticket_id(self, number: str) -> UUID:
        return ticket_id_of(self.actor, number)


STEPS: list[type[Step]] = [
    Answer, Reply, Note, Cancel, Merge, TakeOut, ReopenInWarranty, Correct, HandOver, StartCallback,
    RevealPhone,
]  # fmt: skip

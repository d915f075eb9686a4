"""REST: what happens on site, the customer's signature, the supervisor's review (R18, R20–R24)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import URLPattern
from rest_framework import serializers

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Moment, Money, Text, Word, optional
from servicedesk.people.api import staff_id
from tickets.api.photos import picture_of
from tickets.api.steps import Step
from tickets.enums import FEE_CLEAR, Fee, SuspendReason
from visits import actions, rules
from visits.enums import Check, Result

CLEAR = [choice for choice in Fee.choices if choice[0] in FEE_CLEAR]
SUSPENDING = [choice for choice in SuspendReason.choices if choice[0] != SuspendReason.NO_ACCESS]


def checks() -> serializers.ListField:
    """Ticked lines of the checklist (R21)."""
    return serializers.ListField(child=Word(choices=Check.choices), max_length=len(Check.choices), required=False)


class AtIn(Body):
    rule = "R20"
    at = Moment(required=False, allow_null=True, help_text="When it happened; default: now.")


class Arrive(Step):
    """Somebody is there; on time or how late is kept (R18)."""

    verb, rule, action, body = "arrive", rules.arrive, staticmethod(actions.arrive), AtIn


class Knock(Step):
    """Knock in threes, or ring once; the second counts five minutes after the first (R20)."""

    verb, rule, action, body = "knock", rules.work, staticmethod(actions.knock), AtIn


class NoAccess(Step):
    """Nobody opened after both knocks: the ticket waits for the resident (R20)."""

    verb, rule, action, body = "no-access", rules.work, staticmethod(actions.no_access), AtIn


class LetInIn(AtIn):
    rule = "R21"
    by = optional(60, help_text="Who gave permission.")
    checks = checks()


class LetIn(Step):
    """Entered with permission (R21)."""

    verb, rule, action, body = "let-in", rules.work, staticmethod(actions.let_in), LetInIn


class PartIn(Body):
    name = Text(max_length=80)
    quantity = Money(max_digits=8, default=Decimal(1))
    unit_price = Money(default=Decimal(0))


class WorkIn(Body):
    rule = "R22"
    findings = optional(1000)
    cause = optional(300)
    work_done = optional(1000)
    helpers = optional(200)
    parts = PartIn(many=True, required=False, max_length=100)  # type: ignore[call-arg]
    checks = checks()


class RecordWork(Step):
    """Findings, cause, work done, helpers, parts; said again, it replaces what this visit had (R22)."""

    verb, rule, body = "record-work", rules.work, WorkIn

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        parts = [actions.PartUsed(**part) for part in values.pop("parts", ())]
        return actions.record_work(ticket_id=ticket_id, actor=self.actor, parts=parts, **values)


class SuspendIn(Body):
    rule = "R31"
    reason = Word(choices=SUSPENDING)
    resume_at = Moment()
    remark = optional(300)


class Suspend(Step):
    """Work waits for parts, a contractor or a quote, until a next date (R31)."""

    verb, rule, action, body = "suspend", rules.work, staticmethod(actions.suspend), SuspendIn


class SignOffIn(Body):
    rule = "R23"
    result = Word(choices=Result.choices, default=Result.DONE)
    signer_name = optional(60)
    satisfied = Flag(required=False, allow_null=True)
    signature = Text(required=False, allow_null=True, max_length=4_000_000, help_text="data:image/png;base64,…")
    unsigned_reason = optional(300, help_text="Why there is no signature.")
    fee = Word(choices=CLEAR, required=False, allow_blank=True)
    at = Moment(required=False, allow_null=True, help_text="When it was signed; default: now.")


class SignOff(Step):
    """Done: the customer's signature or why there is none; the fee settled or explicitly owed (R23)."""

    verb, rule, action, body = "sign-off", rules.work, staticmethod(actions.sign_off), SignOffIn
    names = {"signature": ("signature", picture_of)}


class Review(Step):
    """The supervisor approves; the callback starts by itself where the estate has it so (R24)."""

    verb, rule, action = "review", rules.review, staticmethod(actions.review)


class ReworkIn(Body):
    rule = "R24"
    reason = Text(max_length=300)
    staff = Text(
        max_length=40, required=False, allow_null=True, help_text="Default: who did it. Employee number or id."
    )


class Rework(Step):
    """The supervisor sends it back: a new offer, counted (R24)."""

    verb, rule, action, body = "rework", rules.review, staticmethod(actions.rework), ReworkIn
    names = {"staff": ("staff_id", staff_id)}


STEPS: list[type[Step]] = [Arrive, Knock, NoAccess, LetIn, RecordWork, Suspend, SignOff, Review, Rework]
urlpatterns: list[URLPattern] = [step.at() for step in STEPS]

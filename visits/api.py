"""REST: what happens on site, the customer's signature, the supervisor's review (R18, R20–R24)."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.rules import reschedule
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint
from servicedesk.people.api import staff_id
from tickets.api.photos import picture_of
from tickets.api.steps import NUMBER, Step, ticket_id_of
from tickets.enums import FEE_CLEAR, Fee, SuspendReason
from tickets.models import Ticket
from tickets.rules import view_ticket
from visits import actions, checklists, rules
from visits.enums import Result, Told
from visits.windows import actions as windows
from visits.windows.api import urlpatterns as lengths
from visits.windows.queries import can_agree, slots_of

CLEAR = [choice for choice in Fee.choices if choice[0] in FEE_CLEAR]
SUSPENDING = [choice for choice in SuspendReason.choices if choice[0] != SuspendReason.NO_ACCESS]


def checks() -> serializers.ListField:
    """Keys of the ticked lines, as GET …/checklist gives them (R21)."""
    return serializers.ListField(child=Text(max_length=20), max_length=60, required=False)


class AtIn(Body):
    rule = "R20"
    at = Moment(required=False, allow_null=True, help_text="When it happened; default: now.")


class ArriveIn(AtIn):
    rule = "R18"
    means = Word(choices=Told.choices, default=Told.SYSTEM, help_text="How he told it; it stands in the history.")


class Arrive(Step):
    """Somebody is there; on time or how late is kept, and how it was told (R18)."""

    verb, rule, action, body = "arrive", rules.arrive, staticmethod(actions.arrive), ArriveIn


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
    checklist = Text(
        max_length=36, required=False, allow_null=True, help_text="The version that was ticked; default: that of now."
    )


class LetIn(Step):
    """Entered with permission (R21)."""

    verb, rule, action, body = "let-in", rules.work, staticmethod(actions.let_in), LetInIn


class PartIn(Body):
    name = Text(max_length=80)
    quantity = Money(max_digits=8, default=Decimal(1))
    unit_price = Money(required=False, allow_null=True, help_text="Default: the store's, else nothing.")


class WorkIn(Body):
    rule = "R22"
    findings = optional(1000)
    cause = optional(300)
    work_done = optional(1000)
    helpers = optional(200, help_text="Others than staff.")
    helper_staff = serializers.ListField(
        child=Text(max_length=40), max_length=20, required=False, help_text="Colleagues: employee numbers or ids."
    )
    parts = PartIn(many=True, required=False, max_length=100)  # type: ignore[call-arg]
    checks = checks()
    at = Moment(required=False, allow_null=True, help_text="When it was done; default: now.")


class RecordWork(Step):
    """Findings, cause, work done, helpers, parts; said again, it replaces what this visit had (R22)."""

    verb, rule, body = "record-work", rules.work, WorkIn

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        parts = [actions.PartUsed(**part) for part in values.pop("parts", ())]
        people = [staff_id(name, "helper_staff") for name in values.pop("helper_staff", ())]
        return actions.record_work(ticket_id=ticket_id, actor=self.actor, parts=parts, helper_ids=people, **values)


class SuspendIn(Body):
    rule = "R31"
    reason = Word(choices=SUSPENDING)
    resume_at = Moment()
    remark = optional(300)
    at = Moment(required=False, allow_null=True, help_text="When he left; default: now.")


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


class ReviewIn(Body):
    rule = "R24"
    approve_unsigned = Flag(required=False, help_text="The customer has not signed, and the reason is good.")
    signature = Text(
        required=False, allow_null=True, max_length=4_000_000,
        help_text="The supervisor's own, in a public area: data:image/png;base64,…",
    )  # fmt: skip


class Review(Step):
    """The supervisor approves, a missing signature too; the callback starts by itself where the estate has it so."""

    verb, rule, action, body = "review", rules.review, staticmethod(actions.review), ReviewIn
    names = {"signature": ("signature", picture_of)}


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


class WindowIn(Body):
    rule = "R16"
    starts_at = Moment(help_text="The beginning of a window of GET …/windows.")
    reason = optional(200)


class AgreeWindow(Step):
    """The resident chose this window: an appointment, and the re-dispatch before it (R16, R17)."""

    verb, rule, action, body = "agree-window", reschedule, staticmethod(windows.agree), WindowIn


class AskTime(Step):
    """Text the resident the link by which he chooses or moves the time (R16)."""

    verb, rule, action = "ask-time", reschedule, staticmethod(windows.ask)


STEPS: list[type[Step]] = [
    *(Arrive, Knock, NoAccess, LetIn, RecordWork, Suspend, SignOff, Review, Rework),
    *(AgreeWindow, AskTime),
]


class WindowOut(serializers.Serializer):
    """A window that can be chosen now."""

    starts_at = Moment()
    ends_at = Moment()


class WindowsOut(serializers.Serializer):
    """What can be agreed with the resident now, earliest first."""

    windows = WindowOut(many=True)


class WindowsOf(Endpoint):
    """The windows of the next days, of the length that holds there, inside the estate's desk hours (R16)."""

    rule, answer, tag = view_ticket, WindowsOut, "tickets"
    variables = NUMBER
    operations = {"GET": "windows"}

    def get(self, request: Request, number: str) -> Response:
        ticket = Ticket.objects.select_related("estate").get(pk=ticket_id_of(self.actor, number))
        return self.tell({"windows": slots_of(ticket) if can_agree(ticket) else []})


class LineOut(serializers.Serializer):
    """One line to be ticked."""

    key = serializers.CharField()
    text = serializers.CharField()
    needed = serializers.BooleanField()
    at_end = serializers.BooleanField()
    ticked = serializers.BooleanField()


class ChecklistOut(serializers.Serializer):
    """The checklist of a ticket's visit; version null: the trade's own list."""

    version = serializers.CharField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    lines = LineOut(many=True)


class ChecklistOf(Endpoint):
    """The checklist of this kind of work; of a visit that has begun, the version it was answered on (R21)."""

    rule, answer, tag = view_ticket, ChecklistOut, "tickets"
    variables = NUMBER
    operations = {"GET": "checklist"}

    def get(self, request: Request, number: str) -> Response:
        ticket = Ticket.objects.get(pk=ticket_id_of(self.actor, number))
        visit = ticket.visits.select_related("checklist").order_by("-arrived_at").first()
        sheet = checklists.asked(ticket, visit)
        lines = [{**asdict(line), "ticked": bool(visit) and line.key in visit.ticked} for line in sheet.lines]
        version = sheet.version
        return self.tell({
            "version": str(version.pk) if version else None, "number": version.number if version else None,
            "lines": lines,
        })  # fmt: skip


urlpatterns: list[URLPattern] = [
    *lengths,
    *(step.at() for step in STEPS),
    path("tickets/<str:number>/windows", WindowsOf.as_view(), name="api-ticket-windows"),
    path("tickets/<str:number>/checklist", ChecklistOf.as_view(), name="api-ticket-checklist"),
]

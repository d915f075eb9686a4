"""REST: who is sent, who answers, and when (R13–R19)."""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch import actions, rules
from dispatch.actions.by_phone import decline
from dispatch.enums import Mode, Pool, Settlement
from dispatch.handover.api import urlpatterns as handovers
from dispatch.limits_api import urlpatterns as limits
from dispatch.queries import candidates
from dispatch.shifts.api import urlpatterns as shifts
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Flag, Moment, Text, Word, optional
from servicedesk.api.views import Endpoint
from servicedesk.people.api import PersonOut, department_id, staff_id
from servicedesk.people.enums import Skill
from tickets.api.acting import ReasonIn
from tickets.api.following import REPORTER, named
from tickets.api.reading import OfTicket
from tickets.api.steps import NUMBER, Step
from tickets.enums import Grade

# The second dispatch before an appointment is the clock's alone (R17); a group has a verb of its own.
MODES = [choice for choice in Mode.choices if choice[0] not in (Mode.REDISPATCH, Mode.CLAIM)]
STAFF = "Employee number or id."
COLLEAGUE = "Who talks to the resident; not the ticket's owner. Default: somebody on shift. " + STAFF


class DispatchIn(Body):
    rule = "R13"
    mode = Word(choices=MODES, required=False, help_text="Default: `department` with a department, else `system`.")
    staff = Text(max_length=40, required=False, allow_null=True, help_text=STAFF)
    department = Text(max_length=60, required=False, allow_null=True, help_text="Name or id.")
    reason = optional(300, help_text="Needed for somebody without the skill (R19).")
    accepted_at = Moment(required=False, allow_null=True, help_text="Verbal and direct: the minute it was accepted.")
    arrival_at = Moment(required=False, allow_null=True, help_text="Verbal and direct: the promised time.")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """A department or a person, as the mode wants it; times only where somebody has accepted."""
        mode = values.setdefault("mode", Mode.DEPARTMENT if values.get("department") else Mode.SYSTEM)
        wanted, other = ("department", "staff") if mode == Mode.DEPARTMENT else ("staff", "department")
        if not values.get(wanted):
            raise serializers.ValidationError({wanted: _("This mode needs it.")})
        unfit = [other] + ([] if mode in (Mode.VERBAL, Mode.DIRECT) else ["accepted_at", "arrival_at"])
        if wrong := [name for name in unfit if values.get(name)]:
            raise serializers.ValidationError({name: _("This mode does not take it.") for name in wrong})
        return values


class Dispatch(Step):
    """Send somebody: an offer to his phone; by word of mouth (verbal, direct: he has accepted); a department (R13)."""

    verb, rule, body = "dispatch", rules.dispatch, DispatchIn
    names = {"staff": ("staff_id", staff_id), "department": ("department_id", department_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        mode, actor = values.pop("mode"), self.actor
        if mode == Mode.DEPARTMENT:
            return actions.offer_department(ticket_id=ticket_id, actor=actor, department_id=values["department_id"])
        if mode == Mode.SYSTEM:
            return actions.offer(ticket_id=ticket_id, actor=actor, **values)
        return actions.verbal(ticket_id=ticket_id, actor=actor, mode=mode, **values)


class OfferGroupIn(Body):
    rule = "R13"
    group = Word(choices=Pool.choices)
    skill = Word(choices=Skill.choices, required=False, allow_blank=True, help_text="Default: the ticket's own.")
    department = Text(max_length=60, required=False, allow_null=True, help_text="Name or id.")
    reason = optional(300, help_text="What they should know.")


class OfferGroup(Step):
    """Hold it out to a group, of whom the first takes it (R13); unclaimed in time it climbs (R15)."""

    verb, rule, action, body = "offer-group", rules.dispatch, staticmethod(actions.offer_group), OfferGroupIn
    names = {"department": ("department_id", department_id)}


class ClaimIn(Body):
    rule = "R13"
    staff = Text(max_length=40, help_text="Who takes it; of the group. " + STAFF)
    arrival_at = Moment(required=False, allow_null=True, help_text="When he promises to be there.")


class Claim(Step):
    """Somebody of the group takes what is held out to it; whoever comes later reads who was first (R11, R13)."""

    verb, rule, action, body = "claim", rules.claim, staticmethod(actions.claim), ClaimIn
    names = {"staff": ("staff_id", staff_id)}


class AcceptIn(Body):
    rule = "R18"
    staff = Text(max_length=40, required=False, allow_null=True, help_text="Who of the department goes; " + STAFF)
    arrival_at = Moment(required=False, allow_null=True, help_text="When he promises to be there.")


class Accept(Step):
    """The one asked goes; told by the key for him."""

    verb, rule, action, body = "accept", rules.desk_speaks, staticmethod(actions.accept), AcceptIn
    names = {"staff": ("staff_id", staff_id)}


class Refuse(Step):
    """The one asked cannot go: the reason is kept, and the offer climbs (R14, R15)."""

    verb, rule, action, body = "refuse", rules.desk_speaks, staticmethod(actions.refuse), ReasonIn


class Recall(Step):
    """Take the assignment back."""

    verb, rule, action, body = "recall", rules.recall, staticmethod(actions.recall), ReasonIn


class SomebodyIn(Body):
    rule = "R14"
    staff = Text(max_length=40, help_text=STAFF)
    reason = Text(max_length=300)


class Decline(Step):
    """Asked by phone, he cannot go: kept as a refusal, and the offer climbs from him (R14, R15)."""

    verb, rule, action, body = "decline", rules.dispatch, staticmethod(decline), SomebodyIn
    names = {"staff": ("staff_id", staff_id)}


class Reassign(Step):
    """Take it back and send it to another, both or neither."""

    verb, rule, action, body = "reassign", rules.recall, staticmethod(actions.reassign), SomebodyIn
    names = {"staff": ("staff_id", staff_id)}


class RescheduleIn(Body):
    rule = "R16"
    appointment_at = Moment()
    resident_agreed = Flag()
    manager_agreed = Flag(default=False, help_text="Needed where everybody was asked and nobody can go.")
    appointee = Text(max_length=40, required=False, allow_null=True, help_text="The pre-agreed technician; " + STAFF)
    reason = optional(300)
    complaint = optional(500, help_text="What the resident complains about; opens a conciliation.")
    colleague = Text(max_length=40, required=False, allow_null=True, help_text=COLLEAGUE)


class Reschedule(Step):
    """A new time, agreed with the resident; re-dispatched 30 minutes before (R16, R17)."""

    verb, rule, action, body = "reschedule", rules.reschedule, staticmethod(actions.reschedule), RescheduleIn
    names = {"appointee": ("appointee_id", staff_id), "colleague": ("colleague_id", staff_id)}


class NobodyCanGo(Step):
    """The estate manager agrees that nobody can be sent: a new time comes next (R16)."""

    verb, rule, action, body = "nobody-can-go", rules.nobody_can_go, staticmethod(actions.nobody_can_go), ReasonIn


class ComplainIn(Body):
    rule = "R16"
    complaint = Text(max_length=500)
    colleague = Text(max_length=40, required=False, allow_null=True, help_text=COLLEAGUE)


class Complain(Step):
    """The resident complains about the time: a conciliation by another colleague is opened (R16)."""

    verb, rule, action, body = "complain", rules.reschedule, staticmethod(actions.complain), ComplainIn
    names = {"colleague": ("colleague_id", staff_id)}


class ConcludeIn(Body):
    rule = "R16"
    outcome = Word(choices=Settlement.choices)
    result = Text(max_length=500, help_text="What was agreed.")


class Conclude(Step):
    """What came of the conciliation (R16)."""

    verb, rule, action, body = "conclude", rules.conciliate, staticmethod(actions.conclude), ConcludeIn


class CheckArrivalIn(Body):
    rule = "R18"
    remark = optional(500)
    arrival_at = Moment(required=False, allow_null=True, help_text="The newly promised time.")


class CheckArrival(Step):
    """The reporter says: not there yet (R18)."""

    verb, rule, action, body = "check-arrival", rules.dispatch, staticmethod(actions.check_arrival), CheckArrivalIn


class ReopenIn(Body):
    rule = "R25"
    grade = Word(choices=Grade.choices, required=False, allow_blank=True, help_text="As said in the call.")
    reason = Text(max_length=300)
    staff = Text(max_length=40, required=False, allow_null=True, help_text="Default: who did it. " + STAFF)
    caller = optional(40, help_text="With a grade: employee number or id of who called.")
    reporter = optional(40, help_text=REPORTER)


class Reopen(Step):
    """Not satisfied: the call is kept, and somebody is sent again (R25, R26)."""

    verb, rule, action, body = "reopen", rules.reopen, staticmethod(actions.reopen), ReopenIn
    names = {"staff": ("staff_id", staff_id), "caller": ("caller_id", staff_id)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        whose = named(ticket_id, values)
        return actions.reopen(ticket_id=ticket_id, actor=self.actor, reporter_id=whose, **{"grade": "", **values})


class CandidateOut(serializers.Serializer):
    """Somebody who could be sent, with what speaks for and against him (R19)."""

    staff = PersonOut()
    fit = serializers.CharField()
    has_skill = serializers.BooleanField()
    on_shift = serializers.BooleanField()
    load = serializers.IntegerField()
    same_building = serializers.BooleanField()
    refused = serializers.BooleanField()
    standby = serializers.BooleanField()
    last_here = Moment(allow_null=True, help_text="When he was last sent to this place.")
    reasons = serializers.ListField(child=serializers.CharField())


class Candidates(OfTicket, Endpoint):
    """Who could be sent, best first (R19)."""

    rule, tag, operations = rules.dispatch, "tickets", {"GET": "list_candidates"}
    pagination_class, serializer_class, variables = Cursor, CandidateOut, NUMBER

    def get(self, request: Request, number: str) -> Response:
        """Who could be sent, best first (R19)."""
        found = list(enumerate(candidates(self.ticket())))
        pages = Cursor()
        rows = pages.paginate_list(found, lambda one: f"{one[0]:06d}", request)
        return pages.get_paginated_response(CandidateOut([one for _place, one in rows], many=True).data)


STEPS: list[type[Step]] = [
    Dispatch, OfferGroup, Claim, Accept, Refuse, Recall, Decline, Reassign, Reschedule, NobodyCanGo, Complain, Conclude,
    CheckArrival, Reopen,
]  # fmt: skip
urlpatterns: list[URLPattern] = [
    path("tickets/<str:number>/candidates", Candidates.as_view(), name="api-ticket-candidates"),
    *(step.at() for step in STEPS),
    *shifts,
    *handovers,
    *limits,
]

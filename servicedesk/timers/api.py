"""REST: policies, the company's terms for each kind of timer (R29, R32)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body, Empty
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Flag, Moment, Text, Word
from servicedesk.api.views import Endpoint
from servicedesk.estates.api import estate_named, uuid_of
from servicedesk.estates.scopes import place_of_setting
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings, view_settings
from servicedesk.refusals import NotFound
from servicedesk.timers import said, samples
from servicedesk.timers.actions import change_policy, considered, create_policy, default_policies, reset_policy
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Policy
from servicedesk.timers.policies import terms_of

TARGETS = "`owner`, `supervisor`, …; `staff:<employee number or id>`, `role:<role>`, `department:<name or id>`."
RUNNING = "The clocks that run follow too (R32); otherwise they keep theirs. `POST /policies/preview` says how many."


class StepOut(serializers.Serializer):
    """Who is told, how long after the deadline."""

    after = serializers.CharField()
    to = serializers.ListField(child=serializers.CharField())


class PolicyOut(serializers.Serializer):
    """Terms for one kind of timer in one scope. The trade's default has version 0 and a word as id."""

    id = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField(help_text="`own` or `default`.")  # type: ignore[assignment]
    kind = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    subject_kind = serializers.CharField()
    urgent = serializers.BooleanField(allow_null=True)
    duration = serializers.CharField(help_text="ISO 8601, such as PT30M or PT2S; end-of-day; next-day@12:00.")
    calendar = serializers.CharField()
    warn_percent = serializers.IntegerField()
    ladder = StepOut(many=True)
    version = serializers.IntegerField()

    def get_id(self, policy: Policy) -> str:
        return name_of(policy) if policy._state.adding else str(policy.pk)

    def get_source(self, policy: Policy) -> str:
        return "default" if policy._state.adding else "own"

    def get_label(self, policy: Policy) -> str:
        return str(KINDS[policy.kind].label) if policy.kind in KINDS else policy.kind


class StepIn(Body):
    after = Text(max_length=40)
    to = serializers.ListField(child=Text(max_length=80), max_length=10, help_text=TARGETS)


class TermsIn(Body):
    """New terms; what is left out stays. `version` is the one that was read: another in the meantime is a conflict."""

    rule = "R29"
    duration = Text(max_length=40, required=False)
    calendar = Word(choices=CalendarName.choices, required=False)
    warn_percent = serializers.IntegerField(min_value=0, max_value=99, required=False)
    ladder = StepIn(many=True, required=False)
    version = serializers.IntegerField(min_value=0, max_value=10**6, required=False)
    running = Flag(required=False, help_text=RUNNING)


class PolicyIn(Body):
    """Terms for a scope of one's own; what is left out is the trade's default."""

    rule = "R29"
    kind = Text(max_length=24)
    estate = Text(max_length=40, required=False, allow_null=True, help_text="Code or id; null: all estates.")
    subject_kind = Text(max_length=24, required=False, allow_blank=True, help_text="A kind of ticket; empty: all.")
    urgent = Flag(required=False, allow_null=True, default=None, help_text="null: urgent and others.")
    duration = Text(max_length=40, required=False)
    calendar = Word(choices=CalendarName.choices, required=False)
    warn_percent = serializers.IntegerField(min_value=0, max_value=99, required=False)
    ladder = StepIn(many=True, required=False)
    running = Flag(required=False, help_text=RUNNING)


class ResetIn(Body):
    rule = "R32"
    running = Flag(required=False, help_text=RUNNING)


def name_of(policy: Policy) -> str:
    """A default's id: `accept`, `accept-urgent`."""
    return f"{policy.kind}-urgent" if policy.urgent else policy.kind


def own_policies(actor: Principal) -> QuerySet[Policy]:
    """The company's, and those of the estates that this key sees."""
    rows = Policy.objects.select_related("estate").filter(active=True)
    return actor.among(rows, with_all=True)


def policies(actor: Principal) -> list[Policy]:
    """All that hold: the company's own, and the defaults that none of them replaces."""
    own = list(own_policies(actor))
    replaced = {(one.kind, one.urgent) for one in own if one.estate_id is None and not one.subject_kind}
    return own + [one for one in default_policies() if (one.kind, one.urgent) not in replaced]


def sort_key(policy: Policy) -> str:
    """Kind by kind, the widest scope first."""
    estate = policy.estate.code if policy.estate else ""
    return f"{policy.kind}:{estate}:{policy.subject_kind}:{policy.urgent}"


def find(actor: Principal, name: str) -> Policy:
    """By id, or a default by its word: the company's own row once there is one. Raises NotFound."""
    if pk := uuid_of(name):
        found = own_policies(actor).filter(pk=pk).first()
    else:
        wide = (one for one in policies(actor) if one.estate_id is None and not one.subject_kind)
        found = next((one for one in wide if name_of(one) == name), None)
    if found is None:
        raise NotFound(_("There is no such policy."), rule="R32")
    return found


class PolicyList(Endpoint):
    """The terms of every kind of timer: the company's own and, where it has none, the trade's default."""

    rules = {"GET": view_settings, "POST": edit_settings}
    tag, operations = "policies", {"GET": "list_policies", "POST": "create_policy"}
    body, answer, created = PolicyIn, PolicyOut, True
    pagination_class, serializer_class = Cursor, PolicyOut

    def get(self, request: Request) -> Response:
        """The terms of every kind of timer: the company's own and, where it has none, the trade's default."""
        pages = Cursor()
        rows = pages.paginate_list(policies(self.actor), sort_key, request)
        return pages.get_paginated_response(PolicyOut(rows, many=True).data)

    def post(self, request: Request) -> Response:
        """Give a scope (estate, kind of ticket, urgency) terms of its own."""
        values = self.read()
        estate = values.pop("estate", None)
        estate_id = estate_named(self.actor, estate).pk if estate else None
        policy = create_policy(actor=self.actor, estate_id=estate_id, **values)
        return self.tell(policy, location=f"policies/{policy.pk}")


class PolicyDetail(Endpoint):
    """One policy."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations = "policies", {"GET": "get_policy", "PATCH": "change_policy"}
    variables = {"policy": "Id of a policy, or a default's word such as `accept` or `accept-urgent`."}
    body, answer = TermsIn, PolicyOut

    def get(self, request: Request, policy: str) -> Response:
        """One policy."""
        return self.tell(find(self.actor, policy))

    def patch(self, request: Request, policy: str) -> Response:
        """Change the terms of what is armed from now on (R32). A default becomes the company's own."""
        values, found = self.read(), find(self.actor, policy)
        return self.tell(own(self.actor, found, values))


def own(actor: Principal, policy: Policy, values: dict[str, Any]) -> Policy:
    """The policy with new values, the company's own from now on."""
    if not policy._state.adding:
        return change_policy(actor=actor, policy_id=UUID(str(policy.pk)), **values)
    values.pop("version", None)
    return create_policy(actor=actor, kind=policy.kind, urgent=policy.urgent, **values)


class SampleLineOut(serializers.Serializer):
    """One moment of a sample: the warning, the deadline, a step of the ladder."""

    level = serializers.IntegerField()
    at = Moment()
    words = serializers.CharField()
    names = serializers.CharField(help_text="Who is told.")


class SampleOut(serializers.Serializer):
    """A real ticket's clock by these terms."""

    number = serializers.CharField()
    running = serializers.BooleanField(help_text="Whether it runs now and would follow.")
    starts_at = Moment()
    was = Moment(help_text="When it is due by the terms it has.")
    lines = SampleLineOut(many=True)
    words = serializers.SerializerMethodField()

    def get_words(self, sample: samples.Sample) -> str:
        return samples.in_words(sample)


class EffectOut(serializers.Serializer):
    """What saving would do. Nothing is written."""

    sentence = serializers.CharField(help_text="The terms in words.")
    clocks = serializers.IntegerField(help_text="Running clocks that would follow, if asked to.")
    at_once = serializers.IntegerField(help_text="How many of them would be due at once.")
    sample = SampleOut(allow_null=True, help_text="null: there has been no clock of this kind and scope.")


class PolicyPreview(Endpoint):
    """Terms before they are saved."""

    rules = {"POST": edit_settings}
    tag, operations = "policies", {"POST": "preview_policy"}
    body, answer = PolicyIn, EffectOut

    def post(self, request: Request) -> Response:
        """What these terms would mean: in words, for how many running clocks, and for a real ticket (R32)."""
        values = self.read()
        values.pop("running", None)
        estate = values.pop("estate", None)
        estate_id = estate_named(self.actor, estate).pk if estate else None
        policy = considered(actor=self.actor, estate_id=estate_id, **values)
        kind = KINDS[policy.kind]
        sentence = said.rule_in_words(kind.label, terms_of(policy), lead=kind.lead)
        return self.tell({"sentence": sentence, **vars(samples.effect(samples.proposed_or_saved(policy)))})


class PolicyReset(Endpoint):
    """A scope's own terms given up."""

    rules = {"POST": edit_settings}
    tag, operations = "policies", {"POST": "reset_policy"}
    variables = {"policy": "Id of a policy."}
    body, answer = ResetIn, PolicyOut

    def post(self, request: Request, policy: str) -> Response:
        """The wider policy or the trade's default holds again; the answer is what was given up."""
        values, key = self.read(), uuid_of(policy)
        if key is None:
            raise NotFound(_("There is no such policy."), rule="R32")
        return self.tell(reset_policy(actor=self.actor, policy_id=key, **values))


class ResetPreview(Endpoint):
    """A scope's own terms, before they are given up."""

    rules = {"POST": edit_settings}
    tag, operations = "policies", {"POST": "preview_policy_reset"}
    variables = {"policy": "Id of a policy."}
    body, answer = Empty, EffectOut

    def post(self, request: Request, policy: str) -> Response:
        """What giving them up would mean: the terms then, for how many running clocks, and for a ticket (R32)."""
        self.read()
        found = find(self.actor, policy) if uuid_of(policy) else None
        if found is None:
            raise NotFound(_("There is no such policy."), rule="R32")
        place_of_setting(self.actor, found.estate_id, rule="R32")
        sentence = said.after_reset(KINDS[found.kind], samples.wider(found))
        return self.tell({"sentence": sentence, **vars(samples.effect_of_reset(found))})


urlpatterns = [
    path("policies", PolicyList.as_view(), name="api-policies"),
    path("policies/preview", PolicyPreview.as_view(), name="api-policy-preview"),
    path("policies/<str:policy>/reset/preview", ResetPreview.as_view(), name="api-policy-reset-preview"),
    path("policies/<str:policy>/reset", PolicyReset.as_view(), name="api-policy-reset"),
    path("policies/<str:policy>", PolicyDetail.as_view(), name="api-policy"),
]
